// Logins: throttled before they learn anything, cookies that cannot be read by a script, tokens that change,
// and no writing without the token that only our own page knows.

#include <thread>

#include "app/test_server.hpp"

namespace octant::app {
namespace {

using namespace octant::platform;
using namespace std::chrono_literals;

std::string cookie_of(const Response& response) {
    for (const auto& [name, value] : response.headers)
        if (name == "Set-Cookie") return value;
    return {};
}

class SessionTest : public testing::Test {
protected:
    SessionTest() {
        EXPECT_TRUE(
            create_user(server.workspace, server.company,
                        {.login = "lin", .name = "Lin", .roles = "administrator", .password = password}));
    }

    Response log_in(const std::string& with) {
        return server.ask("POST", "/api/v1/login", {},
                          fmt::format(R"({{"user":"lin","password":"{}"}})", with));
    }

    /// The headers that a browser sends from now on.
    static Headers headers_of(const Response& response) {
        const auto cookie = cookie_of(response);
        const auto csrf = response.body.find("\"csrf\":\"") + 8;
        return {{"cookie", cookie.substr(0, cookie.find(';'))},
                {"x-csrf-token", response.body.substr(csrf, 64)}};
    }

    /// As if so much time had passed for the sessions, in the database and in memory.
    void let_pass(std::chrono::microseconds time) {
        server.write([&](Connection& connection) {
            run(connection,
                "UPDATE session SET created = created - ?1, seen = seen - ?1, issued = issued - ?1, "
                "replaced = CASE WHEN replaced = 0 THEN 0 ELSE replaced - ?1 END",
                static_cast<std::int64_t>(time.count()));
        });
        server.api.sessions().forget();
    }

    static constexpr auto password = "correct horse";
    TestServer server;
};

TEST_F(SessionTest, gives_a_cookie_that_no_script_reads_and_no_other_site_sends) {
    const auto answer = log_in(password);
    ASSERT_EQ(answer.status, 200);
    for (const auto* part : {"HttpOnly", "SameSite=Strict", "Path=/"})
        EXPECT_NE(cookie_of(answer).find(part), std::string::npos) << part;
    EXPECT_EQ(server.ask("GET", "/api/v1/me", headers_of(answer)).status, 200);
}

TEST_F(SessionTest, writes_only_with_the_csrf_token) {
    auto headers = headers_of(log_in(password));
    const auto* body = R"({"code":"T","name":"T"})";
    EXPECT_EQ(server.ask("POST", "/api/v1/access/team", {headers[0]}, body).status, 403);
    EXPECT_EQ(server.ask("POST", "/api/v1/access/team", {headers[0], {"x-csrf-token", "guess"}}, body).status,
              403);
    EXPECT_EQ(server.ask("POST", "/api/v1/access/team", headers, body).status, 201);
}

TEST_F(SessionTest, counts_each_guess_even_when_they_come_at_once) {
    std::vector<std::jthread> threads;
    std::atomic<int> let_through = 0;
    for (int i = 0; i < 12; ++i)
        threads.emplace_back([&] {
            if (log_in("wrong password").status == 401) ++let_through;
        });
    threads.clear();
    EXPECT_LE(let_through, 5);
    const auto locked = log_in(password);
    EXPECT_EQ(locked.status, 429);
    EXPECT_NE(locked.body.find("login_must_wait"), std::string::npos);
    server.write([](Connection& connection) { run(connection, "UPDATE login SET locked_until = 1"); });
    EXPECT_EQ(log_in(password).status, 200);
    EXPECT_EQ(log_in(password).status, 200) << "a right password forgets the wrong ones";
}

TEST_F(SessionTest, counts_guesses_by_address_also_behind_a_proxy) {
    const auto guess = [&](int login, const std::string& address) {
        Request request{.method = "POST",
                        .path = "/api/v1/login",
                        .headers = {{"x-forwarded-for", "203.0.113.9, " + address}},
                        .body = fmt::format(R"({{"user":"nobody{}","password":"guess"}})", login),
                        .remote = "127.0.0.1"};
        std::promise<Response> answer;
        server.api.handle(std::move(request),
                          [&](Response response) { answer.set_value(std::move(response)); });
        return answer.get_future().get().status;
    };
    for (int i = 0; i < 20; ++i) EXPECT_EQ(guess(i, "2001:db8:1:2::" + std::to_string(i)), 401);
    EXPECT_EQ(guess(20, "2001:db8:1:2:3::1"), 429) << "the same network";
    EXPECT_EQ(guess(20, "198.51.100.7"), 401);
    EXPECT_EQ(log_in(password).status, 200) << "nobody can tell where it comes from";
}

TEST_F(SessionTest, changes_its_token_every_hour_and_lets_the_requests_under_way_finish) {
    const auto first = headers_of(log_in(password));
    let_pass(61min);
    const auto answer = server.ask("GET", "/api/v1/me", first);
    ASSERT_EQ(answer.status, 200);
    auto second = headers_of(answer);
    ASSERT_NE(second[0].second, "") << "a new cookie";
    EXPECT_NE(second[0].second, first[0].second);
    EXPECT_EQ(server.ask("GET", "/api/v1/me", second).status, 200);
    EXPECT_EQ(server.ask("GET", "/api/v1/me", first).status, 200) << "under way";
    EXPECT_EQ(cookie_of(server.ask("GET", "/api/v1/me", first)), "") << "only once";
    let_pass(61s);
    EXPECT_EQ(server.ask("GET", "/api/v1/me", first).status, 401);
    EXPECT_EQ(server.ask("GET", "/api/v1/me", second).status, 200);
}

TEST_F(SessionTest, ends_when_idle_when_old_when_left_and_when_the_password_changes) {
    const auto idle = headers_of(log_in(password));
    let_pass(13h);
    EXPECT_EQ(server.ask("GET", "/api/v1/me", idle).status, 401);
    const auto left = headers_of(log_in(password));
    EXPECT_EQ(server.ask("POST", "/api/v1/logout", left).status, 200);
    EXPECT_EQ(server.ask("GET", "/api/v1/me", left).status, 401);
    const auto open = headers_of(log_in(password));
    server.write([](Connection& connection) { set_password(connection, "lin", "another horse"); });
    server.api.sessions().forget();
    EXPECT_EQ(server.ask("GET", "/api/v1/me", open).status, 401);
}

TEST_F(SessionTest, takes_a_new_token_into_another_company) {
    const auto other = *create_company(server.workspace, {.code = "OTHER", .name = "Other"});
    ASSERT_TRUE(create_user(server.workspace, other, {.login = "lin", .name = "Lin", .roles = "auditor"}));
    const auto first = headers_of(log_in(password));
    EXPECT_EQ(server.ask("PATCH", "/api/v1/me", first, R"({"company":"99"})").status, 404);
    const auto moved =
        server.ask("PATCH", "/api/v1/me", first, fmt::format(R"({{"company":"{}","language":"en"}})", other));
    ASSERT_EQ(moved.status, 200) << moved.body;
    EXPECT_NE(moved.body.find(R"("roles":["auditor"])"), std::string::npos) << moved.body;
    EXPECT_EQ(server.ask("GET", "/api/v1/me", first).status, 401);
    EXPECT_EQ(server.ask("GET", "/api/v1/me", headers_of(moved)).status, 200);
}

}  // namespace
}  // namespace octant::app
