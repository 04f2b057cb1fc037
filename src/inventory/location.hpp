#pragma once

#include "finance/finance.hpp"

namespace octant::inventory {

using namespace octant::platform;
using namespace octant::master;
using finance::Dimensions;

/// internal places hold our stock; the others are where it comes from and goes to.
enum class Usage { internal, customer, supplier, loss, production, opening };

/// A place within a site: warehouse, aisle, bin. Places form a tree.
struct Location : Record {
    std::string code;
    std::string name;
    Usage usage{};
    Id<Location> parent;
    Id<Site> site;

    static void describe(Description<Location>& d) {
        d.noun("inventory.location")
            .remembered()
            .field("code", &Location::code, required, unique, searched, max_length<40>)
            .field("name", &Location::name, required, searched)
            .field("usage", &Location::usage)
            .field("parent", &Location::parent, indexed)
            .field("site", &Location::site)
            .list({"code", "name", "usage", "parent", "site"});
        d.may(everybody, Scope::all, "read")
            .may({Role::store_keeper, Role::planner}, Scope::all, "create edit delete");
    }
};

/// The place of a usage (the first by code); refuses `location_must_exist`.
Result<Id<Location>> location_for(Context& cx, Usage usage);

}  // namespace octant::inventory
