// What only one can have goes to one, however many ask at the same moment.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <barrier>
#include <cstdlib>
#include <thread>

#include "app/story/stage.hpp"
#include "app/verify/verify.hpp"
#include "app/world/world.hpp"
#include "platform/clock.hpp"
#include "platform/command.hpp"
#include "platform/registry.hpp"

namespace octant::app {
namespace {

using namespace octant::platform;

constexpr int rivals = 8;

class Race : public testing::TestWithParam<Engine> {
protected:
    void SetUp() override {
        const auto* server = GetParam() == Engine::postgres ? std::getenv("OCTANT_TEST_POSTGRES") : "";
        if (!server) GTEST_SKIP() << "OCTANT_TEST_POSTGRES names no server";
        freeze_clock(Instant{to_date(2026, 1, 5)} + std::chrono::hours(9));
        stage_ = std::make_unique<Stage>(server);
        workspace_ = std::make_unique<Workspace>(stage_->place(), Database::Sizes{.writers = rivals});
        ASSERT_TRUE(create_cast(*workspace_));
        workspace_->database().read(
            [&](Connection& connection) { admin_ = principal_of(connection, "admin", 0); });
        const auto receipt =
            create("supply.receipt",
                   R"({"party":"SKF-CN","lines":[{"item":"BRG-6204","quantity":"120","price":"16"}]})");
        ASSERT_EQ(carry_out("supply.receipt", receipt, "receive").status, 200);
    }

    Answer perform(const Command& command) {
        Answer answer;
        workspace_->database().write([&](Connection& connection) {
            auto performed = platform::perform(connection, workspace_->ids(), *admin_, command);
            answer = std::move(performed.answer);
            return performed.outcome;
        });
        return answer;
    }
    std::int64_t create(const char* noun, std::string body) {
        const auto answer =
            perform({.kind = Command::create, .type = find_noun(noun), .body = std::move(body)});
        EXPECT_EQ(answer.status, 201) << answer.body;
        return counted(fmt::format("SELECT max(id) FROM {}", find_noun(noun)->table));
    }
    Answer carry_out(const char* noun, std::int64_t id, const char* verb) {
        return perform({.kind = Command::verb, .type = find_noun(noun), .id = id, .verb_name = verb});
    }
    std::int64_t counted(const std::string& sql) {
        std::int64_t value = 0;
        workspace_->database().read([&](Connection& connection) {
            auto rows = query(connection, sql);
            if (rows.next()) value = rows.integer(0);
        });
        return value;
    }

    /// As many orders of forty pieces as there are rivals, all confirmed at once.
    void confirm_together(const char* customer) {
        std::vector<std::int64_t> orders;
        for (int i = 0; i < rivals; ++i)
            orders.push_back(
                create("sales.order",
                       fmt::format(R"({{"customer":"{}","lines":[{{"item":"BRG-6204","quantity":"40"}}]}})",
                                   customer)));
        std::barrier start(rivals);
        std::vector<std::jthread> sellers;
        for (const auto order : orders)
            sellers.emplace_back([&, order] {
                start.arrive_and_wait();
                EXPECT_EQ(carry_out("sales.order", order, "confirm").status, 200);
            });
    }

    void expect_proved() {
        EXPECT_TRUE(workspace_->read(0, [](Context& cx) -> Result<void> {
            for (const auto& check : verify(cx))
                EXPECT_EQ(check.wrong, 0) << check.name << ": " << check.offender;
            return {};
        }));
    }

    std::unique_ptr<Stage> stage_;
    std::unique_ptr<Workspace> workspace_;
    PrincipalPtr admin_;
};

// Forty pieces are 1,265.60 with tax; the limit is 5,000: three fit.
TEST_P(Race, ForCreditIsWonByThoseWhoFit) {
    confirm_together("SMALL");
    EXPECT_EQ(counted("SELECT count(*) FROM sales_order WHERE state = 'confirmed'"), 3);
    EXPECT_EQ(counted("SELECT count(*) FROM sales_order WHERE state = 'held'"), rivals - 3);
    expect_proved();
}

TEST_P(Race, ForStockPromisesNoPieceTwice) {
    confirm_together("HX");
    constexpr std::int64_t piece = 1'000'000;
    EXPECT_EQ(counted("SELECT CAST(sum(reserved) AS BIGINT) FROM inventory_stock"), 120 * piece);
    EXPECT_EQ(counted("SELECT CAST(sum(reserved) AS BIGINT) FROM sales_order_line"), 120 * piece);
    expect_proved();
}

INSTANTIATE_TEST_SUITE_P(, Race, testing::Values(Engine::sqlite, Engine::postgres), [](const auto& engine) {
    return engine.param == Engine::sqlite ? "sqlite" : "postgres";
});

}  // namespace
}  // namespace octant::app
