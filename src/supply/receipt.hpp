#pragma once

#include "inventory/inventory.hpp"

namespace octant::supply {

using namespace octant::platform;
using namespace octant::master;
using inventory::Location;

enum class ReceiptState { draft, received, cancelled };

struct ReceiptLine : Line {
    Id<Item> item;
    Id<Location> location;
    std::string lot;  // code; made when new
    Date expiry{};
    Quantity quantity;  // base unit
    UnitPrice price;    // net, in the receipt's currency
    Id<Tax> tax;

    static void describe(Description<ReceiptLine>& d);
};

/// Goods come in from a supplier, valued at the agreed price until the bill comes.
struct Receipt : Document<ReceiptState> {
    Id<Party> party;
    Date date{};
    Currency currency;
    Ratio rate;
    std::string supplier_reference;
    std::vector<ReceiptLine> lines;

    using enum ReceiptState;
    using Verb = Step<Receipt, ReceiptState>;
    static Result<void> fill_in(Context& cx, Receipt& receipt);
    static Result<void> check_receive(const Receipt& receipt, Date today);
    static Result<void> take_in(Context& cx, Receipt& receipt);
    static constexpr Verb receive{"receive", draft, received, check_receive, take_in};
    static constexpr Verb cancel{"cancel", draft, cancelled};
    static void describe(Description<Receipt>& d);
};

}  // namespace octant::supply
