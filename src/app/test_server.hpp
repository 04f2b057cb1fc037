#pragma once
// A company on a fresh database, asked through its HTTP face without a network. For tests.

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <future>
#include <string>

#include "app/documents.hpp"
#include "app/story/stage.hpp"
#include "app/workspace.hpp"
#include "platform/api.hpp"
#include "platform/clock.hpp"
#include "platform/store.hpp"

namespace octant::app {

class TestServer {
public:
    using Headers = platform::Headers;

    explicit TestServer(const std::string& postgres = {})
        : stage_(postgres),
          workspace(stage_.place()),
          api(workspace.database(), workspace.ids(), settings()) {
        company = *create_company(workspace, {.code = "TEST", .name = "Test"});
    }

    platform::Response ask(const std::string& method, const std::string& target, Headers headers = {},
                           std::string body = {}) {
        const auto mark = target.find('?');
        platform::Request request{.method = method,
                                  .path = target.substr(0, mark),
                                  .query = mark == std::string::npos ? "" : target.substr(mark + 1),
                                  .headers = std::move(headers),
                                  .body = std::move(body)};
        std::promise<platform::Response> answer;
        api.handle(std::move(request),
                   [&](platform::Response response) { answer.set_value(std::move(response)); });
        return answer.get_future().get();
    }

    /// A user with these roles and a token of theirs, as headers.
    Headers user(const std::string& login, const std::string& roles, std::int64_t of_company = 0,
                 const std::string& scope = "") {
        const auto home = of_company ? of_company : company;
        const auto id = create_user(workspace, home, {.login = login, .name = login, .roles = roles});
        EXPECT_TRUE(id) << id.error().rule;
        last_user = *id;
        return token(login, home, scope, std::chrono::hours(1));
    }

    Headers token(const std::string& login, std::int64_t home, const std::string& scope,
                  std::chrono::microseconds lifetime) {
        std::string token;
        write([&](platform::Connection& connection) {
            token = *create_token(connection, home,
                                  {.login = login,
                                   .name = login,
                                   .scope = scope,
                                   .expires = platform::system_now() + lifetime});
        });
        return {{"authorization", "Bearer " + token}};
    }

    Place place() const { return stage_.place(); }
    void write(const std::function<void(platform::Connection&)>& work) {
        workspace.database().write([&](platform::Connection& connection) {
            work(connection);
            return platform::Outcome::keep;
        });
    }

private:
    Stage stage_;
    static platform::ApiSettings settings() {
        platform::ApiSettings wanted;
        wanted.reports = reports();
        return wanted;
    }

public:
    Workspace workspace;
    platform::Api api;
    std::int64_t company = 0;
    std::int64_t last_user = 0;
};

}  // namespace octant::app
