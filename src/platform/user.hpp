#pragma once

#include <string>

#include "platform/description.hpp"

namespace octant::platform {

/// The firm itself. Each company's row lies in its own part of the database (company_id = id).
struct CompanyRecord : Record {
    std::string code;
    std::string name;
    Currency currency = Currency::of("CNY");
    std::string tax_id;
    std::string language = "zh";
    std::int64_t utc_offset_minutes = 480;  // decides which day "today" is

    static void describe(Description<CompanyRecord>& d) {
        d.noun("access.company")
            .field("code", &CompanyRecord::code, required, unique, max_length<20>)
            .field("name", &CompanyRecord::name, required, searched)
            .field("currency", &CompanyRecord::currency, required, readonly)
            .field("tax_id", &CompanyRecord::tax_id)
            .field("language", &CompanyRecord::language)
            .field("utc_offset_minutes", &CompanyRecord::utc_offset_minutes)
            .list({"code", "name", "currency"});
        d.may({Role::sales_rep, Role::sales_manager, Role::planner, Role::buyer, Role::store_keeper,
               Role::inspector, Role::accountant, Role::hr, Role::driver},
              Scope::all, "read");
    }
};

/// People who sell or serve together: "team" rights reach the records of all members.
struct Team : Record {
    std::string code;
    std::string name;

    static void describe(Description<Team>& d) {
        d.noun("access.team")
            .field("code", &Team::code, required, unique, max_length<40>)
            .field("name", &Team::name, required, searched)
            .list({"code", "name"});
        d.may({Role::sales_rep, Role::sales_manager, Role::planner, Role::buyer, Role::store_keeper,
               Role::inspector, Role::accountant, Role::hr, Role::driver},
              Scope::all, "read");
        d.may(Role::hr, Scope::all, "create edit delete");
    }
};

/// Who may log in to this company, and as what. The password lies in the login table, for all companies once.
struct User : Record {
    std::string login;
    std::string name;
    std::string roles;  // "sales_rep,sales_manager"
    Id<Team> team;
    std::string language = "zh";
    Ref party;  // of a portal user

    static Result<void> check_record(const User& user);
    static void describe(Description<User>& d) {
        d.noun("access.user")
            .field("login", &User::login, required, unique, searched, max_length<60>)
            .field("name", &User::name, required, searched)
            .field("roles", &User::roles, required)
            .field("team", &User::team, indexed)
            .field("language", &User::language, max_length<5>)
            .field("party", &User::party)
            .list({"login", "name", "roles", "team", "language"});
        d.may({Role::sales_rep, Role::sales_manager, Role::planner, Role::buyer, Role::store_keeper,
               Role::inspector, Role::accountant, Role::hr, Role::driver},
              Scope::all, "read");
    }
};

}  // namespace octant::platform
