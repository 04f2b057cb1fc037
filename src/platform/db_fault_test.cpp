// What must hold when the disk is full, the process is killed, the server goes away or two works block each
// other.

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <atomic>
#include <barrier>
#include <csignal>
#include <future>
#include <latch>
#include <thread>

#include "platform/db_test.hpp"
#include "platform/postgres_connection.hpp"

namespace octant::platform {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class DatabaseFaultTest : public DatabaseTest {
protected:
    /// Runs in a process of its own, so that it may die or be limited. No database may be open when it
    /// starts.
    template <class Body>
    static pid_t start_child(Body body) {
        const pid_t child = fork();
        if (child != 0) return child;
        body();
        _exit(HasFailure() ? 1 : 0);
    }
    static int wait_for(pid_t child) {
        int status = 0;
        waitpid(child, &status, 0);
        return status;
    }
    std::string fault_of(const Database::Work& work) {
        try {
            database_->write(work);
        } catch (const DatabaseFault& fault) {
            return fault.what();
        }
        return "";
    }
};

INSTANTIATE_TEST_SUITE_P(, DatabaseFaultTest, testing::Values(Engine::sqlite, Engine::postgres), engine_name);

/// Writes until it is killed, and tells each id on the pipe when it was told that it is durable.
void write_and_tell(const std::string& url, int pipe) {
    const auto database = Database::open(url);
    for (std::int64_t id = 1;; ++id) {
        database->submit(
            [id](Connection& cx) {
                run(cx, "INSERT INTO note (id, body) VALUES (?1, ?2)", id, "first");
                run(cx, "UPDATE note SET body = ?1 WHERE id = ?2", "whole", id);
                return Outcome::keep;
            },
            [id, pipe](std::exception_ptr fault) {
                if (!fault && ::write(pipe, &id, sizeof id) != sizeof id) _exit(2);
            });
        if (id % 20 == 0) usleep(500);
    }
}

TEST_P(DatabaseFaultTest, keeps_every_acknowledged_work_when_the_process_is_killed) {
    database_.reset();
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t child = start_child([&] { write_and_tell(place_->url(), ends[1]); });
    close(ends[1]);
    std::vector<std::int64_t> told;
    std::int64_t id = 0;
    while (told.size() < 200 && read(ends[0], &id, sizeof id) == sizeof id) told.push_back(id);
    kill(child, SIGKILL);
    while (read(ends[0], &id, sizeof id) == sizeof id) told.push_back(id);
    close(ends[0]);
    EXPECT_TRUE(WIFSIGNALED(wait_for(child)));
    open();
    const auto kept = integers("SELECT id FROM note ORDER BY id");
    EXPECT_THAT(kept, testing::IsSupersetOf(told));
    EXPECT_GE(told.size(), 200U);
    EXPECT_THAT(integers("SELECT count(*) FROM note WHERE body <> 'whole'"), ElementsAre(0));
}

/// Files may grow by so many bytes more, then writing fails, as on a full disk.
class FileLimit {
public:
    explicit FileLimit(rlim_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileLimit() { setrlimit(RLIMIT_FSIZE, &before_); }

private:
    rlimit before_{};
};

TEST_P(DatabaseFaultTest, tells_the_whole_group_of_a_failed_commit_and_stays_sound) {
    if (GetParam() != Engine::sqlite) GTEST_SKIP() << "the files of PostgreSQL belong to its server";
    database_.reset();
    const pid_t child = start_child([&] {
        open();
        constexpr int works = 10;
        std::promise<void> start;
        std::latch told(works);
        std::atomic<int> faults{0};
        const auto count_fault = [&](std::exception_ptr fault) {
            faults += fault ? 1 : 0;
            told.count_down();
        };
        database_->submit([&](Connection&) { return start.get_future().wait(), Outcome::undo; }, {});
        for (int i = 0; i < works; ++i) {
            const std::string body(300'000, 'x');
            database_->submit([i, body](Connection& cx) { return add(cx, i, body), Outcome::keep; },
                              count_fault);
        }
        {
            const FileLimit limit(200'000);  // less than one of the works needs
            start.set_value();
            told.wait();
        }
        EXPECT_EQ(faults, works);
        EXPECT_EQ(count(), 0);
        database_->write([](Connection& cx) { return add(cx, 1), Outcome::keep; });
    });
    EXPECT_EQ(wait_for(child), 0);
    open();
    EXPECT_THAT(integers("SELECT id FROM note"), ElementsAre(1));
    EXPECT_THAT(integers("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"),
                ElementsAre(0));
}

TEST_P(DatabaseFaultTest, undoes_a_work_that_meets_a_full_file) {
    if (GetParam() != Engine::sqlite) GTEST_SKIP() << "only SQLite has a limit of pages";
    database_->write([](Connection& cx) {
        auto limit = query(cx, "PRAGMA max_page_count = 20");
        return limit.next(), Outcome::keep;
    });
    const std::string body(200'000, 'x');
    EXPECT_THAT(fault_of([&](Connection& cx) { return add(cx, 1), add(cx, 2, body), Outcome::keep; }),
                HasSubstr("free some space"));
    database_->write([](Connection& cx) { return add(cx, 3), Outcome::keep; });
    EXPECT_THAT(integers("SELECT id FROM note"), ElementsAre(3));
}

TEST_P(DatabaseFaultTest, names_the_remedy_when_it_cannot_be_opened) {
    const bool is_sqlite = GetParam() == Engine::sqlite;
    const std::string url = is_sqlite ? "/nowhere/at/all.db" : "postgresql://octant@127.0.0.1:1/octant";
    try {
        Database::open(url);
        FAIL();
    } catch (const DatabaseFault& fault) {
        EXPECT_THAT(fault.what(),
                    HasSubstr(is_sqlite ? "its folder must exist" : "check that the server runs"));
    }
}

class PostgresTest : public DatabaseFaultTest {};
INSTANTIATE_TEST_SUITE_P(, PostgresTest, testing::Values(Engine::postgres), engine_name);

TEST_P(PostgresTest, runs_a_work_again_after_a_deadlock) {
    database_->write([](Connection& cx) { return add(cx, 1, ""), add(cx, 2, ""), Outcome::keep; });
    std::barrier both_hold_one(2);
    std::atomic<int> attempts{0};
    const auto update_both = [&](int first, int second) {
        bool is_first_attempt = true;
        database_->write([&](Connection& cx) {
            ++attempts;
            const auto* append = "UPDATE note SET body = body || ?1 WHERE id = ?2";
            EXPECT_EQ(run_counted(cx, append, std::to_string(first), first), 1);
            if (std::exchange(is_first_attempt, false)) both_hold_one.arrive_and_wait();
            EXPECT_EQ(run_counted(cx, append, std::to_string(first), second), 1);
            return Outcome::keep;
        });
    };
    std::thread other([&] { update_both(2, 1); });
    update_both(1, 2);
    other.join();
    EXPECT_GE(attempts, 3);
    EXPECT_THAT(integers("SELECT length(body) FROM note"), ElementsAre(2, 2));
}

TEST_P(PostgresTest, runs_a_work_again_on_a_new_connection_when_the_old_one_is_lost) {
    int attempts = 0;
    database_->write([&](Connection& cx) {
        add(cx, 1);
        if (++attempts == 1) query(cx, "SELECT pg_terminate_backend(pg_backend_pid())").next();
        return Outcome::keep;
    });
    EXPECT_EQ(attempts, 2);
    EXPECT_EQ(count(), 1);
}

TEST_P(PostgresTest, says_that_the_outcome_is_unknown_when_the_connection_is_lost_at_the_commit) {
    write(
        "CREATE FUNCTION leave() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;"
        "CREATE CONSTRAINT TRIGGER leaving AFTER INSERT ON note DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW EXECUTE FUNCTION leave()");
    int attempts = 0;
    EXPECT_THAT(fault_of([&](Connection& cx) { return ++attempts, add(cx, 1), Outcome::keep; }),
                HasSubstr("it is unknown whether the work was kept"));
    EXPECT_EQ(attempts, 1);
    write("DROP TRIGGER leaving ON note");
    EXPECT_EQ(count(), 0);
}

TEST_P(PostgresTest, connects_a_reader_again_that_the_server_sent_away) {
    database_ = Database::open(place_->url(), {.readers = 1});
    const auto session = integers("SELECT pg_backend_pid()").at(0);
    database_->write([&](Connection& cx) {
        query(cx, "SELECT pg_terminate_backend(CAST(?1 AS INTEGER), 10000)", session).next();
        return Outcome::keep;
    });
    EXPECT_NE(integers("SELECT pg_backend_pid()").at(0), session);
}

TEST_P(PostgresTest, keeps_nothing_when_a_failed_statement_was_swallowed) {
    const auto text = fault_of([&](Connection& cx) {
        add(cx, 1);
        EXPECT_THROW(run_counted(cx, "INSERT INTO note (id) VALUES (?1)", 1), ConstraintFault);
        return Outcome::keep;
    });
    EXPECT_THAT(text, HasSubstr("rolled back"));
    EXPECT_EQ(count(), 0);
}

TEST_P(PostgresTest, prepares_again_what_an_earlier_error_kept_from_being_prepared) {
    for (int turn = 0; turn < 6; ++turn) {
        const auto work = [&](Connection& cx) {
            add(cx, turn / 2 + (turn % 2 == 0 ? 0 : 100));
            if (turn % 2 == 0) run(cx, "INSERT INTO nothing VALUES (1)");
            run(cx, "UPDATE note SET body = ?1 WHERE id = ?2", "y", 1);
            return Outcome::keep;
        };
        EXPECT_EQ(fault_of(work).empty(), turn % 2 == 1);
    }
    EXPECT_EQ(count(), 3);
}

TEST_P(PostgresTest, queues_more_statements_than_any_buffer_holds) {
    const std::string body(1000, 'x');
    database_->write([&](Connection& cx) {
        for (int id = 0; id < 20'000; ++id) add(cx, id, body);
        return Outcome::keep;
    });
    EXPECT_EQ(count(), 20'000);
}

TEST(RewriteParameters, leaves_quotes_and_comments_alone) {
    const auto rewritten = rewrite_parameters("SELECT '?1''?', \"?2\", ?12 /* ?3 */ -- ?4\n, ?2 FROM t");
    EXPECT_EQ(rewritten.text, "SELECT '?1''?', \"?2\", $12 /* ?3 */ -- ?4\n, $2 FROM t");
    EXPECT_EQ(rewritten.parameters, 12U);
}

}  // namespace
}  // namespace octant::platform
