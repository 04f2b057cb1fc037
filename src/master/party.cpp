#include "master/party.hpp"

namespace octant::master {

bool is_credit_code(std::string_view code) {
    // GB 32100-2015: no I O Z S V; weights are powers of 3 mod 31.
    static constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    if (code.size() != 18) return false;
    int sum = 0;
    int weight = 1;
    for (std::size_t i = 0; i < 17; ++i) {
        const auto value = alphabet.find(code[i]);
        if (value == std::string_view::npos) return false;
        sum += static_cast<int>(value) * weight;
        weight = weight * 3 % 31;
    }
    return code[17] == alphabet[static_cast<std::size_t>((31 - sum % 31) % 31)];
}

Result<void> Party::check_record(const Party& party) {
    if (!party.is_customer && !party.is_supplier)
        return refuse("party_must_be_customer_or_supplier", "/is_customer");
    // Eighteen characters can only be meant as a 统一社会信用代码; other countries' ids have other lengths.
    if (party.tax_id.size() == 18 && !is_credit_code(party.tax_id))
        return refuse("tax_id_must_be_valid", "/tax_id");
    return {};
}

void Party::describe(Description<Party>& d) {
    d.noun("master.party")
        .remembered()
        .field("code", &Party::code, required, unique, searched, max_length<40>)
        .field("name", &Party::name, required, searched)
        .field("is_customer", &Party::is_customer)
        .field("is_supplier", &Party::is_supplier)
        .field("tax_id", &Party::tax_id, searched, max_length<30>)
        .field("currency", &Party::currency)
        .field("payment_days", &Party::payment_days, not_negative)
        .field("credit_limit", &Party::credit_limit, not_negative)
        .field("customer_group", &Party::customer_group, max_length<60>)
        .field("region", &Party::region, max_length<60>)
        .field("salesperson", &Party::salesperson, indexed)
        .lines("addresses", &Party::addresses)
        .lines("contacts", &Party::contacts)
        .owned_by("salesperson")
        .currency("none")  // the credit limit is in the company's currency, not in the party's
        .list({"code", "name", "customer_group", "region", "salesperson", "credit_limit"});
    d.may(Role::sales_rep, Scope::team, "create edit").may(everybody, Scope::all, "read");
    d.may({Role::sales_manager, Role::buyer, Role::accountant}, Scope::all, "create edit delete");
}

}  // namespace octant::master
