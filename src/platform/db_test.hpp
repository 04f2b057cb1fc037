#pragma once
// A fresh place for one test: a file, or a schema of the PostgreSQL named by OCTANT_TEST_POSTGRES.

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "platform/db.hpp"

namespace octant::platform {

class Place {
public:
    explicit Place(Engine engine) : engine_(engine), name_(unique_name()) {
        folder_ = std::filesystem::temp_directory_path() / name_;
        std::filesystem::create_directory(folder_);
        if (engine_ == Engine::postgres) administrate("CREATE SCHEMA " + name_);
    }
    ~Place() {
        if (engine_ == Engine::postgres) administrate("DROP SCHEMA " + name_ + " CASCADE");
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    static bool is_available(Engine engine) { return engine == Engine::sqlite || server() != nullptr; }
    const std::filesystem::path& folder() const { return folder_; }
    std::string url() const {
        if (engine_ == Engine::sqlite) return (folder_ / "test.db").string();
        const std::string base = server();
        return base + (base.find('?') == base.npos ? "?" : "&") + "options=-csearch_path%3D" + name_;
    }

private:
    static const char* server() { return std::getenv("OCTANT_TEST_POSTGRES"); }
    static std::string unique_name() {
        static int count = 0;
        return "octant_test_" + std::to_string(getpid()) + "_" + std::to_string(++count);
    }
    static void administrate(const std::string& sql) {
        Database::open(server(), {.readers = 1, .writers = 1})->write([&](Connection& cx) {
            cx.execute(sql);
            return Outcome::keep;
        });
    }

    Engine engine_;
    std::string name_;
    std::filesystem::path folder_;
};

/// Every test runs on both engines, on a table `note(id, body)`.
class DatabaseTest : public testing::TestWithParam<Engine> {
protected:
    void SetUp() override {
        if (!Place::is_available(GetParam())) GTEST_SKIP() << "OCTANT_TEST_POSTGRES names no server";
        place_ = std::make_unique<Place>(GetParam());
        open();
        write("CREATE TABLE note (id BIGINT NOT NULL PRIMARY KEY, body TEXT)");
    }
    void TearDown() override {
        database_.reset();
        place_.reset();
    }

    void open() { database_ = Database::open(place_->url()); }
    void reopen() {
        database_.reset();
        open();
    }
    void write(const std::string& script) {
        database_->write([&](Connection& cx) {
            cx.execute(script);
            return Outcome::keep;
        });
    }
    /// The first column of every row.
    std::vector<std::int64_t> integers(const std::string& sql) {
        std::vector<std::int64_t> found;
        database_->read([&](Connection& cx) {
            auto rows = query(cx, sql);
            while (rows.next()) found.push_back(rows.integer(0));
        });
        return found;
    }
    std::int64_t count() { return integers("SELECT count(*) FROM note").at(0); }

    static void add(Connection& cx, std::int64_t id, std::string_view body = "x") {
        run(cx, "INSERT INTO note (id, body) VALUES (?1, ?2)", id, body);
    }

    std::unique_ptr<Place> place_;
    std::unique_ptr<Database> database_;
};

inline std::string engine_name(const testing::TestParamInfo<Engine>& info) {
    return info.param == Engine::sqlite ? "sqlite" : "postgres";
}

}  // namespace octant::platform
