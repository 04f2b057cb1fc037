#pragma once

#include "sales/order.hpp"

namespace octant::sales {

enum class ReturnState { draft, received, cancelled };

struct ReturnLine : Line {
    std::int64_t order_line = 0;  // 0: the order is not known
    Id<Item> item;                // from the order line, where there is one
    Quantity quantity;            // base unit
    UnitPrice price;              // what is credited; the order's price, where there is one
    std::string lot;
    bool restock = true;  // false: it came back broken and is written off at once
    std::string reason;

    static void describe(Description<ReturnLine>& d) {
        d.noun("sales.return_line")
            .field("order_line", &ReturnLine::order_line, not_negative)
            .field("item", &ReturnLine::item)
            .field("quantity", &ReturnLine::quantity, required, positive)
            .field("price", &ReturnLine::price, not_negative)
            .field("lot", &ReturnLine::lot, max_length<60>)
            .field("restock", &ReturnLine::restock)
            .field("reason", &ReturnLine::reason);
    }
};

/// Goods a customer sends back. They come in at what they cost when they left (at the present cost where the
/// order is not known); a credit note is drafted.
struct Return : Document<ReturnState> {
    Id<Order> sales_order;
    Id<Party> customer;
    Date date{};
    std::string text;
    std::vector<ReturnLine> lines;

    using enum ReturnState;
    using Verb = Step<Return, ReturnState>;
    static Result<void> fill_in(Context& cx, Return& returned);
    static Result<void> check_receive(const Return& returned, Date today);
    static Result<void> take_back(Context& cx, Return& returned);
    static constexpr Verb receive{"receive", draft, received, check_receive, take_back};
    static constexpr Verb cancel{"cancel", draft, cancelled};
    static void describe(Description<Return>& d);
};

Result<void> reconcile_return(Context& cx, const Event& event);

}  // namespace octant::sales
