// What every command promises over HTTP: done once for one key, never over a newer version, shown before it
// is done.

#include <atomic>
#include <thread>

#include "app/test_server.hpp"
#include "platform/command.hpp"

namespace octant::app {
namespace {

using namespace octant::platform;

class ApiTest : public testing::Test {
protected:
    ApiTest() : admin(server.user("root", "administrator")) {}

    Headers with(const std::string& name, const std::string& value) const {
        auto headers = admin;
        headers.emplace_back(name, value);
        return headers;
    }

    static std::string header(const Response& response, const std::string& name) {
        for (const auto& [known, value] : response.headers)
            if (known == name) return value;
        return {};
    }

    static std::string id_of(const Response& response) {
        const auto at = response.body.find("\"id\":\"") + 6;
        return response.body.substr(at, response.body.find('"', at) - at);
    }

    std::int64_t teams() {
        std::int64_t count = 0;
        server.workspace.database().read([&](Connection& connection) {
            auto rows = query(connection, "SELECT count(*) FROM access_team");
            rows.next();
            count = rows.integer(0);
        });
        return count;
    }

    Response import(const std::string& parameters, const std::string& csv) {
        return server.ask("POST", "/api/v1/access/team/import?" + parameters, admin, csv);
    }

    TestServer server;
    Headers admin;
};

constexpr auto team = R"({"code":"T","name":"Team"})";

TEST_F(ApiTest, gives_the_first_answer_again_for_the_same_key) {
    const auto first = server.ask("POST", "/api/v1/access/team", with("idempotency-key", "k"), team);
    const auto again = server.ask("POST", "/api/v1/access/team", with("idempotency-key", "k"), team);
    EXPECT_EQ(first.status, 201);
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(header(again, "ETag"), "\"1\"");
    EXPECT_EQ(header(again, "ETag"), header(first, "ETag"));
    EXPECT_EQ(teams(), 1);
    const auto other = server.ask("POST", "/api/v1/access/team", with("idempotency-key", "k"), "{}");
    EXPECT_EQ(other.status, 409);
}

TEST_F(ApiTest, does_it_once_even_when_the_same_key_comes_many_times_at_once) {
    std::atomic<int> created = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            if (server.ask("POST", "/api/v1/access/team", with("idempotency-key", "k"), team).status == 201)
                ++created;
        });
    threads.clear();
    EXPECT_EQ(created, 8);
    EXPECT_EQ(teams(), 1);
}

TEST_F(ApiTest, gives_no_answer_again_after_it_was_forgotten) {
    server.ask("POST", "/api/v1/access/team", with("idempotency-key", "k"), team);
    std::int64_t forgotten = 0;
    ASSERT_TRUE(server.workspace.write(server.company, [&](Context& cx) -> Result<void> {
        EXPECT_EQ(forget_answers(cx, system_now() - std::chrono::hours(1)), 0);
        forgotten = forget_answers(cx, system_now());
        return {};
    }));
    EXPECT_EQ(forgotten, 1);
    EXPECT_EQ(server.ask("POST", "/api/v1/access/team", with("idempotency-key", "k"), team).status, 422);
}

TEST_F(ApiTest, refuses_a_stale_edit_with_both_versions) {
    const auto path = "/api/v1/access/team/" + id_of(server.ask("POST", "/api/v1/access/team", admin, team));
    EXPECT_EQ(header(server.ask("GET", path, admin), "ETag"), "\"1\"");
    EXPECT_EQ(server.ask("PATCH", path, with("if-match", "\"1\""), R"({"name":"Mine"})").status, 200);
    const auto stale = server.ask("PATCH", path, with("if-match", "\"1\""), R"({"name":"Yours"})");
    EXPECT_EQ(stale.status, 409);
    EXPECT_NE(stale.body.find(R"("rule":"version_must_be_current")"), std::string::npos);
    EXPECT_NE(stale.body.find(R"("yours":"1","current":{)"), std::string::npos) << stale.body;
    EXPECT_NE(stale.body.find(R"("name":"Mine")"), std::string::npos) << stale.body;
    EXPECT_EQ(server.ask("DELETE", path, with("if-match", "\"1\"")).status, 409);
    EXPECT_EQ(server.ask("DELETE", path, with("if-match", "\"2\"")).status, 200);
}

TEST_F(ApiTest, shows_what_a_change_would_do_and_does_nothing) {
    const auto path = "/api/v1/access/team/" + id_of(server.ask("POST", "/api/v1/access/team", admin, team));
    const auto shown = server.ask("PATCH", path + "?preview=1", admin, R"({"name":"New"})");
    EXPECT_EQ(shown.status, 200);
    EXPECT_NE(shown.body.find(R"("changes":[{"field":"name","old":"Team","new":"New"}])"), std::string::npos)
        << shown.body;
    EXPECT_NE(server.ask("GET", path, admin).body.find(R"("name":"Team")"), std::string::npos);
}

TEST_F(ApiTest, points_at_what_is_wrong_in_a_body) {
    const auto refused = [&](const std::string& body) {
        const auto answer = server.ask("POST", "/api/v1/access/team", admin, body);
        const auto rule = answer.body.find("\"message\"");
        return std::to_string(answer.status) + answer.body.substr(0, rule);
    };
    EXPECT_EQ(refused(R"({"code":"T","name":"x","colour":"red"})"),
              R"(422{"rule":"field_must_be_known","field":"/colour",)");
    EXPECT_EQ(refused(R"({"code":"T","name":7})"),
              R"(422{"rule":"value_must_have_the_right_type","field":"/name",)");
    EXPECT_EQ(refused(R"({"code":"T"})"), R"(422{"rule":"field_must_be_filled","field":"/name",)");
    EXPECT_EQ(refused(R"({"code":"T","version":9,"name":"x"})"),
              R"(422{"rule":"field_must_be_editable","field":"/version",)");
    EXPECT_EQ(refused(R"({"code":"T","name":"x","code":"U"})"),
              R"(422{"rule":"field_must_stand_once","field":"/code",)");
    EXPECT_EQ(refused(R"([1])"), R"(422{"rule":"json_must_be_an_object","field":"",)");
    EXPECT_EQ(refused(R"({"code":)"), R"(422{"rule":"json_must_be_well_formed","field":"",)");
}

TEST_F(ApiTest, resumes_an_import_that_was_cut_off) {
    std::string csv = "code,name\n";
    for (int i = 0; i < 1200; ++i) csv += fmt::format("T{:04},Team {}\n", i, i);
    EXPECT_NE(import("dry_run=1", csv).body.find(R"("created":1200)"), std::string::npos);
    EXPECT_EQ(teams(), 0);
    EXPECT_NE(import("", csv).body.find(R"("created":1200)"), std::string::npos);
    EXPECT_NE(
        import("resume=1", csv).body.find(R"("created":0,"updated":0,"unchanged":0,"refused":0,"rows":1200)"),
        std::string::npos);
    // As a server killed after its first batch would have left it.
    server.write([](Connection& connection) {
        run(connection, "DELETE FROM access_team WHERE code >= 'T0500'");
        run(connection, "UPDATE import_progress SET rows = 500");
    });
    const auto resumed = import("resume=1", csv);
    EXPECT_NE(resumed.body.find(R"("created":700,"updated":0,"unchanged":0,"refused":0,"rows":1200)"),
              std::string::npos)
        << resumed.body;
    EXPECT_EQ(teams(), 1200);
    const auto renamed = import("key=code", "code,name\nT0001,Renamed\nT0002,Team 2\nT9999,New\n");
    EXPECT_NE(renamed.body.find(R"("created":1,"updated":1,"unchanged":1)"), std::string::npos)
        << renamed.body;
}

TEST_F(ApiTest, exports_for_spreadsheets_without_formulas) {
    server.ask("POST", "/api/v1/access/team", admin, R"({"code":"=1+1","name":"-2, or \"two\""})");
    EXPECT_EQ(server.ask("GET", "/api/v1/access/team/export.csv", admin).body,
              "\xef\xbb\xbf"
              "code,name\r\n'=1+1,\"'-2, or \"\"two\"\"\"\r\n");
    const auto book = server.ask("GET", "/api/v1/access/team/export.xlsx", admin);
    EXPECT_EQ(book.body.substr(0, 4), "PK\x03\x04");
    EXPECT_EQ(book.content_type, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
}

}  // namespace
}  // namespace octant::app
