#pragma once

#include "master/calendar.hpp"

namespace octant::master {

/// A place of the firm: a plant, a warehouse, a shop.
struct Site : Record {
    std::string code;
    std::string name;
    std::string address;
    std::string time_zone = "Asia/Shanghai";
    Id<Calendar> calendar;

    static void describe(Description<Site>& d) {
        d.noun("master.site")
            .field("code", &Site::code, required, unique, searched, max_length<20>)
            .field("name", &Site::name, required, searched)
            .field("address", &Site::address, multiline)
            .field("time_zone", &Site::time_zone, max_length<40>)
            .field("calendar", &Site::calendar)
            .list({"code", "name", "address"});
        d.may(everybody, Scope::all, "read").may(Role::planner, Scope::all, "create edit delete");
    }
};

}  // namespace octant::master
