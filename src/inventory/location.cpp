#include "inventory/location.hpp"

#include <array>

namespace octant::inventory {

namespace {

struct ByUsage {
    std::array<Id<Location>, 8> ids{};
};

ByUsage read_usages(Context& cx) {
    ByUsage found;
    auto rows = query(
        cx.db,
        "SELECT usage, id FROM inventory_location WHERE company_id = ?1 AND archived = 0 ORDER BY code DESC",
        cx.company.id);
    const auto usages = enum_names<Usage>();
    while (rows.next()) found.ids[static_cast<std::size_t>(usages.find(rows.text(0)))] = {rows.integer(1)};
    return found;
}

}  // namespace

Result<Id<Location>> location_for(Context& cx, Usage usage) {
    const auto id = overview<Location, read_usages>(cx).ids[static_cast<std::size_t>(usage)];
    if (id) return id;
    return refuse(Problem{"location_must_exist", "/location", {{"usage", std::string(name_of(usage))}}});
}

}  // namespace octant::inventory
