#pragma once
// A small blocking HTTP/1.1 client for tests and benchmarks: one kept connection, no TLS, no redirects.

#include <cstdint>
#include <string>
#include <string_view>

#include "platform/http.hpp"

namespace octant::platform {

struct ClientResponse {
    int status = 0;
    Headers headers;  // names in lower case
    std::string body;

    std::string_view header(std::string_view lower_case_name) const;  // "" when absent
};

/// Used by one thread at a time. Connects when needed; every failure of the network is a std::runtime_error.
class HttpClient {
public:
    HttpClient(std::string address, std::uint16_t port, int timeout_seconds = 30);
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    /// Never sends a request twice: a kept connection that the server has closed meanwhile is replaced
    /// before.
    ClientResponse request(std::string_view method, std::string_view target, const Headers& headers = {},
                           std::string_view body = {});

    /// The two halves, for pipelining and for requests that are malformed on purpose.
    void send(std::string_view bytes);
    ClientResponse receive(bool without_body = false);

    /// True when the server has closed the connection; waits for it up to the timeout.
    bool is_closed_by_server();
    void disconnect();

private:
    void connect();
    bool fill();  // false at the end of the stream
    bool is_stale();
    std::string take_line();
    void take_bytes(std::string& out, std::size_t count);
    void take_chunks(std::string& out);

    std::string address_;
    std::uint16_t port_;
    int timeout_seconds_;
    int socket_ = -1;
    std::string buffer_;
    std::size_t used_ = 0;  // of the buffer
};

}  // namespace octant::platform
