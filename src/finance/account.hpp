#pragma once

#include "master/master.hpp"

namespace octant::finance {

using namespace octant::platform;
using namespace octant::master;

enum class AccountKind { asset, liability, equity, income, expense };

/// What a posting rule looks an account up by. Control roles hold one sub-ledger each: receivable and payable
/// by party, inventory by item.
enum class AccountRole {
    none,
    receivable,
    payable,
    inventory,
    goods_received,
    revenue,
    cost_of_sales,
    output_tax,
    input_tax,
    bank,
    exchange_difference,
    stock_adjustment,
    bad_debt,
    allowance,
    opening_balance,
    price_variance
};

/// An account of the ledger.
struct Account : Record {
    std::string code;
    std::string name;
    AccountKind kind{};
    AccountRole role{};

    static void describe(Description<Account>& d) {
        d.noun("finance.account")
            .remembered()
            .field("code", &Account::code, required, unique, searched, max_length<20>)
            .field("name", &Account::name, required, searched)
            .field("kind", &Account::kind)
            .field("role", &Account::role, indexed)
            .list({"code", "name", "kind", "role"});
        d.may({Role::accountant, Role::sales_manager}, Scope::all, "read");
        d.may(Role::accountant, Scope::all, "create edit delete");
    }
};

/// The account of a role (the first by code); refuses `account_must_exist`.
Result<Id<Account>> account_for(Context& cx, AccountRole role);

enum class Chart { cn_asbe, ifrs };  // 企业会计准则; IFRS-like
/// Creates the accounts of a chart in an empty company.
Result<void> create_chart(Context& cx, Chart chart);

}  // namespace octant::finance
