#pragma once
// Lists of any noun: typed filter, sort by any column, pages by key, exact count and sums of the filtered
// set, groups. What the actor may not see is not there: neither rows nor columns.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/context.hpp"
#include "platform/description.hpp"

namespace octant::platform {

struct ListQuery {
    std::string filter;
    std::string search;   // more words, as typed in a search box
    std::string sort;     // "-date,number"; the noun's default when empty
    std::string columns;  // "number,customer"; the noun's list when empty
    std::string sum;      // "total"; the noun's sums when empty
    std::string group;    // "state" or "date:month"
    std::string after;    // the `next` of the page before
    std::int64_t limit = 80;
    bool count = true;
};

/// {"rows":[...],"count":n,"sums":{...},"next":...} or, with group, {"groups":[...],"count":n,"sums":{...}}.
Result<std::string> list_json(Context& cx, const TypeInfo& type, const ListQuery& query);

/// The same rows as texts, from first to last, for an export: called with the header first. Titles for refs.
using RowSink = std::function<void(const std::vector<std::string>&)>;
Result<void> list_rows(Context& cx, const TypeInfo& type, const ListQuery& query, const RowSink& sink);

}  // namespace octant::platform
