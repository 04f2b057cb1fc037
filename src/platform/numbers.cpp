#include "base/check.hpp"
#include "platform/document.hpp"
#include "platform/memory.hpp"

namespace octant::platform {
namespace {

struct Advance {
    std::int64_t company;
    std::string_view series;
    std::int64_t by;
};

/// Where nobody else writes, two plain statements, so that SQLite need not keep rows to return.
std::int64_t advance_alone(Connection& connection, const Advance& advance) {
    const auto& [company, series, by] = advance;
    const auto moved = run_counted(
        connection, "UPDATE number_counter SET value = value + ?3 WHERE company_id = ?1 AND series = ?2",
        company, series, by);
    if (moved == 0) {
        run(connection, "INSERT INTO number_counter (company_id, series, value) VALUES (?1, ?2, ?3)", company,
            series, by);
        return by;
    }
    auto rows = query(connection, "SELECT value FROM number_counter WHERE company_id = ?1 AND series = ?2",
                      company, series);
    check(rows.next());
    return rows.integer(0);
}

/// Where the counter then stands. Its row is held until the connection's transaction ends.
std::int64_t advance_counter(Connection& connection, const Advance& advance) {
    if (!connection.locks_rows()) return advance_alone(connection, advance);
    auto rows = query(connection,
                      "INSERT INTO number_counter (company_id, series, value) VALUES (?1, ?2, ?3) "
                      "ON CONFLICT (company_id, series) DO UPDATE SET value = number_counter.value + "
                      "excluded.value RETURNING value",
                      advance.company, advance.series, advance.by);
    check(rows.next());
    const auto value = rows.integer(0);
    while (rows.next()) {
    }
    return value;
}

/// From a block: nobody waits for another's transaction. If this one comes to nothing, the number is free
/// again.
std::int64_t take_from_block(Context& cx, std::string_view name) {
    auto& connection = cx.db;
    auto& numbers = connection.memory->numbers;
    const NumberBlocks::Series series{cx.company.id, std::string(name)};
    const auto number = numbers.take(series, [&](std::int64_t count) {
        std::int64_t last = 0;
        connection.aside([&](Connection& other) {
            last = advance_counter(other, {series.company, series.name, count});
        });
        return last;
    });
    connection.on_undo([&numbers, series, number] { numbers.give_back(series, number); });
    return number;
}

}  // namespace

std::int64_t next_in_series(Context& cx, std::string_view series, Gaps gaps) {
    // A single writer (SQLite) waits for nobody, so there all numbers are free of gaps.
    const bool blocks = gaps == Gaps::allowed && cx.db.locks_rows() && cx.db.memory;
    return blocks ? take_from_block(cx, series) : advance_counter(cx.db, {cx.company.id, series, 1});
}

void return_numbers(Connection& connection, std::span<const NumberBlocks::Rest> rests) {
    for (const auto& [series, used, last] : rests)
        run(connection,
            "UPDATE number_counter SET value = ?4 WHERE company_id = ?1 AND series = ?2 AND value = ?3",
            series.company, std::string_view(series.name), last, used);
}

}  // namespace octant::platform
