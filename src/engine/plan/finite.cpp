#include "engine/plan/finite.hpp"

#include <algorithm>

namespace octant::engine::plan {
namespace {

std::int32_t day_of(std::int32_t minute) {
    return minute >= 0 ? minute / minutes_of_day : (minute - minutes_of_day + 1) / minutes_of_day;
}

std::int32_t minute_of(std::int32_t day) {
    constexpr auto last = INT32_MAX / minutes_of_day;
    return day > last ? INT32_MAX : day < -last ? INT32_MIN : day * minutes_of_day;
}

}  // namespace

Finite::Finite(const State& state, const FiniteOptions& options)
    : state_(state),
      problem_(state.problem()),
      options_(options),
      horizon_(finite_horizon(problem_)),
      nodes_(problem_.nodes.size()),
      methods_(problem_.methods.size()),
      outages_(options.outages.begin(), options.outages.end()),
      share_of_(static_cast<std::size_t>(problem_.demand_names.size()), none) {
    for (const auto& step : problem_.steps) {
        const auto& resource = problem_.resources[static_cast<std::size_t>(step.resource)];
        steps_.push_back(
            {step.sequence, step.resource, step.setup_minutes, run_minutes(step, resource.efficiency)});
    }
    for (const auto& line : problem_.lines)
        lines_.push_back({line.node, line.plain, line.sole, line.from != INT32_MIN || line.until != no_day,
                          line.numerator, line.denominator});
    for (std::int32_t node = 0; node < std::ssize(problem_.nodes); ++node) read_node(node);
    reset();
}

/// Stock and capacity before anything is planned.
void Finite::reset() {
    buckets_ = make_buckets(problem_, outages_);
    const auto clear = [](auto&... lists) { (lists.clear(), ...); };
    clear(lots_, orders_, loads_, owners_, needs_, links_, takes_, insertions_, causes_);
    clear(outcomes_, shares_, reasons_);
    std::ranges::fill(share_of_, none);
    late_minutes_ = late_demands_ = change_ = 0;
    moved_by_.clear();
    for (auto& node : nodes_) node.first_lot = none;
    for (std::int32_t node = 0; node < std::ssize(problem_.nodes); ++node) add_stock(node);
}

void Finite::read_method(const Node& node, std::int32_t index) {
    const auto& method = state_.method(index);
    const bool limited = node.minimum > 0 || node.maximum > 0 || node.multiple > 0 || node.unit > 1 ||
                         method.minimum > 0 || method.maximum > 0 || method.multiple > 0;
    using enum LotRule;
    const bool is_grouped = node.rule == period || node.rule == order_up_to || node.rule == wagner_whitin ||
                            node.rule == silver_meal;
    methods_[static_cast<std::size_t>(index)] = {
        .from = minute_of(method.from),
        .until = minute_of(method.until),
        .lead_days = method.lead_days,
        .calendar = method.calendar,
        .lines = method.lines,
        .steps = method.steps,
        .yield = method.yield,
        .is_bought = method.kind == MethodKind::buy,
        .plain_lot = !limited && !is_grouped && whole_lots(node, 1) == 1,
        .is_grouped = is_grouped,
        .has_outputs = method.outputs.size() > 0};
}

void Finite::read_node(std::int32_t index) {
    const auto& node = state_.node(index);
    auto& lean = nodes_[static_cast<std::size_t>(index)];
    lean.methods = node.methods;
    lean.fence = node.fence_days * minutes_of_day;
    bool bought_only = node.methods.size() > 0 && node.made_beside.size() == 0;
    auto earliest = horizon_;
    for (auto m = node.methods.begin; m < node.methods.end; ++m) {
        read_method(node, m);
        const auto& method = state_.method(m);
        bought_only = bought_only && method.kind == MethodKind::buy && method.lines.size() == 0 &&
                      method.steps.size() == 0 && method.from <= 0 && method.until == no_day;
        const auto& calendar = problem_.calendars[static_cast<std::size_t>(method.calendar)];
        const auto day = std::max(calendar.plus(calendar.snap_forward(0), method.lead_days), node.fence_days);
        earliest = std::min(earliest, calendar.snap_forward(day));
    }
    if (bought_only) lean.bought_from = earliest * minutes_of_day;
}

void Finite::add_stock(std::int32_t index) {
    const auto& node = state_.node(index);
    if (node.on_hand > 0) add_lot(index, {.time = 0, .left = node.on_hand});
    for (const auto& lot : slice(problem_.lots, node.lots))
        if (lot.expiry > 0)
            add_lot(
                index,
                {.time = 0, .expiry = std::min(lot.expiry, horizon_) * minutes_of_day, .left = lot.quantity});
    for (auto r = node.receipts.begin; r < node.receipts.end; ++r)
        if (state_.receipt(r).quantity > 0)
            add_lot(index, {.time = std::max(state_.receipt(r).day, 0) * minutes_of_day,
                            .left = state_.receipt(r).quantity,
                            .kind = SupplyKind::receipt,
                            .index = r});
}

Mark Finite::mark() const {
    const auto size = [](const auto& list) { return static_cast<std::uint32_t>(list.size()); };
    return {size(orders_), size(loads_), size(needs_), size(links_), size(takes_), size(insertions_)};
}

/// Gives the minutes of the loads from here on back to their days (or takes them, sign -1).
void Finite::add_loads(std::size_t from, std::int32_t sign) {
    for (auto i = from; i < loads_.size(); ++i) {
        const auto& load = loads_[i];
        buckets_[static_cast<std::size_t>(load.resource)].left[static_cast<std::size_t>(load.day)] +=
            sign * load.minutes;
    }
}

void Finite::roll_back(const Mark& to) {
    orders_.resize(to.orders);
    add_loads(to.loads, 1);
    loads_.resize(to.loads);
    needs_.resize(to.needs);
    links_.resize(to.links);
    for (; takes_.size() > to.takes; takes_.pop_back())
        lots_[static_cast<std::size_t>(takes_.back().lot)].left += takes_.back().quantity;
    for (; insertions_.size() > to.insertions; insertions_.pop_back()) {
        const auto& made = insertions_.back();
        const auto next = lots_[static_cast<std::size_t>(made.lot)].next;
        if (made.before == none)
            nodes_[static_cast<std::size_t>(made.node)].first_lot = next;
        else
            lots_[static_cast<std::size_t>(made.before)].next = next;
        lots_.pop_back();
    }
}

void Finite::add_lot(std::int32_t node, const FreeLot& lot) {
    auto before = none;
    auto at = nodes_[static_cast<std::size_t>(node)].first_lot;
    while (at != none && lots_[static_cast<std::size_t>(at)].time <= lot.time) {
        before = at;
        at = lots_[static_cast<std::size_t>(at)].next;
    }
    const auto made = static_cast<std::int32_t>(lots_.size());
    lots_.push_back(lot);
    lots_.back().next = at;
    (before == none ? nodes_[static_cast<std::size_t>(node)].first_lot
                    : lots_[static_cast<std::size_t>(before)].next) = made;
    insertions_.push_back({made, before, node, lot.left});
}

/// The latest first: what is there early is left for those who need it early. What spoils goes before all.
std::int64_t Finite::take_lots(const Want& want, std::int32_t good_at) {
    auto open = want.quantity;
    while (open > 0) {
        auto best = none;
        for (auto at = nodes_[static_cast<std::size_t>(want.node)].first_lot; at != none;
             at = lots_[static_cast<std::size_t>(at)].next) {
            const auto& lot = lots_[static_cast<std::size_t>(at)];
            if (lot.time > want.time) break;
            if (lot.left == 0 || lot.expiry <= good_at) continue;
            if (best == none || lots_[static_cast<std::size_t>(best)].expiry >= lot.expiry) best = at;
        }
        if (best == none) break;
        auto& lot = lots_[static_cast<std::size_t>(best)];
        const auto part = std::min(open, lot.left);
        lot.left -= part;
        takes_.push_back({best, want.kind == NeedKind::order ? want.index : none, part});
        if (nodes_[static_cast<std::size_t>(want.node)].bought_from == none)
            links_.push_back({part, want.node, lot.index, want.index, lot.kind, want.kind});
        open -= part;
    }
    return open;
}

bool Finite::has_lots_between(std::int32_t node, std::int32_t after, std::int32_t until) const {
    for (auto at = nodes_[static_cast<std::size_t>(node)].first_lot; at != none;
         at = lots_[static_cast<std::size_t>(at)].next) {
        const auto& lot = lots_[static_cast<std::size_t>(at)];
        if (lot.time > after && lot.time <= until && lot.left > 0) return true;
    }
    return false;
}

void Finite::need_bought(const Want& want) {
    const auto index = want.kind == NeedKind::demand ? ~want.index : want.index;
    if (want.quantity > 0) needs_.push_back({want.quantity, want.node, index});
}

std::int32_t Finite::lead_back(const LeanMethod& method, std::int32_t time) const {
    if (method.lead_days == 0) return time;
    const auto& calendar = problem_.calendars[static_cast<std::size_t>(method.calendar)];
    const auto day = day_of(time);
    const auto snapped = calendar.snap_back(day);
    const auto minute = snapped == day ? time - day * minutes_of_day : 0;
    return calendar.minus(snapped, method.lead_days) * minutes_of_day + minute;
}

/// Goods come in on working days.
std::int32_t Finite::received_by(const LeanMethod& method, std::int32_t time) const {
    const auto& calendar = problem_.calendars[static_cast<std::size_t>(method.calendar)];
    const auto day = day_of(time);
    const auto snapped = calendar.snap_back(day);
    return snapped == day ? time : snapped * minutes_of_day;
}

std::int32_t Finite::lead_ahead(const LeanMethod& method, std::int32_t time) const {
    if (method.lead_days == 0 && !method.is_bought) return time;
    const auto& calendar = problem_.calendars[static_cast<std::size_t>(method.calendar)];
    const auto day = day_of(time);
    const auto snapped = calendar.snap_forward(day);
    const auto minute = snapped == day ? time - day * minutes_of_day : 0;
    return calendar.plus(snapped, method.lead_days) * minutes_of_day + minute;
}

/// Bought items never fail a need after their lead time, and leave the stock to those before it.
bool Finite::backward(const Want& want) {
    const auto& node = nodes_[static_cast<std::size_t>(want.node)];
    if (node.bought_from != none && want.time >= node.bought_from) {
        need_bought(want);
        return true;
    }
    auto rest = want;
    if (node.first_lot != none) rest.quantity = take_lots(want);
    if (node.bought_from != none) {
        if (rest.quantity > 0) return false;
        need_bought(want);
        return true;
    }
    if (rest.quantity == 0) return true;
    if (want.time < node.fence) return false;
    for (auto m = node.methods.begin; m < node.methods.end; ++m) {
        const auto& method = methods_[static_cast<std::size_t>(m)];
        if (want.time < method.from || want.time >= method.until) continue;
        const auto from = mark();
        if (backward_by(rest, m)) return true;
        roll_back(from);
    }
    return false;
}

bool Finite::work_back(std::int32_t index, std::int64_t quantity, PlannedOrder& order) {
    const auto& method = methods_[static_cast<std::size_t>(index)];
    auto started = quantity;
    if (method.yield != whole) started = scaled_up(quantity, whole, method.yield);
    order.loads.begin = static_cast<std::int32_t>(loads_.size());
    auto time = lead_back(method, order.end);
    const auto steps = slice(steps_, method.steps);
    const auto place = [&](const LeanStep& step) {
        const Work work{step.resource, step.setup_minutes + run_time(started, step.run)};
        return place_back(buckets_[static_cast<std::size_t>(step.resource)], work, time, loads_);
    };
    for (auto last = steps.size(); last > 0 && time >= 0;) {
        auto first = last - 1;
        while (first > 0 && steps[first - 1].sequence == steps[last - 1].sequence) --first;
        // Of alternatives the one that may start last.
        auto chosen = first;
        auto best = none;
        for (auto i = first; last - first > 1 && i < last; ++i) {
            const auto from = loads_.size();
            const auto start = place(steps[i]);
            if (start > best) {
                best = start;
                chosen = i;
            }
            add_loads(from, 1);
            loads_.resize(from);
        }
        time = place(steps[chosen]);
        last = first;
    }
    order.loads.end = static_cast<std::int32_t>(loads_.size());
    order.start = time;
    return time >= 0;
}

bool Finite::is_line_used(std::int32_t line, std::int32_t day) const {
    const auto at = static_cast<std::size_t>(line);
    return lines_[at].plain || is_in_use(problem_, problem_.lines[at], day);
}

bool Finite::lines_back(const PlannedOrder& order, std::int32_t index) {
    const auto lines = methods_[static_cast<std::size_t>(order.method)].lines;
    const auto day = day_of(order.start);
    for (auto l = lines.begin; l < lines.end; ++l) {
        if (!is_line_used(l, day)) continue;
        const auto& line = lines_[static_cast<std::size_t>(l)];
        const auto from = mark();
        if (backward({line.node, line.needed(order.quantity), order.start, NeedKind::order, index})) continue;
        if (line.sole) return false;
        roll_back(from);
        if (!alternate_back(order, index, static_cast<std::size_t>(l - lines.begin))) return false;
    }
    return true;
}

/// A component that cannot be there may be replaced by an effective alternate that can.
bool Finite::alternate_back(const PlannedOrder& order, std::int32_t index, std::size_t line) {
    const auto day = day_of(order.start);
    const auto lines = slice(problem_.lines, problem_.methods[static_cast<std::size_t>(order.method)].lines);
    for (auto i = line + 1; i < lines.size(); ++i) {
        const auto& other = lines[i];
        if (other.alternate_of != static_cast<std::int32_t>(line) || day < other.from || day >= other.until)
            continue;
        const auto from = mark();
        const auto quantity = scaled_up(order.quantity, other.numerator, other.denominator);
        if (backward({other.node, quantity, order.start, NeedKind::order, index})) return true;
        roll_back(from);
    }
    return false;
}

/// The lot of the infinite plan that covers a need of this time.
std::int64_t Finite::grouped_lot(std::int32_t node, std::int32_t time) const {
    const auto orders = state_.at(node).orders.all();
    const auto after = std::ranges::upper_bound(orders, time / minutes_of_day, {}, &Order::due);
    return after == orders.begin() ? 0 : std::prev(after)->quantity;
}

/// The next lot for what is still open: by the rules of node and method, the largest one at most.
std::int64_t Finite::lot_of(const Want& want, std::int32_t index, std::int64_t open) const {
    const auto& node = state_.node(want.node);
    if (methods_[static_cast<std::size_t>(index)].is_grouped)
        open = std::max(open, grouped_lot(want.node, want.time));
    const auto& method = state_.method(index);
    const auto largest = largest_lot(node, method);
    const auto lot = rounded_lot(node, method, whole_lots(node, open));
    if (largest == 0 || lot <= largest) return lot;
    const auto step = std::max(method.multiple != 0 ? method.multiple : node.multiple, node.unit);
    return std::max(largest / step * step, std::int64_t{1});
}

/// What an order makes beyond its need, and beside its item, is free.
void Finite::add_yield(std::int32_t index, std::int64_t surplus) {
    const auto order = orders_[static_cast<std::size_t>(index)];
    if (surplus > 0)
        add_lot(order.node, {.time = order.end, .left = surplus, .kind = SupplyKind::order, .index = index});
    if (!methods_[static_cast<std::size_t>(order.method)].has_outputs) return;
    const auto& method = problem_.methods[static_cast<std::size_t>(order.method)];
    for (const auto& output : slice(problem_.outputs, method.outputs))
        add_lot(output.node, {.time = order.end,
                              .left = scaled_up(order.quantity, output.numerator, output.denominator),
                              .kind = SupplyKind::co_product,
                              .index = index});
}

bool Finite::backward_by(const Want& want, std::int32_t index) {
    const auto& method = methods_[static_cast<std::size_t>(index)];
    const auto fence = nodes_[static_cast<std::size_t>(want.node)].fence;
    for (auto open = want.quantity; open > 0;) {
        const auto lot = method.plain_lot ? open : lot_of(want, index, open);
        const auto at = static_cast<std::int32_t>(orders_.size());
        PlannedOrder order{want.node, index, lot, 0, want.time, Range{}};
        if (method.is_bought) order.end = received_by(method, want.time);
        if (order.end < fence || !work_back(index, lot, order)) return false;
        orders_.push_back(order);
        const auto used = std::min(open, lot);
        links_.push_back({used, want.node, at, want.index, SupplyKind::order, want.kind});
        if (!lines_back(order, at)) return false;
        add_yield(at, lot - used);
        open -= used;
    }
    return true;
}

}  // namespace octant::engine::plan
