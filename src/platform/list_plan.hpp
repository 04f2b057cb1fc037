#pragma once
// A list query worked out against a noun: what to read, in what order, of which rows. Shared by the files of
// list.hpp only.

#include <string>
#include <string_view>
#include <vector>

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
};

struct ListPlan {
    const TypeInfo& type;
    std::vector<const FieldInfo*> columns;
    std::vector<const FieldInfo*> sums;
    std::vector<SortColumn> sort;
    std::string where;
    std::string joins;
    std::vector<Bound> values;  // ?1 is the company
};

/// Fields that sort and group as text.
bool is_text(Kind kind);

Result<ListPlan> make_plan(Context& cx, const TypeInfo& type, const ListQuery& query);
/// ?1 is the company, then the values.
Rows run_query(Context& cx, const std::string& sql, const std::vector<Bound>& values);
std::string order_by(const std::vector<SortColumn>& sort);

/// The key of the last row of a page, as a client hands it back.
std::string encode_key(const std::vector<KeyValue>& key);
Result<std::vector<KeyValue>> decode_key(std::string_view hex, std::size_t parts);
/// The condition of the rows past the key; binds its values.
std::string past_key(ListPlan& plan, const std::vector<KeyValue>& key);

/// "count":n,"sums":{...} of all rows of the plan.
std::string totals_json(Context& cx, const ListPlan& plan);
/// {"groups":[...],"count":n,"sums":{...}}
Result<std::string> groups_json(Context& cx, const ListPlan& plan, std::string_view group);

}  // namespace octant::platform
