#pragma once
// The threads of the server and what they hold of a connection. Included by http_server.cpp only.

#include <array>
#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>
#include <limits>
#include <memory>
#include <string>
#include <unordered_set>
#include <utility>

#include "platform/clock.hpp"
#include "platform/http.hpp"
#include "platform/http_reader.hpp"
#include "platform/http_text.hpp"

namespace octant::platform::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;
template <class T>
using Task = asio::awaitable<T, Executor>;
using Error = boost::system::error_code;

constexpr std::int64_t ticks_per_second = 5;  // deadlines are checked this often
constexpr auto never = std::numeric_limits<std::int64_t>::max();

/// What all workers share.
struct Shared {
    Shared(ServerOptions what, Handler who) : options(std::move(what)), handler(std::move(who)) {}

    ServerOptions options;
    Handler handler;
    std::atomic<bool> stopping = false;
    std::atomic<int> connections = 0;
};

class Connection;

/// One network thread and its connections. Only `io` is touched by other threads.
struct Worker : std::enable_shared_from_this<Worker> {
    explicit Worker(std::shared_ptr<Shared> what)
        : shared(std::move(what)), date(format_http_date(wall_time())) {}

    std::int64_t in_seconds(int seconds) const { return tick + seconds * ticks_per_second; }

    std::shared_ptr<Shared> shared;
    std::int64_t tick = 0;
    std::string date;  // of the wall: a frozen clock moves with each look, and the network must not move it
    std::unordered_set<Connection*> connections;
    asio::io_context io{1};
    Timer timer{io};
};

class Connection {
public:
    Connection(Worker& worker, Socket socket)
        : worker_(&worker), socket_(std::move(socket)), answered_(worker.io) {}
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() { worker_->connections.erase(this); }

    Task<void> serve();
    Task<void> refuse(int status);

    /// Called at every tick.
    void enforce_deadline() {
        if (deadline_ <= worker_->tick) cancel();
    }
    void close_if_idle() {
        if (is_idle_) cancel();
    }
    void receive(Response response) {
        response_ = std::move(response);
        answered_.cancel();
    }
    Worker& worker() const { return *worker_; }

private:
    void cancel() {
        Error ignored;
        socket_.cancel(ignored);
    }
    bool is_stopping() const { return worker_->shared->stopping; }
    Task<void> serve_requests();
    Task<Reading> read_request(RequestReader& reader);
    Reading parse(RequestReader& reader);
    Task<bool> read_more(std::size_t size);
    Task<void> ask(RequestReader& reader);
    Task<bool> send(Delivery delivery, bool head_only);
    Task<bool> send_all(std::array<asio::const_buffer, 2> parts);
    Task<void> linger();

    Worker* worker_;
    Socket socket_;
    Timer answered_;
    beast::flat_buffer buffer_;
    std::string remote_;
    std::string head_;
    Response response_;
    std::int64_t deadline_ = never;
    bool is_idle_ = false;
};

/// What a handler holds while it works on one request. Dropped unanswered, it sends 500. It keeps the worker
/// alive, so that an answer after the server has gone is harmless. The connection waits for this answer and
/// nothing else, so it is there when the posted answer runs.
class Exchange {
public:
    explicit Exchange(Connection& connection)
        : worker_(connection.worker().shared_from_this()), connection_(&connection) {}
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;
    ~Exchange() { answer(plain_response(500)); }

    void answer(Response response) {
        if (answered_.exchange(true)) return;
        asio::post(worker_->io, [connection = connection_, answer = std::move(response)]() mutable {
            connection->receive(std::move(answer));
        });
    }

private:
    std::shared_ptr<Worker> worker_;
    Connection* connection_;
    std::atomic<bool> answered_ = false;
};

}  // namespace octant::platform::http
