#include "engine/plan/finite.hpp"

#include <algorithm>

namespace octant::engine::plan {
namespace {

std::int32_t day_of(std::int32_t minute) {
    return minute >= 0 ? minute / minutes_of_day : (minute - minutes_of_day + 1) / minutes_of_day;
}

bool is_effective(const Method& method, std::int32_t minute) {
    return method.from <= day_of(minute) && day_of(minute) < method.until;
}

}  // namespace

Finite::Finite(const State& state, const FiniteOptions& options)
    : state_(state),
      problem_(state.problem()),
      horizon_(finite_horizon(problem_)),
      buckets_(make_buckets(problem_, options.outages)),
      first_lot_(problem_.nodes.size(), none),
      bought_from_(problem_.nodes.size(), none),
      placed_(static_cast<std::size_t>(problem_.demand_names.size())) {
    for (std::int32_t node = 0; node < std::ssize(problem_.nodes); ++node) add_stock(node);
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
    bool bought_only = node.methods.size() > 0 && node.made_beside.size() == 0;
    auto earliest = horizon_;
    for (auto m = node.methods.begin; m < node.methods.end; ++m) {
        const auto& method = state_.method(m);
        bought_only = bought_only && method.kind == MethodKind::buy && method.lines.size() == 0 &&
                      method.steps.size() == 0 && method.from <= 0 && method.until == no_day;
        const auto& calendar = problem_.calendars[static_cast<std::size_t>(method.calendar)];
        const auto day = std::max(calendar.plus(calendar.snap_forward(0), method.lead_days), node.fence_days);
        earliest = std::min(earliest, calendar.snap_forward(day));
    }
    if (bought_only) bought_from_[static_cast<std::size_t>(index)] = earliest * minutes_of_day;
}

Mark Finite::mark() const {
    return {orders_.size(), loads_.size(),      needs_.size(), pegs_.size(),
            takes_.size(),  insertions_.size(), causes_.size()};
}

void Finite::roll_back(const Mark& to) {
    orders_.resize(to.orders);
    for (; loads_.size() > to.loads; loads_.pop_back()) {
        const auto& load = loads_.back();
        buckets_[static_cast<std::size_t>(load.resource)].left[static_cast<std::size_t>(load.day)] +=
            load.minutes;
    }
    needs_.resize(to.needs);
    pegs_.resize(to.pegs);
    for (; takes_.size() > to.takes; takes_.pop_back())
        lots_[static_cast<std::size_t>(takes_.back().lot)].left += takes_.back().quantity;
    for (; insertions_.size() > to.insertions; insertions_.pop_back()) {
        const auto& made = insertions_.back();
        const auto next = lots_[static_cast<std::size_t>(made.lot)].next;
        if (made.before == none)
            first_lot_[static_cast<std::size_t>(made.node)] = next;
        else
            lots_[static_cast<std::size_t>(made.before)].next = next;
        lots_.pop_back();
    }
}

void Finite::add_lot(std::int32_t node, const FreeLot& lot) {
    auto before = none;
    auto at = first_lot_[static_cast<std::size_t>(node)];
    while (at != none && lots_[static_cast<std::size_t>(at)].time <= lot.time) {
        before = at;
        at = lots_[static_cast<std::size_t>(at)].next;
    }
    const auto made = static_cast<std::int32_t>(lots_.size());
    lots_.push_back(lot);
    lots_.back().next = at;
    (before == none ? first_lot_[static_cast<std::size_t>(node)]
                    : lots_[static_cast<std::size_t>(before)].next) = made;
    insertions_.push_back({made, before, node, lot.left});
}

/// The latest first: what is there early is left for those who need it early. What spoils goes before all.
std::int64_t Finite::take_lots(const Want& want) {
    auto open = want.quantity;
    while (open > 0) {
        auto best = none;
        for (auto at = first_lot_[static_cast<std::size_t>(want.node)]; at != none;
             at = lots_[static_cast<std::size_t>(at)].next) {
            const auto& lot = lots_[static_cast<std::size_t>(at)];
            if (lot.time > want.time) break;
            if (lot.left == 0 || lot.expiry <= want.time) continue;
            if (best == none || lots_[static_cast<std::size_t>(best)].expiry >= lot.expiry) best = at;
        }
        if (best == none) break;
        auto& lot = lots_[static_cast<std::size_t>(best)];
        const auto part = std::min(open, lot.left);
        lot.left -= part;
        takes_.push_back({best, part});
        if (bought_from_[static_cast<std::size_t>(want.node)] == none)
            pegs_.push_back(
                {want.node, lot.kind, lot.index, want.kind, want.index, part, lot.time, want.time});
        open -= part;
    }
    return open;
}

bool Finite::has_lots_between(std::int32_t node, std::int32_t after, std::int32_t until) const {
    for (auto at = first_lot_[static_cast<std::size_t>(node)]; at != none;
         at = lots_[static_cast<std::size_t>(at)].next) {
        const auto& lot = lots_[static_cast<std::size_t>(at)];
        if (lot.time > after && lot.time <= until && lot.left > 0) return true;
    }
    return false;
}

void Finite::need_bought(const Want& want) {
    if (want.quantity > 0) needs_.push_back({want.node, want.time, want.quantity, want.kind, want.index});
}

std::int32_t Finite::lead_back(const Method& method, std::int32_t time) const {
    if (method.lead_days == 0) return time;
    const auto& calendar = problem_.calendars[static_cast<std::size_t>(method.calendar)];
    const auto day = day_of(time);
    const auto snapped = calendar.snap_back(day);
    const auto minute = snapped == day ? time - day * minutes_of_day : 0;
    return calendar.minus(snapped, method.lead_days) * minutes_of_day + minute;
}

/// Goods come in on working days.
std::int32_t Finite::received_by(const Method& method, std::int32_t time) const {
    const auto& calendar = problem_.calendars[static_cast<std::size_t>(method.calendar)];
    const auto day = day_of(time);
    const auto snapped = calendar.snap_back(day);
    return snapped == day ? time : snapped * minutes_of_day;
}

std::int32_t Finite::lead_ahead(const Method& method, std::int32_t time) const {
    if (method.lead_days == 0 && method.kind != MethodKind::buy) return time;
    const auto& calendar = problem_.calendars[static_cast<std::size_t>(method.calendar)];
    const auto day = day_of(time);
    const auto snapped = calendar.snap_forward(day);
    const auto minute = snapped == day ? time - day * minutes_of_day : 0;
    return calendar.plus(snapped, method.lead_days) * minutes_of_day + minute;
}

/// Bought items never fail a need after their lead time, and leave the stock to those before it.
bool Finite::backward(const Want& want) {
    const auto bought_from = bought_from_[static_cast<std::size_t>(want.node)];
    if (bought_from != none && want.time >= bought_from) {
        need_bought(want);
        return true;
    }
    auto rest = want;
    rest.quantity = take_lots(want);
    if (bought_from != none) {
        if (rest.quantity > 0) return false;
        need_bought(want);
        return true;
    }
    if (rest.quantity == 0) return true;
    const auto& node = state_.node(want.node);
    if (want.time < node.fence_days * minutes_of_day) return false;
    for (auto m = node.methods.begin; m < node.methods.end; ++m) {
        if (!is_effective(state_.method(m), want.time)) continue;
        const auto from = mark();
        if (backward_by(rest, m)) return true;
        roll_back(from);
    }
    return false;
}

bool Finite::work_back(std::int32_t index, std::int64_t quantity, PlannedOrder& order) {
    const auto& method = state_.method(index);
    auto started = quantity;
    if (method.yield != whole) started = scaled_up(quantity, whole, method.yield);
    order.loads.begin = static_cast<std::int32_t>(loads_.size());
    auto time = lead_back(method, order.end);
    const auto steps = slice(problem_.steps, method.steps);
    for (auto last = steps.size(); last > 0 && time >= 0;) {
        auto first = last - 1;
        while (first > 0 && steps[first - 1].sequence == steps[last - 1].sequence) --first;
        // Of alternatives the one that may start last.
        auto best = none;
        auto chosen = first;
        for (auto i = first; i < last; ++i) {
            const auto& step = steps[i];
            const auto& resource = problem_.resources[static_cast<std::size_t>(step.resource)];
            const Work work{
                step.resource,
                step.setup_minutes + static_cast<std::int32_t>(scaled_up(
                                         started, run_minutes(step, resource.efficiency), whole * whole))};
            const auto from = loads_.size();
            auto& bucket = buckets_[static_cast<std::size_t>(step.resource)];
            const auto start = place_back(bucket, work, time, loads_);
            if (start > best) {
                best = start;
                chosen = i;
            }
            if (last - first == 1) break;
            for (; loads_.size() > from; loads_.pop_back())
                bucket.left[static_cast<std::size_t>(loads_.back().day)] += loads_.back().minutes;
        }
        if (best != none && last - first > 1) {
            const auto& step = steps[chosen];
            const auto& resource = problem_.resources[static_cast<std::size_t>(step.resource)];
            const Work work{
                step.resource,
                step.setup_minutes + static_cast<std::int32_t>(scaled_up(
                                         started, run_minutes(step, resource.efficiency), whole * whole))};
            place_back(buckets_[static_cast<std::size_t>(step.resource)], work, time, loads_);
        }
        time = best;
        last = first;
    }
    order.loads.end = static_cast<std::int32_t>(loads_.size());
    order.start = time;
    return time >= 0;
}

bool Finite::lines_back(const PlannedOrder& order, std::int32_t index) {
    const auto& method = problem_.methods[static_cast<std::size_t>(order.method)];
    const auto lines = slice(problem_.lines, method.lines);
    const auto start_day = day_of(order.start);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto& line = lines[i];
        if (!line.plain && !is_in_use(problem_, line, start_day)) continue;
        const auto from = mark();
        const auto need = [&](const Line& of) {
            return Want{of.node, scaled_up(order.quantity, of.numerator, of.denominator), order.start,
                        NeedKind::order, index};
        };
        if (backward(need(line))) continue;
        if (line.sole) return false;
        // A component that cannot be there may be replaced by an effective alternate that can.
        bool done = false;
        for (std::size_t j = i + 1; j < lines.size() && !done; ++j) {
            const auto& other = lines[j];
            if (other.alternate_of != static_cast<std::int32_t>(i) || other.from > start_day ||
                other.until <= start_day)
                continue;
            roll_back(from);
            done = backward(need(other));
        }
        if (!done) return false;
    }
    return true;
}

bool Finite::backward_by(const Want& want, std::int32_t index) {
    const auto& node = state_.node(want.node);
    const auto& method = state_.method(index);
    const auto largest = largest_lot(node, method);
    const auto step = std::max(method.multiple != 0 ? method.multiple : node.multiple, node.unit);
    for (auto open = want.quantity; open > 0;) {
        auto lot = rounded_lot(node, method, whole_lots(node, open));
        if (largest != 0 && lot > largest) lot = std::max(largest / step * step, std::int64_t{1});
        const auto at = static_cast<std::int32_t>(orders_.size());
        orders_.push_back({want.node, index, lot, 0, want.time, Range{}});
        auto order = orders_.back();
        if (method.kind == MethodKind::buy) order.end = received_by(method, want.time);
        if (order.end < node.fence_days * minutes_of_day || !work_back(index, lot, order)) return false;
        orders_.back() = order;
        const auto used = std::min(open, lot);
        pegs_.push_back(
            {want.node, SupplyKind::order, at, want.kind, want.index, used, order.end, want.time});
        if (!lines_back(order, at)) return false;
        if (lot > used)
            add_lot(want.node,
                    {.time = order.end, .left = lot - used, .kind = SupplyKind::order, .index = at});
        for (const auto& output : slice(problem_.outputs, method.outputs))
            add_lot(output.node, {.time = order.end,
                                  .left = scaled_up(lot, output.numerator, output.denominator),
                                  .kind = SupplyKind::co_product,
                                  .index = at});
        open -= used;
    }
    return true;
}

}  // namespace octant::engine::plan
