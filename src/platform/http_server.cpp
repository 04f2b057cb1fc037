// The only unit that sees Asio and Beast. Each worker is one thread with an io_context of its own, and a
// connection stays with its worker: no lock, no strand, and a reply is posted to the worker.

// Asio 1.81 recycles coroutine frames unsoundly when coroutines run on several threads.
#define BOOST_ASIO_DISABLE_AWAITABLE_FRAME_RECYCLING

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "platform/http_connection.hpp"
#include "platform/http_reader.hpp"
#include "platform/http_text.hpp"

namespace octant::platform {
namespace http {
namespace {

constexpr auto as_result = asio::as_tuple(asio::deferred);

constexpr int linger_seconds = 2;
constexpr int polite_refusals = 64;  // connections over the limit that still get a 503; more are just closed
constexpr std::size_t read_size = 8U << 10;
constexpr std::size_t body_read_size = 64U << 10;

}  // namespace

Task<void> Connection::serve() {
    Error ignored;
    socket_.non_blocking(true, ignored);
    socket_.set_option(tcp::no_delay(true), ignored);
    remote_ = socket_.remote_endpoint(ignored).address().to_string();
    worker_->connections.insert(this);
    if (worker_->shared->connections <= worker_->shared->options.connection_limit)
        co_await serve_requests();
    else
        co_await refuse(503);
}

Task<void> Connection::serve_requests() {
    while (!is_stopping()) {
        RequestReader reader(worker_->shared->options, remote_);
        const auto reading = co_await read_request(reader);
        if (reading == Reading::gone) co_return;
        if (reading != Reading::complete) {
            co_await refuse(static_cast<int>(reading));
            co_return;
        }
        const bool wants_more = reader.keep_alive();
        co_await ask(reader);
        const Delivery delivery{worker_->date, wants_more && !is_stopping(), reader.is_http_1_0};
        const bool sent = co_await send(delivery, reader.is_head);
        if (!sent) co_return;
        if (!delivery.keep_alive) {
            co_await linger();
            co_return;
        }
    }
}

Task<void> Connection::refuse(int status) {
    response_ = plain_response(status);
    if (status == 503) response_.headers.emplace_back("Retry-After", "1");
    const bool sent = co_await send({worker_->date, false, false}, false);
    if (sent) co_await linger();
}

Task<Reading> Connection::read_request(RequestReader& reader) {
    bool continued = false;
    is_idle_ = buffer_.size() == 0;
    deadline_ = worker_->in_seconds(is_idle_ ? worker_->shared->options.idle_seconds
                                             : worker_->shared->options.request_seconds);
    for (;;) {
        const auto reading = buffer_.size() > 0 ? parse(reader) : Reading::gone;
        if (reading != Reading::gone) co_return reading;
        if (reader.wants_continue() && !std::exchange(continued, true)) {
            static constexpr std::string_view interim = "HTTP/1.1 100 Continue\r\n\r\n";
            co_await send_all({asio::buffer(interim.data(), interim.size()), asio::const_buffer()});
        }
        const bool more = co_await read_more(reader.is_header_done() ? body_read_size : read_size);
        if (!more) co_return !is_idle_ && deadline_ <= worker_->tick ? Reading::late : Reading::gone;
        if (std::exchange(is_idle_, false))
            deadline_ = worker_->in_seconds(worker_->shared->options.request_seconds);
    }
}

/// Reading::gone when the request is not complete yet.
Reading Connection::parse(RequestReader& reader) {
    Error error;
    buffer_.consume(reader.put(buffer_.data(), error));
    if (error && error != beast::http::error::need_more) return reading_of(error);
    if (reader.is_done()) return Reading::complete;
    // The parser itself does not limit the lines between chunks nor the trailers.
    return buffer_.size() > worker_->shared->options.header_limit ? Reading::header_large : Reading::gone;
}

Task<bool> Connection::read_more(std::size_t size) {
    const auto [error, count] = co_await socket_.async_read_some(buffer_.prepare(size), as_result);
    buffer_.commit(count);
    co_return !error;
}

/// Waits for the answer of the handler, as long as that takes.
Task<void> Connection::ask(RequestReader& reader) {
    deadline_ = never;
    answered_.expires_at(Timer::time_point::max());
    {
        auto exchange = std::make_shared<Exchange>(*this);
        try {
            worker_->shared->handler(std::move(reader.request), [exchange](Response response) {
                exchange->answer(std::move(response));
            });
        } catch (const std::exception& fault) {
            std::fprintf(stderr, "http: the handler failed: %s\n", fault.what());  // the exchange answers 500
        }
    }
    co_await answered_.async_wait(as_result);
    if (!has_safe_headers(response_)) response_ = plain_response(500);
}

Task<bool> Connection::send(Delivery delivery, bool head_only) {
    head_.clear();
    append_head(head_, response_, delivery);
    const auto& body = response_.file ? *response_.file : response_.body;
    const bool with_body = !head_only && may_have_body(response_.status);
    const bool sent =
        co_await send_all({asio::buffer(head_), with_body ? asio::buffer(body) : asio::const_buffer()});
    response_ = {};
    co_return sent;
}

/// The deadline is renewed whenever the client takes something.
Task<bool> Connection::send_all(std::array<asio::const_buffer, 2> parts) {
    Error error;
    std::size_t count = socket_.write_some(parts, error);  // nearly always all of it
    if (error == asio::error::would_block) error = {};
    for (;;) {
        const auto from_head = std::min(count, parts[0].size());
        parts[0] += from_head;
        parts[1] += count - from_head;
        if (error || parts[0].size() + parts[1].size() == 0) co_return !error;
        deadline_ = worker_->in_seconds(worker_->shared->options.request_seconds);
        std::tie(error, count) = co_await socket_.async_write_some(parts, as_result);
    }
}

/// Closing with unread bytes resets the connection, and the client may never see the answer: read them first.
Task<void> Connection::linger() {
    Error error;
    socket_.shutdown(tcp::socket::shutdown_send, error);
    deadline_ = worker_->in_seconds(linger_seconds);
    while (!error && deadline_ > worker_->tick) {
        buffer_.clear();
        if (!co_await read_more(read_size)) co_return;
    }
}

namespace {

Task<void> run_connection(std::unique_ptr<Connection> connection, std::shared_ptr<Shared> shared) {
    auto& timer = connection->worker().timer;
    try {
        co_await connection->serve();
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "http: a connection failed: %s\n", fault.what());
    }
    connection.reset();
    --shared->connections;
    if (shared->stopping) timer.cancel();
}

Task<void> keep_time(Worker* worker) {
    while (!worker->shared->stopping || !worker->connections.empty()) {
        worker->timer.expires_after(std::chrono::milliseconds(1000 / ticks_per_second));
        const auto [error] = co_await worker->timer.async_wait(as_result);
        if (error) continue;
        ++worker->tick;
        if (worker->tick % ticks_per_second == 0) worker->date = format_http_date(wall_time());
        for (auto* connection : worker->connections) connection->enforce_deadline();
    }
}

Acceptor listen(asio::io_context& io, const ServerOptions& options) {
    const auto place = options.address + ":" + std::to_string(options.port);
    try {
        return Acceptor(io, tcp::endpoint(asio::ip::make_address(options.address), options.port));
    } catch (const boost::system::system_error& error) {
        const bool taken = error.code() == asio::error::address_in_use;
        throw std::runtime_error(
            "cannot listen on " + place + ": " + error.code().message() +
            (taken ? "; stop the program that uses it or choose another port"
                   : "; give a numeric address of this machine and a port that you may use"));
    }
}

}  // namespace
}  // namespace http

using namespace http;

struct HttpServer::State {
    State(ServerOptions options, Handler handler)
        : shared(std::make_shared<Shared>(std::move(options), std::move(handler))),
          workers(make_workers(shared)),
          acceptor(listen(workers[0]->io, shared->options)),
          port(acceptor.local_endpoint().port()) {}

    static std::vector<std::shared_ptr<Worker>> make_workers(const std::shared_ptr<Shared>& shared) {
        std::vector<std::shared_ptr<Worker>> workers;
        for (int i = 0; i < std::max(shared->options.threads, 1); ++i)
            workers.push_back(std::make_shared<Worker>(shared));
        return workers;
    }
    Task<void> accept_all();
    void admit(Worker& worker, Socket socket);
    void run(Worker& worker);
    void drain();

    std::shared_ptr<Shared> shared;
    std::vector<std::shared_ptr<Worker>> workers;
    Acceptor acceptor;
    std::uint16_t port;
    std::vector<std::thread> threads;
    std::mutex mutex;
    std::condition_variable ended;
    std::size_t running = 0;  // threads, under the mutex
};

Task<void> HttpServer::State::accept_all() {
    Timer pause(workers[0]->io);
    for (std::size_t next = 0; acceptor.is_open(); next = (next + 1) % workers.size()) {
        Socket socket(workers[next]->io);
        const auto [error] = co_await acceptor.async_accept(socket, as_result);
        if (!error) {
            admit(*workers[next], std::move(socket));
        } else if (acceptor.is_open()) {  // most likely out of file descriptors: wait until some are closed
            pause.expires_after(std::chrono::milliseconds(100));
            co_await pause.async_wait(as_result);
        }
    }
}

void HttpServer::State::admit(Worker& worker, Socket socket) {
    if (++shared->connections > shared->options.connection_limit + polite_refusals) {
        --shared->connections;
        return;
    }
    auto connection = std::make_unique<Connection>(worker, std::move(socket));
    asio::co_spawn(worker.io, run_connection(std::move(connection), shared), asio::detached);
}

void HttpServer::State::run(Worker& worker) {
    worker.io.run();
    const std::lock_guard lock(mutex);
    --running;
    ended.notify_all();
}

void HttpServer::State::drain() {
    shared->stopping = true;
    asio::post(workers[0]->io, [this] { acceptor.close(); });
    for (auto& worker : workers)
        asio::post(worker->io, [&worker] {
            for (auto* connection : worker->connections) connection->close_if_idle();
            worker->timer.cancel();
        });
    {
        std::unique_lock lock(mutex);
        ended.wait_for(lock, std::chrono::seconds(shared->options.drain_seconds),
                       [&] { return running == 0; });
    }
    for (auto& worker : workers) worker->io.stop();
    for (auto& thread : threads) thread.join();
    threads.clear();
    shared->handler = nullptr;  // it may hold what holds us
}

HttpServer::HttpServer(ServerOptions options, Handler handler)
    : state_(std::make_shared<State>(std::move(options), std::move(handler))) {}

HttpServer::~HttpServer() { stop(); }

std::uint16_t HttpServer::port() const { return state_->port; }

void HttpServer::start() {
    asio::co_spawn(state_->workers[0]->io, state_->accept_all(), asio::detached);
    state_->running = state_->workers.size();
    for (auto& worker : state_->workers) {
        asio::co_spawn(worker->io, keep_time(worker.get()), asio::detached);
        state_->threads.emplace_back([state = state_.get(), worker] { state->run(*worker); });
    }
}

void HttpServer::stop() {
    if (!state_->threads.empty()) state_->drain();
}

}  // namespace octant::platform
