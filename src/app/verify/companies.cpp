#include <fmt/format.h>

#include <set>

#include "app/verify/parts.hpp"
#include "platform/schema.hpp"

namespace octant::app {
namespace {

std::set<std::int64_t> companies(Context& cx) {
    auto rows = query(cx.db, "SELECT id FROM access_company");
    std::set<std::int64_t> ids;
    while (rows.next()) ids.insert(rows.integer(0));
    return ids;
}

/// The first company in a table past this one, by the key and not row by row.
std::int64_t company_past(Context& cx, const std::string& table, std::int64_t last) {
    auto rows = query(
        cx.db,
        fmt::format("SELECT company_id FROM {} WHERE company_id > ?1 ORDER BY company_id LIMIT 1", table),
        last);
    return rows.next() ? rows.integer(0) : INT64_MAX;
}

}  // namespace

/// A row that went over to a company that is not there would be missed by all other checks.
Check check_companies(Context& cx) {
    Check check{"tables hold rows of companies only"};
    const auto known = companies(cx);
    for (const auto& table : tables_of_companies()) {
        ++check.count;
        for (auto id = company_past(cx, table, INT64_MIN); id != INT64_MAX; id = company_past(cx, table, id))
            if (!known.contains(id))
                blame(check, fmt::format("{} has rows of company {}, which is not there", table, id));
    }
    return check;
}

}  // namespace octant::app
