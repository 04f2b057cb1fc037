// The only unit that sees Asio and Beast. Each worker is one thread with an io_context of its own, and a connection
// stays with its worker, so nothing here needs a lock or a strand; a reply is posted to the worker of its connection.

#define BOOST_ASIO_DISABLE_AWAITABLE_FRAME_RECYCLING  // not sound when coroutines run on several threads (1.81)

#include <array>
#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <ctime>
#include <limits>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <unordered_set>

#include "base/text.hpp"
#include "platform/http.hpp"
#include "platform/http_text.hpp"

namespace octant::platform {
namespace {

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

constexpr auto as_result = asio::as_tuple(asio::deferred);

constexpr std::int64_t ticks_per_second = 5;  // deadlines are checked this often
constexpr auto never = std::numeric_limits<std::int64_t>::max();
constexpr int linger_seconds = 2;
constexpr int polite_refusals = 64;  // connections over the limit that still get a 503; more are just closed
constexpr std::size_t read_size = 8U << 10;
constexpr std::size_t body_read_size = 64U << 10;

std::string imf_date(std::time_t now) {
    std::tm utc{};
    gmtime_r(&now, &utc);
    std::array<char, 40> text;
    static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const int size = std::snprintf(text.data(), text.size(), "%s, %02d %s %d %02d:%02d:%02d GMT", days[utc.tm_wday],
                                   utc.tm_mday, months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min,
                                   utc.tm_sec);
    return {text.data(), static_cast<std::size_t>(size)};
}

/// What all workers share.
struct Shared {
    ServerOptions options;
    Handler handler;
    std::atomic<bool> stopping = false;
    std::atomic<int> connections = 0;
};

class Connection;

/// One network thread and its connections. Only `io` is touched by other threads.
struct Worker {
    explicit Worker(std::shared_ptr<Shared> what) : shared(std::move(what)), date(imf_date(std::time(nullptr))) {}

    std::int64_t in_seconds(int seconds) const { return tick + seconds * ticks_per_second; }

    std::shared_ptr<Shared> shared;
    std::int64_t tick = 0;
    std::string date;
    std::unordered_set<Connection*> connections;
    asio::io_context io{1};
    Timer timer{io};
};

/// Reads one request straight into our Request. Trailer fields are dropped.
class RequestReader final : public beast::http::basic_parser<true> {
public:
    RequestReader(const ServerOptions& options, std::string remote) {
        request.remote = std::move(remote);
        eager(true);
        header_limit(static_cast<std::uint32_t>(options.header_limit));
        body_limit(options.body_limit);
    }
    bool wants_continue() const { return is_header_done() && !is_done() && expects_continue_ && !is_http_1_0; }

    Request request;
    bool is_head = false;
    bool is_http_1_0 = false;

private:
    using Text = beast::string_view;
    using Field = beast::http::field;
    static Error bad() { return make_error_code(beast::http::error::bad_value); }
    static std::string_view view(Text text) { return {text.data(), text.size()}; }

    void on_request_impl(beast::http::verb, Text method, Text target, int version, Error& error) override {
        is_head = method == "HEAD";
        request.method = is_head ? "GET" : std::string(view(method));
        is_http_1_0 = version < 11;
        auto parsed = platform::parse_target(view(target));
        if (!parsed) {
            error = bad();
            return;
        }
        request.path = std::move(parsed->path);
        request.query = std::move(parsed->query);
        request.headers.reserve(16);
    }
    void on_field_impl(Field field, Text name, Text value, Error&) override {
        if (in_body_) return;
        hosts_ += field == Field::host;
        if (field == Field::transfer_encoding) encoded_ = true;
        if (field == Field::expect) expects_continue_ = beast::iequals(value, "100-continue");
        request.headers.emplace_back(lower(view(name)), view(value));
    }
    void on_header_impl(Error& error) override {
        in_body_ = true;
        // An encoding we cannot undo hides where the body ends: the next request could be smuggled in it.
        const bool clear_length = !encoded_ || (chunked() && !is_http_1_0 && has_only_chunked());
        if (!clear_length || hosts_ > 1 || (hosts_ == 0 && !is_http_1_0)) error = bad();
    }
    bool has_only_chunked() const { return lower(request.header("transfer-encoding")) == "chunked"; }
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, Error&) override {
        // What the client only announces must not cost memory yet.
        request.body.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(length.value_or(0), 1U << 20)));
    }
    std::size_t on_body_impl(Text body, Error&) override {
        request.body.append(body.data(), body.size());
        return body.size();
    }
    void on_chunk_header_impl(std::uint64_t, Text, Error&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, Text body, Error& error) override {
        return on_body_impl(body, error);
    }
    void on_finish_impl(Error&) override {}
    void on_response_impl(int, Text, int, Error&) override {}

    int hosts_ = 0;
    bool encoded_ = false;
    bool expects_continue_ = false;
    bool in_body_ = false;
};

/// How reading a request ended; the others are the status of the refusal.
enum class Reading : int { complete = 0, gone = 1, malformed = 400, late = 408, body_large = 413, header_large = 431 };

Reading reading_of(const Error& error) {
    if (error == beast::http::error::body_limit) return Reading::body_large;
    if (error == beast::http::error::header_limit) return Reading::header_large;
    return Reading::malformed;
}

class Connection {
public:
    Connection(std::shared_ptr<Worker> worker, Socket socket)
        : worker_(worker.get()), keeper_(worker), socket_(std::move(socket)), answered_(worker_->io) {}
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
    std::shared_ptr<Worker> worker() const { return keeper_.lock(); }

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
    std::weak_ptr<Worker> keeper_;
    Socket socket_;
    Timer answered_;
    beast::flat_buffer buffer_;
    std::string remote_;
    std::string head_;
    Response response_;
    std::int64_t deadline_ = never;
    bool is_idle_ = false;
};

/// What a handler holds while it works on one request. Dropped unanswered, it sends 500. It keeps the worker alive, so that an answer after the server has gone is harmless. The connection waits for
/// this answer and nothing else, so it is there when the posted answer runs.
class Exchange {
public:
    explicit Exchange(Connection& connection) : worker_(connection.worker()), connection_(&connection) {}
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

Task<void> Connection::serve() {
    Error ignored;
    socket_.non_blocking(true, ignored);
    socket_.set_option(tcp::no_delay(true), ignored);
    remote_ = socket_.remote_endpoint(ignored).address().to_string();
    worker_->connections.insert(this);
    if (worker_->shared->connections <= worker_->shared->options.connection_limit) co_await serve_requests();
    else co_await refuse(503);
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
    const bool sent = co_await send_all(
        {asio::buffer(head_), with_body ? asio::buffer(body) : asio::const_buffer()});
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

/// Closing with unread bytes in the socket resets it, and the client may never see the answer: read them first.
Task<void> Connection::linger() {
    Error error;
    socket_.shutdown(tcp::socket::shutdown_send, error);
    deadline_ = worker_->in_seconds(linger_seconds);
    while (!error && deadline_ > worker_->tick) {
        buffer_.clear();
        if (!co_await read_more(read_size)) co_return;
    }
}

Task<void> run_connection(std::unique_ptr<Connection> connection, std::shared_ptr<Shared> shared) {
    auto& timer = connection->worker()->timer;
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
        if (worker->tick % ticks_per_second == 0) worker->date = imf_date(std::time(nullptr));
        for (auto* connection : worker->connections) connection->enforce_deadline();
    }
}

Acceptor listen(asio::io_context& io, const ServerOptions& options) {
    const auto place = options.address + ":" + std::to_string(options.port);
    try {
        return Acceptor(io, tcp::endpoint(asio::ip::make_address(options.address), options.port));
    } catch (const boost::system::system_error& error) {
        const bool taken = error.code() == asio::error::address_in_use;
        throw std::runtime_error("cannot listen on " + place + ": " + error.code().message() +
                                 (taken ? "; stop the program that uses it or choose another port"
                                        : "; give a numeric address of this machine and a port that you may use"));
    }
}

}  // namespace

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
    void admit(std::shared_ptr<Worker> worker, Socket socket);
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
            admit(workers[next], std::move(socket));
        } else if (acceptor.is_open()) {  // most likely out of file descriptors: wait until some are closed
            pause.expires_after(std::chrono::milliseconds(100));
            co_await pause.async_wait(as_result);
        }
    }
}

void HttpServer::State::admit(std::shared_ptr<Worker> worker, Socket socket) {
    if (++shared->connections > shared->options.connection_limit + polite_refusals) {
        --shared->connections;
        return;
    }
    auto& io = worker->io;
    asio::co_spawn(io, run_connection(std::make_unique<Connection>(std::move(worker), std::move(socket)), shared),
                   asio::detached);
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
        ended.wait_for(lock, std::chrono::seconds(shared->options.drain_seconds), [&] { return running == 0; });
    }
    for (auto& worker : workers) worker->io.stop();
    for (auto& thread : threads) thread.join();
    threads.clear();
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
