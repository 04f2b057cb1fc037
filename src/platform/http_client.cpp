#include "platform/http_client.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <stdexcept>
#include <system_error>

#include "base/text.hpp"

namespace octant::platform {
namespace {

constexpr std::size_t read_size = 64U << 10;

[[noreturn]] void fail(const char* what) {
    throw std::runtime_error(std::string(what) + ": " + std::generic_category().message(errno));
}

std::size_t parse_size(std::string_view digits, int base) {
    std::size_t size = 0;
    const auto end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, size, base);
    if (error != std::errc() || stop == digits.data())
        throw std::runtime_error("malformed length in the answer");
    return size;
}

bool has_no_body(int status) { return status / 100 == 1 || status == 204 || status == 304; }

}  // namespace

std::string_view ClientResponse::header(std::string_view lower_case_name) const {
    for (const auto& [name, value] : headers)
        if (name == lower_case_name) return value;
    return {};
}

HttpClient::HttpClient(std::string address, std::uint16_t port, int timeout_seconds)
    : address_(std::move(address)), port_(port), timeout_seconds_(timeout_seconds) {}

HttpClient::~HttpClient() { disconnect(); }

void HttpClient::disconnect() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
    buffer_.clear();
    used_ = 0;
}

void HttpClient::connect() {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket_ < 0) fail("socket");
    const timeval timeout{.tv_sec = timeout_seconds_, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in peer{};
    peer.sin_family = AF_INET;
    peer.sin_port = htons(port_);
    if (::inet_pton(AF_INET, address_.c_str(), &peer.sin_addr) != 1)
        throw std::runtime_error("not an IPv4 address: " + address_);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&peer), sizeof peer) == 0) return;
    const int error = errno;
    disconnect();
    errno = error;
    fail("connect");
}

bool HttpClient::is_stale() {
    char byte;
    const auto count = ::recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return count >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);  // bytes that nobody asked for are as bad
}

void HttpClient::send(std::string_view bytes) {
    if (socket_ < 0) connect();
    while (!bytes.empty()) {
        const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail("send");
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

bool HttpClient::fill() {
    if (used_ == buffer_.size()) {
        buffer_.clear();
        used_ = 0;
    }
    const auto size = buffer_.size();
    buffer_.resize(size + read_size);
    ssize_t count;
    do count = ::recv(socket_, buffer_.data() + size, read_size, 0);
    while (count < 0 && errno == EINTR);
    buffer_.resize(size + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    if (count < 0) fail("receive");
    return count > 0;
}

bool HttpClient::is_closed_by_server() {
    try {
        return !fill();
    } catch (const std::runtime_error&) {
        return errno == ECONNRESET;
    }
}

std::string HttpClient::take_line() {
    for (;;) {
        const auto end = buffer_.find("\r\n", used_);
        if (end != buffer_.npos) {
            auto line = buffer_.substr(used_, end - used_);
            used_ = end + 2;
            return line;
        }
        if (!fill())
            throw std::runtime_error("the server closed the connection before its answer was complete");
    }
}

void HttpClient::take_bytes(std::string& out, std::size_t count) {
    while (count > 0) {
        if (used_ == buffer_.size() && !fill()) throw std::runtime_error("the answer was cut off");
        const auto part = std::min(count, buffer_.size() - used_);
        out.append(buffer_, used_, part);
        used_ += part;
        count -= part;
    }
}

void HttpClient::take_chunks(std::string& out) {
    while (const auto size = parse_size(take_line(), 16)) {
        take_bytes(out, size);
        take_line();
    }
    while (!take_line().empty()) continue;  // trailers
}

ClientResponse HttpClient::receive(bool without_body) {
    ClientResponse response;
    const auto status_line = take_line();
    if (status_line.compare(0, 7, "HTTP/1.") != 0 || status_line.size() < 12)
        throw std::runtime_error("not an HTTP answer: " + status_line);
    response.status = static_cast<int>(parse_size(std::string_view(status_line).substr(9, 3), 10));
    for (auto line = take_line(); !line.empty(); line = take_line()) {
        const auto colon = std::min(line.find(':'), line.size() - 1);
        response.headers.emplace_back(lower(std::string_view(line).substr(0, colon)),
                                      trim(std::string_view(line).substr(colon + 1)));
    }
    if (without_body || has_no_body(response.status)) return response;
    const auto length = response.header("content-length");
    if (lower(response.header("transfer-encoding")) == "chunked")
        take_chunks(response.body);
    else if (!length.empty())
        take_bytes(response.body, parse_size(length, 10));
    if (lower(response.header("connection")) == "close") disconnect();
    return response;
}

ClientResponse HttpClient::request(std::string_view method, std::string_view target, const Headers& headers,
                                   std::string_view body) {
    if (socket_ >= 0 && is_stale()) disconnect();
    std::string text;
    text.append(method).append(" ").append(target).append(" HTTP/1.1\r\nHost: ").append(address_);
    if (!body.empty() || method != "GET")
        text.append("\r\nContent-Length: ").append(std::to_string(body.size()));
    for (const auto& [name, value] : headers) text.append("\r\n").append(name).append(": ").append(value);
    text.append("\r\n\r\n").append(body);
    send(text);
    auto response = receive(method == "HEAD");
    while (response.status / 100 == 1) response = receive(method == "HEAD");
    return response;
}

}  // namespace octant::platform
