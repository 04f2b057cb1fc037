#pragma once
// HTTP/1.1 server. Beast and Asio stay behind this page (http_server.cpp).

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace octant::platform {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
    std::string method;  // "GET"; a HEAD arrives as GET and is answered without the body
    std::string path;    // decoded, begins with "/"; a malformed or dot-dot target never gets here (400)
    std::string query;   // raw, without "?"
    Headers headers;     // names in lower case
    std::string body;
    std::string remote;  // address of the peer

    std::string_view header(std::string_view lower_case_name) const;  // "" when absent
    /// The decoded value of a query parameter, or "".
    std::string parameter(std::string_view name) const;
    /// The value of a cookie, or "".
    std::string_view cookie(std::string_view name) const;
};

struct Response {
    int status = 200;
    std::string content_type = "application/json; charset=utf-8";
    std::string body;
    Headers headers{};
    std::shared_ptr<const std::string> file{};  // when set, sent instead of body without a copy
};

/// Called from any thread, exactly once per request. Dropped without a call, the client gets 500.
using Reply = std::function<void(Response)>;
/// Called on a network thread: must not block. Long work goes to a pool and replies later.
using Handler = std::function<void(Request, Reply)>;

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;  // 0: any free one
    int threads = 1;
    std::size_t body_limit = 64U << 20;    // bytes; larger is 413
    std::size_t header_limit = 16U << 10;  // bytes; larger is 431
    int idle_seconds = 60;                 // keep-alive
    int request_seconds = 30;     // from first byte to the end of the body (slow writers are cut off)
    int connection_limit = 2000;  // more are refused with 503
    int drain_seconds = 5;        // stop() waits so long for requests under way
};

class HttpServer {
public:
    /// Binds at once; throws std::runtime_error with the remedy when the port is taken.
    HttpServer(ServerOptions options, Handler handler);
    ~HttpServer();  // stops
    std::uint16_t port() const;
    void start();
    /// Accepts no more, waits for requests under way (drain_seconds), closes.
    void stop();

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace octant::platform
