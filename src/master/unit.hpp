#pragma once

#include "platform/document.hpp"

namespace octant::master {

using namespace octant::platform;

/// Everybody who works here may look master data up.
inline constexpr std::initializer_list<Role> everybody{
    Role::sales_rep, Role::sales_manager, Role::planner, Role::buyer, Role::store_keeper,
    Role::inspector, Role::accountant,    Role::hr,      Role::driver};

/// A unit of measure: piece, kg, box. `per_base` says how many of the base unit of its family one of it is.
struct Unit : Record {
    std::string code;
    std::string name;
    std::string family;             // units of one family convert into each other: mass, length, piece
    Ratio per_base = Ratio::of(1);  // kg 1, g 0.001

    static void describe(Description<Unit>& d) {
        d.noun("master.unit")
            .remembered()
            .field("code", &Unit::code, required, unique, searched, max_length<20>)
            .field("name", &Unit::name, required, searched)
            .field("family", &Unit::family, required, max_length<40>)
            .field("per_base", &Unit::per_base, required, positive)
            .list({"code", "name", "family", "per_base"});
        d.may(everybody, Scope::all, "read")
            .may({Role::planner, Role::buyer}, Scope::all, "create edit delete");
    }
};

/// quantity in `from` -> the same in `to`; refuses units of different families.
Result<Quantity> convert(Context& cx, Quantity quantity, Id<Unit> from, Id<Unit> to);

}  // namespace octant::master
