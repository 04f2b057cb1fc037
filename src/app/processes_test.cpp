// Several programs on one database, one of which may be killed: numbers and remembered records.

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>

#include "app/story/stage.hpp"
#include "inventory/inventory.hpp"
#include "platform/clock.hpp"
#include "platform/document.hpp"

namespace octant::app {
namespace {

using namespace octant::platform;
using namespace octant::master;

/// Another program. It is started while this one has no threads, waits to be told, does its work and is gone
/// without a word, as if killed: what it wanted to tidy away at its end it must do in its work.
class OtherProgram {
public:
    explicit OtherProgram(const std::function<void()>& work) {
        EXPECT_EQ(pipe(pipe_), 0);
        child_ = fork();
        EXPECT_GE(child_, 0);
        if (child_ != 0) return;
        char told = 0;
        if (read(pipe_[0], &told, 1) == 1) work();
        _exit(0);
    }
    ~OtherProgram() {
        if (!is_done_) finish();
    }
    OtherProgram(const OtherProgram&) = delete;

    void begin() const { EXPECT_EQ(write(pipe_[1], "x", 1), 1); }
    void finish() {
        close(pipe_[0]);
        close(pipe_[1]);
        int status = 0;
        EXPECT_EQ(waitpid(child_, &status, 0), child_);
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
        is_done_ = true;
    }
    void run() {
        begin();
        finish();
    }

private:
    int pipe_[2]{};
    pid_t child_ = 0;
    bool is_done_ = false;
};

class ProcessesTest : public testing::TestWithParam<Engine> {
protected:
    void SetUp() override {
        const auto* server = GetParam() == Engine::postgres ? std::getenv("OCTANT_TEST_POSTGRES") : "";
        if (!server) GTEST_SKIP() << "OCTANT_TEST_POSTGRES names no server";
        freeze_clock(Instant{to_date(2026, 1, 5)} + std::chrono::hours(9));
        stage_ = std::make_unique<Stage>(server);
        std::filesystem::create_directories(stage_->place().data);
        Workspace workspace(stage_->place());
        ASSERT_TRUE(create_company(workspace, {.code = "TEST", .name = "Test"}));
    }

    static constexpr const char* strict = "INV-2026";  // of documents whose numbers must have no gap
    static constexpr const char* loose = "JE-2026";

    struct Given {
        std::int64_t strict = 0;
        std::int64_t loose = 0;
    };
    enum class End { kept, refused, killed };
    /// One of each series, in a transaction of its own.
    static Given take(Workspace& workspace, End end = End::kept) {
        Given given;
        (void)workspace.write(0, [&](Context& cx) -> Result<void> {
            given = {next_in_series(cx, strict, Gaps::none), next_in_series(cx, loose, Gaps::allowed)};
            if (end == End::killed) _exit(0);
            return end == End::refused ? refuse("test_must_be_undone") : Result<void>();
        });
        return given;
    }

    std::string list_of(int program) const { return fmt::format("{}/{}.txt", stage_->place().data, program); }
    /// What a program does with others beside it: every third time it is refused.
    void take_many(int program, int count) const {
        Workspace workspace(stage_->place());
        std::ofstream list(list_of(program));
        for (int i = 0; i < count; ++i) {
            if (i % 3 == 0) (void)take(workspace, End::refused);
            const auto given = take(workspace);
            list << given.strict << ' ' << given.loose << '\n';
        }
    }

    static std::string unit_name(Workspace& workspace) {
        std::string name;
        (void)workspace.read(0, [&](Context& cx) -> Result<void> {
            name = kept(cx, Id<Unit>{kept_key(cx, type_info<Unit>(), "pcs")}).name;
            return {};
        });
        return name;
    }
    /// By a program of its own, which may come to nothing.
    void rename_unit(const std::string& name, End end) const {
        Workspace workspace(stage_->place());
        (void)workspace.write(0, [&](Context& cx) -> Result<void> {
            const auto id = kept_key(cx, type_info<Unit>(), "pcs");
            TRY(edit_any(cx, {type_info<Unit>(), id}, fmt::format(R"({{"name":"{}"}})", name)));
            if (kept(cx, Id<Unit>{id}).name != name) _exit(1);
            if (end == End::killed) _exit(0);
            return end == End::refused ? refuse("test_must_be_undone") : Result<void>();
        });
    }

    std::unique_ptr<Stage> stage_;
};

TEST_P(ProcessesTest, a_killed_program_leaves_no_number_twice_and_no_gap_where_none_may_be) {
    OtherProgram killed([&] {
        Workspace workspace(stage_->place());
        for (int i = 0; i < 3; ++i) (void)take(workspace);
        (void)take(workspace, End::killed);
    });
    killed.run();
    Workspace workspace(stage_->place());
    const auto next = take(workspace);
    EXPECT_EQ(next.strict, 4);
    // With PostgreSQL the rest of its first block of eight is lost with it (numbers.cpp).
    EXPECT_EQ(next.loose, GetParam() == Engine::sqlite ? 4 : 9);
}

TEST_P(ProcessesTest, a_program_that_ends_well_gives_back_what_it_had_set_aside) {
    OtherProgram other([&] {
        Workspace workspace(stage_->place());
        for (int i = 0; i < 3; ++i) (void)take(workspace);
        (void)take(workspace, End::refused);
    });
    other.run();
    Workspace workspace(stage_->place());
    const auto next = take(workspace);
    EXPECT_EQ(next.strict, 4);
    EXPECT_EQ(next.loose, 4);
}

TEST_P(ProcessesTest, two_at_once_share_the_series) {
    constexpr int each = 40;
    {
        OtherProgram first([&] { take_many(1, each); });
        OtherProgram second([&] { take_many(2, each); });
        first.begin();
        second.begin();
    }
    std::map<std::int64_t, int> strict_numbers;
    std::map<std::int64_t, int> loose_numbers;
    for (const int program : {1, 2}) {
        std::ifstream list(list_of(program));
        Given given;
        while (list >> given.strict >> given.loose)
            ++strict_numbers[given.strict], ++loose_numbers[given.loose];
    }
    EXPECT_EQ(strict_numbers.size(), 2U * each);
    EXPECT_EQ(strict_numbers.rbegin()->first, 2 * each) << "a gap";
    EXPECT_EQ(loose_numbers.size(), 2U * each) << "a number was given twice";
    // Two blocks may lie open, each of 128 at most.
    EXPECT_LE(loose_numbers.rbegin()->first, 2 * each + (GetParam() == Engine::sqlite ? 0 : 2 * 128));
}

TEST_P(ProcessesTest, a_change_by_another_program_is_seen) {
    OtherProgram other([&] { rename_unit("each", End::kept); });
    Workspace workspace(stage_->place());
    EXPECT_NE(unit_name(workspace), "each");
    other.run();
    EXPECT_EQ(unit_name(workspace), "each");
}

TEST_P(ProcessesTest, a_change_that_another_program_did_not_keep_is_never_seen) {
    OtherProgram refused([&] { rename_unit("each", End::refused); });
    OtherProgram killed([&] { rename_unit("apiece", End::killed); });
    Workspace workspace(stage_->place());
    const auto before = unit_name(workspace);
    refused.run();
    EXPECT_EQ(unit_name(workspace), before);
    killed.run();
    EXPECT_EQ(unit_name(workspace), before);
}

INSTANTIATE_TEST_SUITE_P(Engines, ProcessesTest, testing::Values(Engine::sqlite, Engine::postgres),
                         [](const auto& engine) {
                             return engine.param == Engine::sqlite ? "sqlite" : "postgres";
                         });

}  // namespace
}  // namespace octant::app
