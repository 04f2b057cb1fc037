#pragma once

#include "sales/order.hpp"

namespace octant::sales {

enum class QuotationState { draft, sent, accepted, lost };

struct QuotationLine : Line {
    Id<Item> item;
    std::string text;
    Quantity quantity;
    Id<Unit> unit;
    UnitPrice price;
    Ratio discount;
    Amount net;
    Amount tax_amount;
    Amount gross;

    static void describe(Description<QuotationLine>& d) {
        d.noun("sales.quotation_line")
            .field("item", &QuotationLine::item, required, indexed)
            .field("text", &QuotationLine::text)
            .field("quantity", &QuotationLine::quantity, required, positive)
            .field("unit", &QuotationLine::unit)
            .field("price", &QuotationLine::price, not_negative)
            .field("discount", &QuotationLine::discount, not_negative)
            .field("net", &QuotationLine::net, readonly)
            .field("tax_amount", &QuotationLine::tax_amount, readonly)
            .field("gross", &QuotationLine::gross, readonly);
    }
};

/// What we offer a customer. Accepting it makes a draft order of the same content.
struct Quotation : Document<QuotationState> {
    Id<Party> customer;
    Date date{};
    Date valid_to{};
    Currency currency;
    bool tax_included = false;
    Id<User> salesperson;
    Channel channel{};
    std::string text;
    std::string lost_reason;
    Amount net;
    Amount tax_amount;
    Amount total;
    std::vector<QuotationLine> lines;

    using enum QuotationState;
    using Verb = Step<Quotation, QuotationState>;
    static Result<void> fill_in(Context& cx, Quotation& quotation);
    static Result<void> check_send(const Quotation& quotation, Date today);
    static Result<void> check_accept(const Quotation& quotation, Date today);
    static Result<void> check_lose(const Quotation& quotation, Date today);
    static Result<void> make_order(Context& cx, Quotation& quotation);
    static constexpr Verb send{"send", draft, sent, check_send};
    static constexpr Verb accept{"accept", {draft, sent}, accepted, check_accept, make_order};
    static constexpr Verb lose{"lose", {draft, sent}, lost, check_lose};
    static void describe(Description<Quotation>& d);
};

}  // namespace octant::sales
