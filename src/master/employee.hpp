#pragma once

#include "master/unit.hpp"
#include "platform/user.hpp"

namespace octant::master {

/// A person who works here. A user is a login; an employee may have one.
struct Employee : Record {
    std::string code;
    std::string name;
    Id<Team> team;
    Id<User> login;
    std::string phone;
    std::string email;
    Date hired{};

    static void describe(Description<Employee>& d) {
        d.noun("master.employee")
            .field("code", &Employee::code, required, unique, searched, max_length<20>)
            .field("name", &Employee::name, required, searched)
            .field("team", &Employee::team, indexed)
            .field("login", &Employee::login, indexed)
            .field("phone", &Employee::phone, max_length<40>)
            .field("email", &Employee::email, max_length<100>)
            .field("hired", &Employee::hired)
            .list({"code", "name", "team", "phone"});
        d.may(everybody, Scope::all, "read").may(Role::hr, Scope::all, "create edit delete");
    }
};

/// The employee behind a login, or none.
Id<Employee> employee_of(Context& cx, std::int64_t user);

}  // namespace octant::master
