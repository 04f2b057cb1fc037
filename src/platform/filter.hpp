#pragma once
// The filter language of lists: state:confirmed amount>10000 (owner:me or team:south) -state:cancelled "a
// word". Read once into a tree, which SQL (filter_sql.cpp) and the columns in memory (column_filter.cpp)
// both follow.

#include <string>
#include <string_view>
#include <vector>

#include "platform/context.hpp"
#include "platform/store.hpp"

namespace octant::platform {

/// A field against a value that was read as the field itself would be.
struct Test {
    enum Op { equal, less, at_most, more, at_least, contains, title_contains, empty };
    const FieldInfo* field = nullptr;
    Op op = equal;
    Bound value{std::int64_t{0}};  // contains, title_contains: the word as typed
};

/// What is empty fits no comparison, and so it fits the negation of any.
struct Filter {
    enum Kind { all, any, negation, some_line, test };  // all of nothing: every row; any of nothing: none
    Kind kind = all;
    std::vector<Filter> parts{};
    Test test_of{};                    // test
    const LinesInfo* lines = nullptr;  // some_line: one line fits the only part
};
Filter filter_of(Test test);

/// Refuses with `filter_must_be_well_formed`, `field_must_be_known` and the refusals of values, naming the
/// offending word.
Result<Filter> parse_filter(Context& cx, const TypeInfo& type, std::string_view text);

/// A condition in SQL with the values it binds. Columns are those of the noun's table, alias t; ?1 is the
/// company.
struct Condition {
    std::string sql;
    std::vector<Bound> values;
};
/// Parameters are numbered from `first`.
Condition to_sql(const Filter& filter, int first);
/// The records that people call by this word: SELECT r.id .. of the company ?1, with the pattern as ?n.
std::string titles_sql(const TypeInfo& type, int n);
std::string like_pattern(std::string_view word);

}  // namespace octant::platform
