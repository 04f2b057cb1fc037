#pragma once
// The filter language of lists: state:confirmed amount>10000 (owner:me or team:south) -state:cancelled "a
// word".

#include <string>
#include <string_view>
#include <vector>

#include "platform/context.hpp"
#include "platform/store.hpp"

namespace octant::platform {

/// A condition in SQL with the values it binds. Columns are those of the noun's table, alias t.
struct Condition {
    std::string sql;  // "" is always true
    std::vector<Bound> values;
};

/// Parameters are numbered from `first`. Refuses with `filter_must_be_well_formed`, `field_must_be_known` and
/// the refusals of values, naming the offending word.
Result<Condition> compile_filter(Context& cx, const TypeInfo& type, std::string_view text, int first);

}  // namespace octant::platform
