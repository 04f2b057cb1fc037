#pragma once

#include "sales/order.hpp"

namespace octant::sales {

enum class ReturnState { draft, received, cancelled };

struct ReturnLine : Line {
    std::int64_t order_line = 0;
    Id<Item> item;             // from the order line
    Quantity quantity;         // base unit
    std::string lot;
    bool restock = true;       // false: it came back broken and is written off at once
    std::string reason;

    static void describe(Description<ReturnLine>& d) {
        d.noun("sales.return_line")
            .field("order_line", &ReturnLine::order_line, required, positive)
            .field("item", &ReturnLine::item, readonly)
            .field("quantity", &ReturnLine::quantity, required, positive)
            .field("lot", &ReturnLine::lot, max_length<60>)
            .field("restock", &ReturnLine::restock)
            .field("reason", &ReturnLine::reason);
    }
};

/// Goods a customer sends back. They come in at what they cost when they left; a credit note is drafted.
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
