#include <algorithm>

#include "base/enumeration.hpp"
#include "base/money.hpp"
#include "engine/plan/plan.hpp"

namespace octant::engine::plan {
namespace {

/// Appends fields to one growing text; dates and names go straight in.
class Writer {
public:
    explicit Writer(const Problem& problem) : problem_(problem) {}

    std::string text;

    void key(const char* name) {
        if (!text.empty() && text.back() != '{' && text.back() != '[' && text.back() != '\n') text += ',';
        text.append("\"").append(name).append("\":");
    }
    void string(std::string_view value) {
        text += '"';
        for (const char c : value) {
            if (c == '"' || c == '\\') text += '\\';
            if (static_cast<unsigned char>(c) < ' ')
                text += ' ';
            else
                text += c;
        }
        text += '"';
    }
    void text_field(const char* name, std::string_view value) {
        key(name);
        string(value);
    }
    void number_field(const char* name, std::int64_t value) {
        key(name);
        text += std::to_string(value);
    }
    void quantity_field(const char* name, std::int64_t value) {
        key(name);
        append_decimal(text, value, 6, 0);
    }
    /// A date, with the time of day when it is not midnight.
    void time_field(const char* name, std::int32_t minutes) {
        key(name);
        const auto day = (minutes >= 0 ? minutes : minutes - minutes_of_day + 1) / minutes_of_day;
        const auto rest = minutes - day * minutes_of_day;
        text += '"';
        text += format_date(problem_.start + Days(day));
        if (rest != 0) {
            const char digits[] = {
                'T', static_cast<char>('0' + rest / 600),     static_cast<char>('0' + rest / 60 % 10),
                ':', static_cast<char>('0' + rest % 60 / 10), static_cast<char>('0' + rest % 10)};
            text.append(digits, sizeof digits);
        }
        text += '"';
    }
    void place_fields(std::int32_t node) {
        const auto& at = problem_.nodes[static_cast<std::size_t>(node)];
        text_field("item", problem_.names[at.item]);
        if (at.site != none) text_field("site", problem_.names[at.site]);
    }
    void open(bool first) { text += first ? "\n{" : ",\n{"; }

private:
    const Problem& problem_;
};

std::string order_id(std::int32_t index) { return "PO-" + std::to_string(index + 1); }

void write_loads(const Problem& problem, std::span<const Load> loads, Writer& out) {
    out.key("loads");
    out.text += '[';
    for (const auto& load : loads) {
        if (out.text.back() != '[') out.text += ',';
        out.text += '{';
        out.text_field("resource",
                       problem.names[problem.resources[static_cast<std::size_t>(load.resource)].name]);
        out.time_field("date", load.day * minutes_of_day);
        out.number_field("minutes", load.minutes);
        out.text += '}';
    }
    out.text += ']';
}

void write_orders(const Problem& problem, const Plan& plan, Writer& out) {
    out.text += "\"orders\":[";
    for (std::size_t i = 0; i < plan.orders.size(); ++i) {
        const auto& order = plan.orders[i];
        const auto& method = problem.methods[static_cast<std::size_t>(order.method)];
        out.open(i == 0);
        out.text_field("id", order_id(static_cast<std::int32_t>(i)));
        out.place_fields(order.node);
        out.text_field("kind", name_of(method.kind));
        if (problem.nodes[static_cast<std::size_t>(order.node)].phantom) {
            out.key("phantom");
            out.text += "true";
        }
        out.text_field("operation", problem.names[method.name]);
        if (method.supplier != none) out.text_field("supplier", problem.names[method.supplier]);
        out.quantity_field("quantity", order.quantity);
        out.time_field("start", order.start);
        out.time_field("end", order.end);
        if (order.loads.size() > 0) write_loads(problem, slice(plan.loads, order.loads), out);
        out.text += '}';
    }
    out.text += "\n]";
}

std::string subject_name(const Problem& problem, const Reason& reason) {
    if (reason.subject == none) return {};
    const auto at = static_cast<std::size_t>(reason.subject);
    switch (reason.kind) {
        case ReasonKind::capacity:
        case ReasonKind::work:
            return std::string(problem.names[problem.resources[at].name]);
        case ReasonKind::lead_time:
            return std::string(problem.names[problem.methods[at].name]);
        default:
            return node_name(problem, reason.subject);
    }
}

void write_reasons(const Problem& problem, std::span<const Reason> reasons, Writer& out) {
    out.key("reasons");
    out.text += '[';
    for (const auto& reason : reasons) {
        if (out.text.back() != '[') out.text += ',';
        out.text += '{';
        out.text_field("kind", name_of(reason.kind));
        out.text_field("subject", subject_name(problem, reason));
        out.number_field("minutes", reason.minutes);
        out.text += '}';
    }
    out.text += ']';
}

void write_demands(const Problem& problem, const Plan& plan, Writer& out) {
    out.text += "\"demands\":[";
    for (std::size_t i = 0; i < plan.demands.size(); ++i) {
        const auto& outcome = plan.demands[i];
        const auto due = outcome.demand.minute();
        out.open(i == 0);
        out.text_field("id", problem.demand_names[outcome.demand.name]);
        out.place_fields(outcome.demand.node);
        out.quantity_field("quantity", outcome.demand.quantity);
        if (outcome.open != outcome.demand.quantity) out.quantity_field("open", outcome.open);
        out.time_field("due", due);
        out.time_field("planned", outcome.planned);
        out.quantity_field("in_time", outcome.in_time);
        if (outcome.short_quantity > 0) out.quantity_field("short", outcome.short_quantity);
        if (outcome.planned > due) out.number_field("late_minutes", outcome.planned - due);
        if (outcome.reasons.size() > 0) write_reasons(problem, slice(plan.reasons, outcome.reasons), out);
        out.text += '}';
    }
    out.text += "\n]";
}

void write_pegs(const Problem& problem, const Plan& plan, Writer& out) {
    out.text += "\"pegs\":[";
    for (std::size_t i = 0; i < plan.pegs.size(); ++i) {
        const auto& peg = plan.pegs[i];
        out.open(i == 0);
        out.place_fields(peg.node);
        out.text_field("supply_kind", name_of(peg.supply));
        if (peg.supply == SupplyKind::receipt)
            out.text_field("supply",
                           problem.names[problem.receipts[static_cast<std::size_t>(peg.supply_index)].name]);
        else if (peg.supply != SupplyKind::on_hand)
            out.text_field("supply", order_id(peg.supply_index));
        out.text_field("need_kind", name_of(peg.need));
        if (peg.need == NeedKind::order) out.text_field("need", order_id(peg.need_index));
        if (peg.need == NeedKind::demand)
            out.text_field(
                "need",
                problem.demand_names[plan.demands[static_cast<std::size_t>(peg.need_index)].demand.name]);
        out.quantity_field("quantity", peg.quantity);
        out.time_field("available", peg.supply_time);
        out.time_field("needed", peg.need_time);
        out.text += '}';
    }
    out.text += "\n]";
}

void write_messages(const Problem& problem, const Plan& plan, Writer& out) {
    out.text += "\"exceptions\":[";
    for (std::size_t i = 0; i < plan.messages.size(); ++i) {
        const auto& message = plan.messages[i];
        out.open(i == 0);
        out.text_field("kind", name_of(message.kind));
        out.place_fields(message.node);
        if (message.kind == ExceptionKind::past_due_start)
            out.text_field("order", order_id(message.subject));
        else if (message.subject != none)
            out.text_field("receipt",
                           problem.names[problem.receipts[static_cast<std::size_t>(message.subject)].name]);
        out.time_field("from", message.from * minutes_of_day);
        out.time_field("to", message.to * minutes_of_day);
        out.quantity_field("quantity", message.quantity);
        out.text += '}';
    }
    out.text += "\n]";
}

}  // namespace

std::string plan_text(const Problem& problem, const Plan& plan) {
    Writer out(problem);
    out.text.reserve(160 * (plan.orders.size() + plan.pegs.size() + plan.demands.size()));
    out.text += "{\n\"mode\":\"";
    out.text += plan.finite ? "finite" : "infinite";
    out.text += "\",\n\"start\":\"" + format_date(problem.start) + "\",\n";
    write_orders(problem, plan, out);
    out.text += ",\n";
    write_demands(problem, plan, out);
    out.text += ",\n";
    write_pegs(problem, plan, out);
    out.text += ",\n";
    write_messages(problem, plan, out);
    out.text += "\n}\n";
    return std::move(out.text);
}

}  // namespace octant::engine::plan
