// What a process remembers beside the database: numbers set aside, records that seldom change.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>
#include <thread>

#include "app/story/stage.hpp"
#include "app/verify/verify.hpp"
#include "inventory/inventory.hpp"
#include "platform/clock.hpp"
#include "platform/document.hpp"

namespace octant::app {
namespace {

using namespace octant::platform;
using namespace octant::master;

class MemoryTest : public testing::TestWithParam<Engine> {
protected:
    void SetUp() override {
        const auto* server = GetParam() == Engine::postgres ? std::getenv("OCTANT_TEST_POSTGRES") : "";
        if (!server) GTEST_SKIP() << "OCTANT_TEST_POSTGRES names no server";
        freeze_clock(Instant{to_date(2026, 1, 5)} + std::chrono::hours(9));
        stage_ = std::make_unique<Stage>(server);
        first_ = std::make_unique<Workspace>(stage_->place());
        ASSERT_TRUE(create_company(*first_, {.code = "TEST", .name = "Test"}));
    }

    /// Posts a journal entry of nothing much and returns its number; a refusal, and all is undone.
    static std::string post_entry(Workspace& workspace, bool refused = false) {
        std::string number;
        (void)workspace.write(0, [&](Context& cx) -> Result<void> {
            const auto bank = TRY(finance::account_for(cx, finance::AccountRole::bank));
            const auto equity = TRY(finance::account_for(cx, finance::AccountRole::opening_balance));
            finance::JournalEntry entry;
            entry.date = cx.today;
            entry.postings = {finance::posting(bank, {100}), finance::posting(equity, {-100})};
            entry.postings[0].line = 1, entry.postings[1].line = 2;
            number = TRY(create(cx, std::move(entry), finance::JournalEntry::post)).number;
            return refused ? refuse("test_must_be_undone") : Result<void>();
        });
        return number;
    }

    static std::string unit_name(Workspace& workspace, std::int64_t id) {
        std::string name;
        (void)workspace.read(0, [&](Context& cx) -> Result<void> {
            name = kept(cx, Id<Unit>{id}).name;
            return {};
        });
        return name;
    }
    static std::int64_t unit_id(Workspace& workspace) {
        std::int64_t id = 0;
        (void)workspace.read(0, [&](Context& cx) -> Result<void> {
            id = kept_key(cx, type_info<Unit>(), "pcs");
            return {};
        });
        return id;
    }
    static Result<void> rename_unit(Context& cx, std::int64_t id, const std::string& name) {
        TRY(edit_any(cx, {type_info<Unit>(), id}, fmt::format(R"({{"name":"{}"}})", name)));
        return {};
    }

    void expect_proved() {
        EXPECT_TRUE(first_->read(0, [&](Context& cx) -> Result<void> {
            for (const auto& check : verify(cx)) EXPECT_EQ(check.wrong, 0) << check.name << check.offender;
            return {};
        }));
    }

    std::unique_ptr<Stage> stage_;
    std::unique_ptr<Workspace> first_;
};

TEST_P(MemoryTest, a_number_of_a_refused_command_is_the_next_one_given) {
    EXPECT_EQ(post_entry(*first_), "JE-2026-00001");
    EXPECT_EQ(post_entry(*first_, true), "JE-2026-00002");
    EXPECT_EQ(post_entry(*first_, true), "JE-2026-00002");
    EXPECT_EQ(post_entry(*first_), "JE-2026-00002");
    EXPECT_EQ(post_entry(*first_), "JE-2026-00003");
    expect_proved();
}

TEST_P(MemoryTest, a_number_is_given_back_to_a_savepoint_too) {
    EXPECT_TRUE(first_
                    ->write(0,
                            [&](Context& cx) -> Result<void> {
                                EXPECT_EQ(next_in_series(cx, "JE-2026", Gaps::allowed), 1);
                                cx.db.savepoint("part");
                                EXPECT_EQ(next_in_series(cx, "JE-2026", Gaps::allowed), 2);
                                cx.db.rollback_to("part");
                                EXPECT_EQ(next_in_series(cx, "JE-2026", Gaps::allowed), 2);
                                return refuse("test_must_be_undone");
                            })
                    .error()
                    .rule == "test_must_be_undone");
    EXPECT_EQ(post_entry(*first_), "JE-2026-00001");
}

TEST_P(MemoryTest, many_at_once_get_numbers_of_their_own_without_a_gap) {
    constexpr int threads = 4;
    constexpr int each = 30;
    std::mutex mutex;
    std::set<std::string> numbers;
    {
        std::vector<std::jthread> clerks;
        for (int clerk = 0; clerk < threads; ++clerk)
            clerks.emplace_back([&] {
                for (int i = 0; i < each; ++i) {
                    if (i % 3 == 0) post_entry(*first_, true);
                    const auto number = post_entry(*first_);
                    const std::lock_guard lock(mutex);
                    EXPECT_TRUE(numbers.insert(number).second) << number;
                }
            });
    }
    // One that was given back while others went on is used by the next.
    for (int i = 0; i < threads; ++i) numbers.insert(post_entry(*first_));
    EXPECT_EQ(*numbers.rbegin(), fmt::format("JE-2026-{:05}", numbers.size()));
    expect_proved();
}

TEST_P(MemoryTest, a_second_program_goes_on_where_the_first_ended) {
    EXPECT_EQ(post_entry(*first_), "JE-2026-00001");
    first_ = nullptr;  // gives back what it had set aside
    first_ = std::make_unique<Workspace>(stage_->place());
    EXPECT_EQ(post_entry(*first_), "JE-2026-00002");
}

TEST_P(MemoryTest, a_change_by_another_program_is_seen) {
    Workspace second(stage_->place());
    const auto id = unit_id(*first_);
    const auto before = unit_name(*first_, id);
    EXPECT_EQ(unit_name(second, id), before);
    ASSERT_TRUE(second.write(0, [&](Context& cx) { return rename_unit(cx, id, "each"); }));
    EXPECT_EQ(unit_name(*first_, id), "each");
    EXPECT_EQ(unit_name(second, id), "each");
}

TEST_P(MemoryTest, a_change_that_was_undone_was_never_seen) {
    const auto id = unit_id(*first_);
    const auto before = unit_name(*first_, id);
    EXPECT_FALSE(first_->write(0, [&](Context& cx) -> Result<void> {
        TRY(rename_unit(cx, id, "each"));
        EXPECT_EQ(kept(cx, Id<Unit>{id}).name, "each");
        TRY(rename_unit(cx, id, "apiece"));
        EXPECT_EQ(kept(cx, Id<Unit>{id}).name, "apiece");
        return refuse("test_must_be_undone");
    }));
    EXPECT_EQ(unit_name(*first_, id), before);
}

TEST_P(MemoryTest, a_change_after_an_undone_part_of_the_same_transaction_is_told) {
    const auto id = unit_id(*first_);
    EXPECT_TRUE(first_->write(0, [&](Context& cx) -> Result<void> {
        cx.db.savepoint("part");
        TRY(rename_unit(cx, id, "each"));
        cx.db.rollback_to("part");
        forget_kept(cx);
        return rename_unit(cx, id, "apiece");
    }));
    EXPECT_EQ(unit_name(*first_, id), "apiece");
}

TEST_P(MemoryTest, a_locked_month_is_seen_by_the_next_command) {
    EXPECT_EQ(post_entry(*first_), "JE-2026-00001");
    std::int64_t period = 0;
    ASSERT_TRUE(first_->write(0, [&](Context& cx) -> Result<void> {
        finance::Period month;
        month.month = to_date(2026, 1, 1);
        period = TRY(create(cx, std::move(month))).id;
        TRY(carry_out_any(cx, {type_info<finance::Period>(), period}, "lock", "{}"));
        return {};
    }));
    EXPECT_EQ(post_entry(*first_), "");
    ASSERT_TRUE(first_->write(0, [&](Context& cx) -> Result<void> {
        TRY(carry_out_any(cx, {type_info<finance::Period>(), period}, "unlock", "{}"));
        return {};
    }));
    EXPECT_EQ(post_entry(*first_), "JE-2026-00002");
}

INSTANTIATE_TEST_SUITE_P(Engines, MemoryTest, testing::Values(Engine::sqlite, Engine::postgres),
                         [](const auto& engine) {
                             return engine.param == Engine::sqlite ? "sqlite" : "postgres";
                         });

}  // namespace
}  // namespace octant::app
