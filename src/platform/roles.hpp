#pragma once

namespace octant::platform {

/// What a person does in the firm. A user holds one or several.
enum class Role {
    sales_rep,
    sales_manager,
    planner,
    buyer,
    store_keeper,
    inspector,
    accountant,
    hr,
    driver,
    auditor,
    administrator,
    customer_portal,
    supplier_portal
};

/// On whose records a right holds.
enum class Scope { own, team, all };

/// Classes of fields that only some roles may see.
enum class Secret { none, cost, margin, pay, hidden };  // hidden: leaves the program never

}  // namespace octant::platform
