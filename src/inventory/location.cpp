#include "inventory/location.hpp"

namespace octant::inventory {

Result<Id<Location>> location_for(Context& cx, Usage usage) {
    struct ByUsage {
        Id<Location> ids[8]{};
    };
    auto& slot = cx.kept[&type_info<Location>()][-1];
    if (!slot) slot = std::make_shared<ByUsage>();
    auto& id = static_cast<ByUsage*>(slot.get())->ids[static_cast<std::size_t>(usage)];
    if (id) return id;
    auto rows = query(cx.db,
                      "SELECT id FROM inventory_location WHERE company_id = ?1 AND usage = ?2 AND archived = "
                      "0 ORDER BY code LIMIT 1",
                      cx.company.id, name_of(usage));
    if (!rows.next())
        return refuse(Problem{"location_must_exist", "/location", {{"usage", std::string(name_of(usage))}}});
    return id = {rows.integer(0)};
}

}  // namespace octant::inventory
