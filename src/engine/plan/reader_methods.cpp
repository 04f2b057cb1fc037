// Items and the ways to replenish them.

#include <algorithm>
#include <array>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <numeric>

#include "base/enumeration.hpp"
#include "engine/plan/reader.hpp"

namespace octant::engine::plan {
namespace {

std::string_view section_of(MethodKind kind) {
    static constexpr std::array names{"operations", "purchases", "transfers"};
    return names[static_cast<std::size_t>(kind)];
}

struct LotTerms {
    double yearly = 0, order_cost = 0, holding_cost = 0;  // holding of a unit and year
};

/// Harris (1913): the lot at which ordering and holding cost the same a year.
double economic_quantity(const LotTerms& terms) {
    if (terms.yearly <= 0 || terms.order_cost <= 0 || terms.holding_cost <= 0) return 0;
    return std::round(std::sqrt(2 * terms.yearly * terms.order_cost / terms.holding_cost));
}

/// Buying, ordering and holding a year, when all units have the price of the highest break reached.
double yearly_cost(const LotTerms& terms, double lot, double price, std::span<const PriceBreak> breaks) {
    std::int64_t from = -1;
    for (const auto& step : breaks) {
        if (static_cast<double>(step.quantity) / 1e6 > lot || step.quantity <= from) continue;
        from = step.quantity;
        price = static_cast<double>(step.price) / 1e6;
    }
    return terms.yearly * (price + terms.order_cost / lot) + terms.holding_cost * lot / 2;
}

/// The economic quantity, or the break above it that costs less a year.
double cheapest_lot(const LotTerms& terms, double price, std::span<const PriceBreak> breaks) {
    const auto plain = economic_quantity(terms);
    auto best = plain;
    for (const auto& step : breaks) {
        const auto lot = static_cast<double>(step.quantity) / 1e6;
        if (plain > 0 && lot > plain &&
            yearly_cost(terms, lot, price, breaks) < yearly_cost(terms, best, price, breaks))
            best = lot;
    }
    return best;
}

}  // namespace

void Reader::read_item() {
    Node node;
    std::string id, site;
    std::int64_t yearly = 0, cards = 0, container = 0;
    std::string_view key;
    for (cursor_.begin_object(); cursor_.next_key(key);) {
        if (key == "id" || key == "item") {
            id = cursor_.string();
        } else if (key == "site") {
            site = cursor_.string();
        } else if (key == "lot_rule") {
            const auto rule = enum_names<LotRule>().find(cursor_.string());
            if (rule < 0) cursor_.fail("lot_rule_must_be_known", id);
            node.rule = static_cast<LotRule>(std::max(rule, 0));
        } else if (key == "phantom") {
            node.phantom = cursor_.boolean();
        } else if (key == "period_days") {
            node.period_days = small(INT32_MIN);
        } else if (key == "fence_days") {
            node.fence_days = small(INT32_MIN);
        } else if (key == "consume_backward_days") {
            node.consume_backward = small(INT32_MIN);
        } else if (key == "consume_forward_days") {
            node.consume_forward = small(INT32_MIN);
        } else {
            static constexpr std::pair<std::string_view, std::int64_t Node::*> amounts[] = {
                {"on_hand", &Node::on_hand},
                {"safety_stock", &Node::safety},
                {"lot_quantity", &Node::lot},
                {"minimum", &Node::minimum},
                {"maximum", &Node::maximum},
                {"multiple", &Node::multiple},
                {"unit", &Node::unit},
                {"reorder_level", &Node::reorder_level},
                {"order_up_to", &Node::order_up_to},
                {"order_cost", &Node::order_cost},
                {"holding_cost", &Node::holding_cost},
                {"unit_cost", &Node::unit_cost},
                {"price", &Node::price}};
            const auto* amount = std::ranges::find(amounts, key, [](const auto& a) { return a.first; });
            if (amount != std::end(amounts))
                node.*amount->second = cursor_.micro();
            else if (key == "annual_demand")
                yearly = cursor_.micro();
            else if (key == "kanban_cards")
                cards = cursor_.integer();
            else if (key == "kanban_quantity")
                container = cursor_.micro();
            else
                cursor_.unknown(key, "items");
        }
    }
    if (cards > 0 && container > 0) {
        // A card is sent for each container begun: the loop keeps all but one container full or on order.
        node.rule = LotRule::fixed_quantity;
        node.lot = container;
        node.reorder_level = (cards - 1) * container;
    }
    yearly_.push_back(yearly);
    node.item = name(id);
    if (!site.empty()) {
        node.site = name(site);
        id.append("@").append(site);
    }
    if (!nodes_.emplace(id, static_cast<std::int32_t>(problem_.nodes.size())).second)
        cursor_.fail("id_must_be_unique", id);
    problem_.nodes.push_back(node);
}

/// The economic quantity of each item that asks for one, by the price breaks of its first purchase.
void Reader::settle_economic_lots() {
    std::vector<const Method*> first(problem_.nodes.size(), nullptr);
    for (const auto& method : problem_.methods) {
        if (method.node == none) continue;
        auto& best = first[static_cast<std::size_t>(method.node)];
        if (best == nullptr || method.priority < best->priority) best = &method;
    }
    for (std::size_t i = 0; i < problem_.nodes.size(); ++i) {
        auto& node = problem_.nodes[i];
        if (node.rule != LotRule::economic_quantity || node.lot != 0) continue;
        const LotTerms terms{static_cast<double>(yearly_[i]) / 1e6,
                             static_cast<double>(node.order_cost) / 1e6,
                             static_cast<double>(node.holding_cost) / 1e6};
        const auto* way = first[i];
        const auto lot = way == nullptr ? economic_quantity(terms)
                                        : cheapest_lot(terms, static_cast<double>(way->price) / 1e6,
                                                       slice(problem_.breaks, way->breaks));
        node.lot = static_cast<std::int64_t>(lot) * whole;
    }
}

Reader::Part Reader::read_part() {
    Part part;
    std::string_view key;
    for (cursor_.begin_object(); cursor_.next_key(key);) {
        if (read_place(key, part.place))
            continue;
        else if (key == "quantity")
            part.quantity = cursor_.micro();
        else if (key == "scrap")
            part.scrap = share();
        else if (key == "from" && !cursor_.at_null())
            part.from = day();
        else if (key == "until" && !cursor_.at_null())
            part.until = day();
        else if (key == "alternate_of")
            part.alternate_of = cursor_.string();
        else if (key != "from" && key != "until")
            cursor_.unknown(key, "components");
    }
    if (part.scrap < 0 || part.scrap >= whole) cursor_.fail("scrap_must_be_in_range", part.place.item);
    if (part.quantity <= 0) cursor_.fail("quantity_must_be_positive", part.place.item);
    return part;
}

void Reader::add_line(const Part& part, std::int64_t yield, std::span<const std::string> earlier) {
    Line line;
    line.method = static_cast<std::int32_t>(problem_.methods.size());
    line.node = node_of(part.place);
    // quantity / ((1 - scrap) x yield), all at 10^-6, as one reduced fraction
    auto numerator = static_cast<__int128>(part.quantity) * whole;
    auto denominator = static_cast<__int128>(whole - part.scrap) * std::max<std::int64_t>(yield, 1);
    auto a = numerator, b = denominator;
    while (b != 0) a = std::exchange(b, a % b);
    numerator /= a;
    denominator /= a;
    if (numerator > INT64_MAX || denominator > INT64_MAX)
        return cursor_.fail("quantity_must_be_in_range", part.place.item);
    line.numerator = static_cast<std::int64_t>(numerator);
    line.denominator = static_cast<std::int64_t>(denominator);
    line.from = part.from;
    line.until = part.until;
    if (!part.alternate_of.empty()) {
        const auto at = std::ranges::find(earlier, part.alternate_of);
        if (at == earlier.end()) return cursor_.fail("alternate_must_follow_its_component", part.place.item);
        line.alternate_of = static_cast<std::int32_t>(at - earlier.begin());
    }
    problem_.lines.push_back(line);
}

std::vector<std::int32_t> Reader::read_resources() {
    std::vector<std::int32_t> list;
    if (!cursor_.at_array()) return {found(resources_, cursor_.string(), "resource_must_exist")};
    for (cursor_.begin_array(); cursor_.next_element();)
        list.push_back(found(resources_, cursor_.string(), "resource_must_exist"));
    return list;
}

void Reader::read_routing(std::vector<Step>& steps, std::int32_t sequence) {
    Step step;
    step.sequence = sequence;
    std::vector<std::int32_t> resources;
    std::string_view key;
    for (cursor_.begin_object(); cursor_.next_key(key);) {
        if (key == "resource" || key == "resources")
            resources = read_resources();
        else if (key == "setup_minutes")
            step.setup_minutes = small(INT32_MIN);
        else if (key == "run_minutes")
            step.run = cursor_.micro();
        else
            cursor_.unknown(key, "routing");
    }
    if (resources.empty()) cursor_.fail("resource_must_exist", "routing");
    for (const auto resource : resources) {
        step.resource = resource;
        steps.push_back(step);
    }
}

bool Reader::read_method_field(std::string_view key, Method& method) {
    static constexpr std::pair<std::string_view, std::int64_t Method::*> amounts[] = {
        {"minimum", &Method::minimum}, {"maximum", &Method::maximum}, {"multiple", &Method::multiple},
        {"price", &Method::price},     {"quota", &Method::quota},     {"yield", &Method::yield}};
    const auto* amount = std::ranges::find(amounts, key, [](const auto& a) { return a.first; });
    if (amount != std::end(amounts))
        method.*amount->second = cursor_.micro();
    else if (key == "priority")
        method.priority = small(INT32_MIN);
    else if (key == "lead_time_days")
        method.lead_days =
            static_cast<std::int32_t>(std::clamp<std::int64_t>(cursor_.integer(), -1, 1'000'000));
    else if (key == "lead_time_deviation_days")
        method.deviation_days = small(INT32_MIN);
    else if (key == "payment_days")
        method.payment_days = small(INT32_MIN);
    else if (key == "calendar")
        method.calendar = found(calendars_, cursor_.string(), "calendar_must_exist");
    else if (key == "from")
        method.from = cursor_.at_null() ? INT32_MIN : day();
    else if (key == "until")
        method.until = cursor_.at_null() ? no_day : day();
    else
        return false;
    return true;
}

void Reader::read_price_break() {
    PriceBreak price_break;
    std::string_view key;
    for (cursor_.begin_object(); cursor_.next_key(key);) {
        if (key == "quantity")
            price_break.quantity = cursor_.micro();
        else if (key == "price")
            price_break.price = cursor_.micro();
        else
            cursor_.unknown(key, "price_breaks");
    }
    problem_.breaks.push_back(price_break);
}

void Reader::read_method(MethodKind kind) {
    Method method;
    method.kind = kind;
    Place place;
    std::string id, from_site, supplier;
    std::vector<Part> parts, outputs;
    method.steps.begin = static_cast<std::int32_t>(problem_.steps.size());
    method.breaks.begin = static_cast<std::int32_t>(problem_.breaks.size());
    method.lead_days = method.payment_days = INT32_MIN;
    std::int32_t sequence = 0;
    std::string_view key;
    for (cursor_.begin_object(); cursor_.next_key(key);) {
        if (key == "id") {
            id = cursor_.string();
        } else if (key == "item") {
            place.item = cursor_.string();
        } else if (key == "site" || key == "to_site") {
            place.site = cursor_.string();
        } else if (key == "from_site") {
            from_site = cursor_.string();
        } else if (key == "supplier") {
            supplier = cursor_.string();
        } else if (key == "components") {
            for (cursor_.begin_array(); cursor_.next_element();) parts.push_back(read_part());
        } else if (key == "co_products") {
            for (cursor_.begin_array(); cursor_.next_element();) outputs.push_back(read_part());
        } else if (key == "routing") {
            for (cursor_.begin_array(); cursor_.next_element();) read_routing(problem_.steps, sequence++);
        } else if (key == "price_breaks") {
            for (cursor_.begin_array(); cursor_.next_element();) read_price_break();
        } else if (!read_method_field(key, method)) {
            cursor_.unknown(key, section_of(kind));
        }
    }
    method.node = node_of(place);
    if (kind == MethodKind::transfer) parts.push_back({.place = {place.item, from_site}});
    finish_method(method, supplier);
    method.name = name(id.empty() ? method_name(supplier, place) : id);
    const auto own_key = std::to_string(method.node) + " " + std::string(problem_.names[method.name]);
    if (!methods_.emplace(own_key, 1).second) cursor_.fail("id_must_be_unique", id);
    std::vector<std::string> earlier;
    for (const auto& part : parts) {
        add_line(part, method.yield, earlier);
        earlier.push_back(part.place.item);
    }
    for (const auto& part : outputs) {
        Output output;
        output.method = static_cast<std::int32_t>(problem_.methods.size());
        output.node = node_of(part.place);
        const auto divisor = std::gcd(part.quantity, whole);
        output.numerator = part.quantity / divisor;
        output.denominator = whole / divisor;
        problem_.outputs.push_back(output);
    }
    problem_.methods.push_back(method);
}

/// "ACME for A@plant"; the second of the same, perhaps at another price later in the year, ends in " #2".
std::string Reader::method_name(const std::string& supplier, const Place& place) {
    auto name = (supplier.empty() ? "" : supplier + " ") + "for " + place.item +
                (place.site.empty() ? "" : "@" + place.site);
    const auto count = ++unnamed_methods_[name];
    return count == 1 ? name : name + " #" + std::to_string(count);
}

/// Terms that the supplier gives when the purchase does not.
void Reader::finish_method(Method& method, const std::string& supplier) {
    method.steps.end = static_cast<std::int32_t>(problem_.steps.size());
    method.breaks.end = static_cast<std::int32_t>(problem_.breaks.size());
    Supplier terms;
    if (!supplier.empty()) {
        // A supplier need not be declared.
        auto at = suppliers_.find(supplier);
        if (at == suppliers_.end()) {
            at = suppliers_.emplace(supplier, static_cast<std::int32_t>(terms_.size())).first;
            terms_.emplace_back();
            supplier_names_.push_back(name(supplier));
        }
        terms = terms_[static_cast<std::size_t>(at->second)];
        method.supplier = supplier_names_[static_cast<std::size_t>(at->second)];
    }
    if (method.lead_days == INT32_MIN) method.lead_days = terms.lead_days;
    if (method.payment_days == INT32_MIN) method.payment_days = terms.payment_days;
    if (method.deviation_days == 0) method.deviation_days = terms.deviation_days;
    if (method.calendar == 0) method.calendar = terms.calendar;
    if (confidence_ == 0 || method.deviation_days <= 0) return;
    const boost::math::normal standard;
    method.safety_days = std::max(
        0, static_cast<std::int32_t>(std::ceil(
               method.deviation_days * boost::math::quantile(standard, static_cast<double>(confidence_) /
                                                                           static_cast<double>(whole)))));
    method.lead_days += method.safety_days;
}

}  // namespace octant::engine::plan
