#include "platform/http.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <future>
#include <mutex>
#include <thread>

#include "platform/http_client.hpp"
#include "platform/http_text.hpp"

namespace octant::platform {
namespace {

using testing::HasSubstr;

/// A running server whose handler answers at once with what it understood of the request.
class Echo {
public:
    explicit Echo(ServerOptions options = {}) : Echo(std::move(options), answer) {}
    Echo(ServerOptions options, Handler handler)
        : server_(on_free_port(std::move(options)), std::move(handler)) {
        server_.start();
    }
    HttpClient client() const { return HttpClient("127.0.0.1", server_.port(), 10); }
    HttpServer& server() { return server_; }

    static void answer(Request request, Reply reply) {
        reply({.content_type = "text/plain",
               .body = request.method + " " + request.path + " " + request.query + " " + request.body});
    }

private:
    static ServerOptions on_free_port(ServerOptions options) {
        options.port = 0;
        return options;
    }
    HttpServer server_;
};

ClientResponse call(HttpClient& client, std::string_view bytes) {
    client.send(bytes);
    return client.receive();
}

TEST(HttpServer, answers_with_the_headers_it_always_sends) {
    Echo echo;
    auto client = echo.client();
    const auto response = client.request("GET", "/a%20b/%E5%85%AB?x=1");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "GET /a b/八 x=1 ");
    EXPECT_EQ(response.header("content-length"), std::to_string(response.body.size()));
    EXPECT_EQ(response.header("x-content-type-options"), "nosniff");
    EXPECT_THAT(std::string(response.header("date")), testing::MatchesRegex("..., .. ... .... ..:..:.. GMT"));
    EXPECT_EQ(response.header("connection"), "");
}

TEST(HttpServer, gives_the_handler_the_whole_request) {
    std::promise<Request> got;
    Echo echo({}, [&](Request request, Reply reply) {
        got.set_value(std::move(request));
        reply({.status = 204});
    });
    auto client = echo.client();
    EXPECT_EQ(
        client.request("PATCH", "/x", {{"X-Name", "恒远"}, {"Cookie", "a=1; session=\"s\""}}, "body").status,
        204);
    const auto request = got.get_future().get();
    EXPECT_EQ(request.method, "PATCH");
    EXPECT_EQ(request.header("x-name"), "恒远");
    EXPECT_EQ(request.cookie("session"), "s");
    EXPECT_EQ(request.body, "body");
    EXPECT_EQ(request.remote, "127.0.0.1");
}

TEST(HttpServer, keeps_the_connection_and_answers_a_pipeline_in_order) {
    std::mutex mutex;
    std::vector<std::thread> pool;
    Echo echo({}, [&](Request request, Reply reply) {  // every answer comes from a thread of its own
        const std::lock_guard lock(mutex);
        pool.emplace_back([request = std::move(request), reply = std::move(reply)]() mutable {
            Echo::answer(std::move(request), std::move(reply));
        });
    });
    auto client = echo.client();
    std::string pipeline;
    for (int i = 0; i < 50; ++i) pipeline += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n";
    client.send(pipeline);
    for (int i = 0; i < 50; ++i) EXPECT_EQ(client.receive().body, "GET /" + std::to_string(i) + "  ");
    for (auto& thread : pool) thread.join();
}

TEST(HttpServer, answers_head_without_the_body) {
    Echo echo;
    auto client = echo.client();
    for (int i = 0; i < 2; ++i) {  // a body on the wire would spoil the second answer
        const auto response = client.request("HEAD", "/x");
        EXPECT_EQ(response.status, 200);
        EXPECT_EQ(response.header("content-length"), "8");
    }
}

TEST(HttpServer, asks_for_the_body_that_a_client_holds_back) {
    Echo echo;
    auto client = echo.client();
    const auto interim =
        call(client, "POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(interim.status, 100);
    EXPECT_EQ(call(client, "abc").body, "POST /x  abc");
}

TEST(HttpServer, reads_a_chunked_body_in_small_pieces) {
    Echo echo;
    auto client = echo.client();
    const std::string_view bytes =
        "POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
        "chunked\r\n\r\n3\r\nabc\r\n2;e=1\r\nde\r\n0\r\nHost: y\r\n\r\n";
    for (const char byte : bytes) client.send({&byte, 1});
    EXPECT_EQ(client.receive().body, "POST /x  abcde");
    EXPECT_EQ(client.request("GET", "/y").body, "GET /y  ");
}

TEST(HttpServer, closes_after_the_answer_when_asked_to) {
    Echo echo;
    auto client = echo.client();
    client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(client.receive().header("connection"), "close");
    client.send("GET / HTTP/1.0\r\n\r\n");
    EXPECT_EQ(client.receive().header("connection"), "close");
    client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(client.receive().header("connection"), "keep-alive");
    EXPECT_EQ(call(client, "GET /again HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
}

class Malformed : public testing::TestWithParam<const char*> {};

TEST_P(Malformed, is_answered_400_and_closed) {
    Echo echo({}, [](Request, Reply) { FAIL() << "a malformed request reached the handler"; });
    auto client = echo.client();
    client.send(GetParam());
    const auto response = client.receive();
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(response.header("connection"), "close");
}

INSTANTIATE_TEST_SUITE_P(
    Requests, Malformed,
    testing::Values("nonsense\r\n\r\n", "GET / HTTP/3.0\r\nHost: x\r\n\r\n",
                    "GET x HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
                    "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
                    "GET /../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
                    "GET /a/%2e%2E/b HTTP/1.1\r\nHost: x\r\n\r\n",
                    "GET /a%2F..%2fb HTTP/1.1\r\nHost: x\r\n\r\n", "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                    "GET /% HTTP/1.1\r\nHost: x\r\n\r\n", "GET /a%00b HTTP/1.1\r\nHost: x\r\n\r\n",
                    "GET /?q=%4 HTTP/1.1\r\nHost: x\r\n\r\n", "GET /%c0%af HTTP/1.1\r\nHost: x\r\n\r\n",
                    "GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n", "GET / HTTP/1.1\r\nHost : x\r\n\r\n",
                    "CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
                    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
                    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                    "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"));

TEST(HttpServer, refuses_a_body_over_the_limit_with_413) {
    Echo echo({.body_limit = 1000});
    auto client = echo.client();
    EXPECT_EQ(client.request("POST", "/", {}, std::string(1000, 'x')).status, 200);
    EXPECT_EQ(client.request("POST", "/", {}, std::string(1001, 'x')).status, 413);
    EXPECT_EQ(client.request("POST", "/", {}, std::string(1U << 20, 'x')).status, 413);
    const auto announced =
        call(client, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(announced.status, 413);
    const auto chunked =
        call(client, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n200\r\n" +
                         std::string(512, 'x') + "\r\n1e9\r\n" + std::string(489, 'x') + "\r\n0\r\n\r\n");
    EXPECT_EQ(chunked.status, 413);
}

TEST(HttpServer, refuses_a_header_over_the_limit_with_431) {
    Echo echo({.header_limit = 2000});
    auto client = echo.client();
    EXPECT_EQ(client.request("GET", "/", {{"X", std::string(1500, 'x')}}).status, 200);
    EXPECT_EQ(client.request("GET", "/", {{"X", std::string(2000, 'x')}}).status, 431);
    EXPECT_EQ(client.request("GET", "/" + std::string(5000, 'x')).status, 431);
    EXPECT_EQ(call(client, "GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(3000, 'x')).status, 431);
    const auto endless_trailer =
        call(client, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: " +
                         std::string(9000, 'x'));
    EXPECT_EQ(endless_trailer.status, 431);
}

TEST(HttpServer, cuts_off_who_writes_too_slowly_with_408) {
    Echo echo({.request_seconds = 1});
    for (const auto* begun : {"GET / HT", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc"}) {
        auto client = echo.client();
        EXPECT_EQ(call(client, begun).status, 408);
    }
}

TEST(HttpServer, closes_an_idle_connection_without_a_word) {
    Echo echo({.idle_seconds = 1});
    auto client = echo.client();
    EXPECT_EQ(client.request("GET", "/").status, 200);
    EXPECT_TRUE(client.is_closed_by_server());
    EXPECT_EQ(client.request("GET", "/").status, 200);
}

TEST(HttpServer, waits_for_a_handler_longer_than_for_a_client) {
    std::promise<Reply> held;
    Echo echo({.idle_seconds = 1, .request_seconds = 1},
              [&](Request, Reply reply) { held.set_value(std::move(reply)); });
    auto client = echo.client();
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    const auto reply = held.get_future().get();
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));
    reply({.body = "late"});
    EXPECT_EQ(client.receive().body, "late");
}

TEST(HttpServer, refuses_connections_over_the_limit_with_503) {
    Echo echo({.connection_limit = 2});
    auto first = echo.client();
    auto second = echo.client();
    EXPECT_EQ(first.request("GET", "/").status, 200);
    EXPECT_EQ(second.request("GET", "/").status, 200);
    auto third = echo.client();
    const auto refused = third.request("GET", "/");
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(refused.header("retry-after"), "1");
    first.disconnect();
    while (third.request("GET", "/").status == 503) std::this_thread::yield();
    EXPECT_EQ(second.request("GET", "/").status, 200);
}

TEST(HttpServer, is_not_harmed_by_a_client_that_goes_away) {
    std::mutex mutex;
    std::vector<Reply> held;
    std::atomic<int> calls = 0;
    Echo echo({}, [&](Request request, Reply reply) {
        if (request.path == "/now") return reply({.body = "here"});
        const std::lock_guard lock(mutex);
        held.push_back(std::move(reply));
        ++calls;
    });
    for (int i = 0; i < 8; ++i) {
        auto client = echo.client();
        client.send("GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
        while (calls <= i) std::this_thread::yield();
    }
    for (const auto& reply : held) reply({.body = std::string(1U << 20, 'x')});
    EXPECT_EQ(echo.client().request("GET", "/now").body, "here");
}

TEST(HttpServer, answers_500_for_a_handler_that_throws_or_forgets) {
    Echo echo({}, [](Request request, Reply reply) {
        if (request.path == "/throw") throw std::runtime_error("expected by the test");
        if (request.path == "/split") reply({.headers = {{"X", "a\r\nSet-Cookie: b"}}});
    });
    auto client = echo.client();
    EXPECT_EQ(client.request("GET", "/throw").status, 500);
    EXPECT_EQ(client.request("GET", "/forget").status, 500);
    EXPECT_EQ(client.request("GET", "/split").status, 500);
}

TEST(HttpServer, takes_only_the_first_of_two_answers) {
    Echo echo({}, [](Request, Reply reply) {
        reply({.body = "first"});
        reply({.body = "second"});
    });
    auto client = echo.client();
    EXPECT_EQ(client.request("GET", "/").body, "first");
    EXPECT_EQ(client.request("GET", "/").body, "first");
}

TEST(HttpServer, sends_a_large_file_to_a_reader_that_starts_late) {
    const auto file = std::make_shared<const std::string>(32U << 20, 'f');
    Echo echo({}, [&](Request, Reply reply) { reply({.content_type = "font/woff2", .file = file}); });
    auto client = echo.client();
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    EXPECT_TRUE(client.receive().body == *file);
    EXPECT_EQ(client.request("HEAD", "/").header("content-length"), std::to_string(file->size()));
}

TEST(HttpServer, serves_many_clients_on_several_threads) {
    Echo echo({.threads = 3});
    std::vector<std::thread> threads;
    std::atomic<int> right = 0;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            auto client = echo.client();
            for (int k = 0; k < 200; ++k)
                right += client.request("POST", "/x", {}, std::to_string(k)).body ==
                         "POST /x  " + std::to_string(k);
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(right, 1600);
}

TEST(HttpServer, finishes_what_is_under_way_when_stopped) {
    std::promise<Reply> held;
    Echo echo({}, [&](Request request, Reply reply) {
        if (request.path == "/now") return reply({});
        held.set_value(std::move(reply));
    });
    auto busy = echo.client();
    busy.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    auto idle = echo.client();
    idle.request("GET", "/now");
    const auto reply = held.get_future().get();
    std::thread stopper([&] { echo.server().stop(); });
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    reply({.body = "done"});
    const auto response = busy.receive();
    stopper.join();
    EXPECT_EQ(response.body, "done");
    EXPECT_EQ(response.header("connection"), "close");
    EXPECT_THROW(echo.client().request("GET", "/"), std::runtime_error);
}

TEST(HttpServer, survives_an_answer_after_its_end) {
    Reply held;
    {
        std::promise<void> called;
        Echo echo({.drain_seconds = 0}, [&](Request, Reply reply) {
            held = std::move(reply);
            called.set_value();
        });
        auto client = echo.client();
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        called.get_future().get();
    }
    held({.body = "nobody is there"});
}

TEST(HttpServer, says_what_to_do_when_the_port_is_taken) {
    Echo echo;
    try {
        HttpServer second({.port = echo.server().port()}, Echo::answer);
        FAIL() << "bound a port twice";
    } catch (const std::runtime_error& error) {
        EXPECT_THAT(error.what(), HasSubstr("choose another port"));
    }
    EXPECT_THROW(HttpServer({.address = "nowhere"}, Echo::answer), std::runtime_error);
}

TEST(Target, is_decoded_once) {
    EXPECT_EQ(parse_target("/a+b%252e?x=%20")->path, "/a+b%2e");
    EXPECT_EQ(parse_target("/a?x=%20&y=?")->query, "x=%20&y=?");
    EXPECT_EQ(parse_target("http://host:80/a")->path, "/a");
    EXPECT_EQ(parse_target("HTTP://host")->path, "/");
    EXPECT_EQ(parse_target("/..a/b..")->path, "/..a/b..");
    EXPECT_FALSE(parse_target("/a#b"));
    EXPECT_FALSE(parse_target("/a/%0a"));
    EXPECT_FALSE(parse_target(""));
}

TEST(Request, gives_decoded_parameters) {
    const Request request{.query = "filter=state%3Adraft+a&empty&x=1&x=2&%E5%85%AB=%e5%85%ab"};
    EXPECT_EQ(request.parameter("filter"), "state:draft a");
    EXPECT_EQ(request.parameter("x"), "1");
    EXPECT_EQ(request.parameter("八"), "八");
    EXPECT_EQ(request.parameter("empty"), "");
    EXPECT_EQ(request.parameter("absent"), "");
}

TEST(Request, finds_a_cookie_by_its_whole_name) {
    const Request request{
        .headers = {{"cookie", "xsession=no; session=a=b ;other=\"q\""}, {"cookie", "late=1"}}};
    EXPECT_EQ(request.cookie("session"), "a=b");
    EXPECT_EQ(request.cookie("other"), "q");
    EXPECT_EQ(request.cookie("late"), "1");
    EXPECT_EQ(request.cookie("sess"), "");
}

}  // namespace
}  // namespace octant::platform
