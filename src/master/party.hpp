#pragma once

#include <vector>

#include "master/employee.hpp"
#include "master/tax.hpp"

namespace octant::master {

/// 统一社会信用代码 by GB 32100-2015: 18 characters, the last a check digit mod 31.
bool is_credit_code(std::string_view code);

enum class AddressUse { delivery, billing, office };

struct Address : Line {
    AddressUse use{};
    std::string text;
    std::string region;   // province or state
    std::string country;  // ISO 3166 alpha-2, or a name in imported history

    static void describe(Description<Address>& d) {
        d.noun("master.address")
            .field("use", &Address::use)
            .field("text", &Address::text, required)
            .field("region", &Address::region, max_length<60>)
            .field("country", &Address::country, max_length<60>);
    }
};

struct Contact : Line {
    std::string name;
    std::string phone;
    std::string email;
    std::string position;

    static void describe(Description<Contact>& d) {
        d.noun("master.contact")
            .field("name", &Contact::name, required, max_length<100>)
            .field("phone", &Contact::phone, max_length<40>)
            .field("email", &Contact::email, max_length<100>)
            .field("position", &Contact::position, max_length<60>);
    }
};

/// Whom we sell to and buy from, in one: a firm is often both.
struct Party : Record {
    std::string code;
    std::string name;
    bool is_customer = true;
    bool is_supplier = false;
    std::string tax_id;
    Currency currency;  // none: the company's
    std::int64_t payment_days = 30;
    Amount credit_limit;         // company currency; 0: none is set, so none is checked
    std::string customer_group;  // for price lists
    std::string region;
    Id<User> salesperson;
    std::vector<Address> addresses;
    std::vector<Contact> contacts;

    static Result<void> check_record(const Party& party);
    static void describe(Description<Party>& d);
};

}  // namespace octant::master
