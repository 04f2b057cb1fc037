#pragma once
// A list query worked out against a noun: what to read, in what order, of which rows. Shared by the files of
// list.hpp only.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/filter.hpp"
#include "platform/list.hpp"
#include "platform/store.hpp"

namespace octant::platform {

struct SortColumn {
    const FieldInfo* field;
    bool descending;
    std::string expression;  // t.date, or the title of a referenced record
    bool is_text;
    bool nullable;
};

/// A value of a sort key: what `after` carries.
struct KeyValue {
    bool is_null = false;
    Bound value{std::int64_t{0}};

    bool operator==(const KeyValue&) const = default;
};

/// Count and sums of rows in one currency; "" where the rows have none, or all count alike.
struct Total {
    std::string currency;
    std::int64_t count = 0;
    std::vector<std::int64_t> sums{};
};

struct Grouping {
    const FieldInfo* field;
    std::int64_t divisor = 1;  // of a date: 100 for months, 10,000 for years
};
/// Rows of one key and one currency. Groups come by key, the larger first.
struct Group {
    KeyValue key;
    Total total;
};
constexpr std::size_t most_groups = 5000;

struct ListPlan {
    const TypeInfo& type;
    std::vector<const FieldInfo*> columns;
    std::vector<const FieldInfo*> sums;
    std::vector<SortColumn> sort;
    Filter filter{};    // what the actor asked for, of what the actor may read
    std::string where;  // the same in SQL
    std::string joins;
    std::vector<Bound> values;  // ?1 is the company
    std::optional<Grouping> grouping{};
    std::vector<KeyValue> after{};  // the last row of the page before
    std::int64_t limit = 80;
};

/// Fields that sort and group as text.
bool is_stored_as_text(Kind kind);

Result<ListPlan> make_plan(Context& cx, const TypeInfo& type, const ListQuery& query);
/// ?1 is the company, then the values.
Rows run_query(Context& cx, const std::string& sql, const std::vector<Bound>& values);
std::string order_by(const std::vector<SortColumn>& sort);

/// The key of the last row of a page, as a client hands it back.
std::string encode_key(const std::vector<KeyValue>& key);
Result<std::vector<KeyValue>> decode_key(std::string_view hex, std::size_t parts);
/// The condition of the rows past the key; binds its values.
std::string past_key(ListPlan& plan, const std::vector<KeyValue>& key);

/// The currency field, where sums of amounts need it.
const FieldInfo* currency_of(const ListPlan& plan);
Result<Grouping> grouping_of(Context& cx, const TypeInfo& type, std::string_view text);

/// By SQL: the totals of all rows of the plan, one a currency, the larger first.
std::vector<Total> read_totals(Context& cx, const ListPlan& plan);
std::vector<Group> read_groups(Context& cx, const ListPlan& plan);

/// "count":n,"sums":{...}
std::string totals_json(Context& cx, const ListPlan& plan, const std::vector<Total>& totals);
/// {"groups":[...],"count":n,"sums":{...}}
std::string groups_json(Context& cx, const ListPlan& plan, const std::vector<Group>& groups,
                        const std::vector<Total>& totals);

}  // namespace octant::platform
