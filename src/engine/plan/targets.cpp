#include "engine/plan/targets.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/json_cursor.hpp"
#include "base/text.hpp"
#include "engine/plan/directory.hpp"

namespace octant::engine::plan {
namespace {

struct Target {
    std::string item, site;
    std::vector<SafetyStep> steps;  // their node is set when the target is applied
    std::int64_t reorder_point = none;
    std::int64_t order_up_to = 0;
    std::int64_t cards = 0, container = 0;
    std::size_t line = 0;
};

std::string name_of_target(const Target& target) {
    return target.site.empty() ? target.item : target.item + "@" + target.site;
}

class DocumentReader {
public:
    DocumentReader(std::string_view text, Date start) : cursor_(text), start_(start) {}

    Result<std::vector<Target>> read() {
        std::vector<Target> targets;
        for (cursor_.begin_array(); cursor_.next_element();) targets.push_back(read_target());
        cursor_.end();
        if (cursor_.failed()) return refuse(cursor_.problem());
        return targets;
    }

private:
    Target read_target() {
        Target target;
        std::string_view key;
        for (cursor_.begin_object(); cursor_.next_key(key);) {
            if (key == "item")
                target.item = cursor_.string();
            else if (key == "site")
                target.site = cursor_.at_null() ? std::string_view() : cursor_.string();
            else if (key == "safety_stock")
                read_steps(target);
            else if (key == "reorder_point")
                target.reorder_point = cursor_.micro();
            else if (key == "order_up_to")
                target.order_up_to = cursor_.micro();
            else if (key == "kanban")
                read_kanban(target);
            else
                cursor_.unknown(key, "targets");
        }
        return target;
    }

    void read_steps(Target& target) {
        if (!cursor_.at_array()) return target.steps.push_back({.quantity = cursor_.micro()});
        for (cursor_.begin_array(); cursor_.next_element();) {
            SafetyStep step;
            std::string_view key;
            for (cursor_.begin_object(); cursor_.next_key(key);) {
                if (key == "quantity")
                    step.quantity = cursor_.micro();
                else if (key == "from" || key == "date")
                    step.day = day();
                else
                    cursor_.unknown(key, "targets safety_stock");
            }
            target.steps.push_back(step);
        }
    }

    void read_kanban(Target& target) {
        std::string_view key;
        for (cursor_.begin_object(); cursor_.next_key(key);) {
            if (key == "cards")
                target.cards = cursor_.integer();
            else if (key == "container")
                target.container = cursor_.micro();
            else
                cursor_.unknown(key, "targets kanban");
        }
    }

    std::int32_t day() {
        if (!cursor_.at_string()) return static_cast<std::int32_t>(cursor_.integer());
        const auto text = cursor_.string();
        const auto date = parse_date(text);
        if (!date) cursor_.fail("date_must_be_valid", text);
        return date ? static_cast<std::int32_t>((*date - start_).count()) : 0;
    }

    JsonCursor cursor_;
    Date start_;
};

Result<std::vector<Target>> read_table(std::string_view text) {
    CsvReader reader(text);
    std::vector<std::string_view> row;
    std::vector<std::string> names;
    std::vector<Target> targets;
    while (reader.next(row)) {
        if (std::ranges::all_of(row, [](auto cell) { return trim(cell).empty(); })) continue;
        if (names.empty()) {
            for (const auto cell : row) names.push_back(lower(trim(cell)));
            continue;
        }
        Target target{.line = reader.line()};
        std::int64_t lot = 0;
        for (std::size_t i = 0; i < std::min(row.size(), names.size()); ++i) {
            const auto cell = trim(row[i]);
            const auto number = to_real(cell);
            const auto micro = number && std::abs(*number) < 4e12 ? std::llround(*number * 1e6) : 0;
            if (names[i] == "item") target.item = cell;
            if (names[i] == "site") target.site = cell;
            if (cell.empty() || !number) continue;
            if (names[i] == "safety_stock") target.steps.push_back({.quantity = micro});
            if (names[i] == "reorder_point") target.reorder_point = micro;
            if (names[i] == "order_up_to") target.order_up_to = micro;
            if (names[i] == "order_quantity") lot = micro;
            if (names[i] == "cards") target.cards = micro / whole;
        }
        target.container = lot;
        targets.push_back(std::move(target));
    }
    if (reader.malformed())
        return refuse(
            octant::Problem{"quotes_must_be_closed", "targets", {{"line", std::to_string(reader.line())}}});
    return targets;
}

/// Whether needs of the item are known before they come.
bool is_foreseen(const Problem& problem, const Node& node) {
    const auto demands = slice(problem.demands, node.demands);
    return node.used_in.size() > 0 || std::ranges::any_of(demands, [](const Demand& demand) {
               return demand.kind == DemandKind::forecast;
           });
}

/// The first day on which an order placed today can be there.
std::int32_t first_arrival(const Problem& problem, const Node& node) {
    std::int32_t first = no_day;
    for (const auto& method : slice(problem.methods, node.methods)) {
        const auto& calendar = problem.calendars[static_cast<std::size_t>(method.calendar)];
        first = std::min(first, calendar.plus(calendar.snap_forward(0), method.lead_days));
    }
    return first == no_day ? 0 : std::min(first, problem.days - 1);
}

void set_safety(Problem& problem, std::int32_t index, const Target& target) {
    auto& node = problem.nodes[static_cast<std::size_t>(index)];
    std::erase_if(problem.safety_steps, [&](const SafetyStep& step) { return step.node == index; });
    for (auto step : target.steps) {
        step.node = index;
        step.quantity = std::max<std::int64_t>(step.quantity, 0);
        if (step.day <= 0)
            node.safety = step.quantity;
        else if (step.day < problem.days)
            problem.safety_steps.push_back(step);
    }
}

void apply_target(Problem& problem, std::int32_t index, const Target& target) {
    auto& node = problem.nodes[static_cast<std::size_t>(index)];
    if (target.cards > 0 && target.container > 0) {
        node.rule = LotRule::fixed_quantity;
        node.lot = target.container;
        node.reorder_level = (target.cards - 1) * target.container;
        return;
    }
    if (is_foreseen(problem, node) || target.reorder_point == none) return set_safety(problem, index, target);
    // At or below the point is below the next unit above it.
    node.reorder_level = std::max<std::int64_t>(target.reorder_point, 0) + std::max(node.unit, whole);
    node.fence_days = std::max(node.fence_days, first_arrival(problem, node));
    if (target.order_up_to < node.reorder_level) return;
    node.rule = LotRule::order_up_to;
    node.order_up_to = target.order_up_to;
}

}  // namespace

Result<std::int32_t> apply_targets(std::string_view text, Problem& problem) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const auto body = trim(text);
    const bool is_document = body.starts_with('[') || body.starts_with('{');
    const auto targets =
        is_document ? TRY(DocumentReader(body, problem.start).read()) : TRY(read_table(text));
    const Directory directory(problem);
    for (const auto& target : targets) {
        const auto name = name_of_target(target);
        auto node = directory.node(name);
        if (node == none)
            return refuse(octant::Problem{
                "item_must_exist", "targets " + name, {{"line", std::to_string(target.line)}}});
        apply_target(problem, node, target);
    }
    TRY(validate(problem));
    return static_cast<std::int32_t>(targets.size());
}

}  // namespace octant::engine::plan
