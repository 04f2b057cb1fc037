#include "engine/schedule/shop_tabu.hpp"

#include <algorithm>
#include <limits>

namespace octant::engine::schedule {
namespace {

constexpr std::int32_t unreachable = std::numeric_limits<std::int32_t>::max();
constexpr std::size_t places = 1 << 16;

}  // namespace

TabuSearch::TabuSearch(const Shop& shop, std::uint64_t seed)
    : shop_(shop), graph_(shop), rng_(seed), tabu_(2 * places) {}

// A move forward makes `node` follow all it passes: forbidden while one of those orders was just undone.
bool TabuSearch::is_tabu(const Move& move) const {
    if (move.reassign)
        return tabu_[places + key(move.node, shop_.alternative(move.node, move.choice).machine)] > now_;
    if (move.forward) {
        for (Node other = move.after; other != move.node; other = graph_.machine_before(other))
            if (until(other, move.node) > now_) return true;
    } else {
        for (Node other = move.before; other != move.node; other = graph_.machine_after(other))
            if (until(move.node, other) > now_) return true;
    }
    return false;
}

// Tenure after Zhang et al. (2008): L = 10 + jobs / machines, drawn from [L, 1.4 L] or so.
void TabuSearch::forbid(const Move& move) {
    const auto low = 10 + static_cast<std::int32_t>(shop_.job_ends.size()) / shop_.machines;
    const auto end = now_ + low + static_cast<std::int32_t>(rng_.below(static_cast<std::uint64_t>(low)));
    if (move.reassign) {
        tabu_[places + key(move.node, graph_.machine(move.node))] = end;
    } else if (move.forward) {
        for (Node other = move.after; other != move.node; other = graph_.machine_before(other))
            until(move.node, other) = end;
    } else {
        for (Node other = move.before; other != move.node; other = graph_.machine_after(other))
            until(other, move.node) = end;
    }
}

void TabuSearch::offer(Move move) {
    if (rng_.below(++fallback_count_) == 0) fallback_ = move;
    const bool tabu = is_tabu(move);
    const auto limit = tabu ? std::min(best_, chosen_value_) : chosen_value_;
    const auto value = move.reassign ? graph_.estimate_reassign(move)
                                     : graph_.estimate(move, limit == unreachable ? limit : limit + 1);
    if (value > limit || (tabu && value >= best_)) return;
    if (value < chosen_value_) chosen_ties_ = 0;
    if (rng_.below(++chosen_ties_) == 0) chosen_ = move;
    chosen_value_ = value;
}

void TabuSearch::offer_forward(Node node, Node after) {
    if (graph_.is_safe_forward(node, after))
        offer({.node = node, .after = after, .before = graph_.machine_after(after), .forward = true});
}

void TabuSearch::offer_backward(Node node, Node before) {
    if (graph_.is_safe_backward(node, before))
        offer({.node = node, .after = graph_.machine_before(before), .before = before});
}

// N7 (Zhang et al. 2007): inner operations to both ends of the block, both ends into the block. Moves at the
// front of the first block and at the back of the last one cannot shorten the path.
void TabuSearch::collect_block(std::size_t begin, std::size_t end) {
    const bool front = begin > 0;
    const bool back = end < path_.size();
    const auto last = end - 1;
    if (end - begin == 2) {
        if (front || back) offer_forward(path_[begin], path_[last]);
        return;
    }
    if (back) {
        for (auto i = begin; i < last; ++i) offer_forward(path_[i], path_[last]);
        for (auto i = begin + 1; i < last; ++i) offer_backward(path_[last], path_[i]);
    }
    if (front) {
        for (auto i = begin + 1; i <= last; ++i) offer_backward(path_[i], path_[begin]);
        for (auto i = begin + 1; i < last; ++i) offer_forward(path_[begin], path_[i]);
    }
}

// A critical operation goes to another machine, between two that cannot make a cycle with it: `after` starts
// before the job successor ends, `before` is no ancestor of the job predecessor (Mastrolilli and Gambardella
// 2000).
void TabuSearch::collect_reassignments() {
    for (const Node node : path_)
        for (std::int32_t k = 0; k < shop_.choices(node); ++k)
            if (shop_.alternative(node, k).machine != graph_.machine(node))
                collect_insertions(node, static_cast<std::uint8_t>(k));
}

void TabuSearch::collect_insertions(Node node, std::uint8_t choice) {
    const Node next = node + 1;
    const Node previous = node - 1;
    const bool has_next = graph_.duration(next) > 0;
    const bool has_previous = graph_.duration(previous) > 0;
    Node after = 0;
    Node before = graph_.first_on(shop_.alternative(node, choice).machine);
    for (;; after = before, before = graph_.machine_after(before)) {
        if (has_next && after && (after == next || graph_.start(after) >= graph_.end(next))) return;
        const bool is_ancestor =
            has_previous && before &&
            (before == previous || graph_.tail(before) - graph_.duration(before) >= graph_.tail(previous));
        if (!is_ancestor) offer({node, after, before, choice, false, true});
        if (!before) return;
    }
}

bool TabuSearch::choose_move() {
    graph_.critical_path(rng_, path_);
    chosen_value_ = unreachable;
    chosen_ties_ = fallback_count_ = 0;
    for (std::size_t begin = 0; begin < path_.size();) {
        auto end = begin + 1;
        const auto machine = graph_.machine(path_[begin]);
        while (end < path_.size() && graph_.machine(path_[end]) == machine) ++end;
        if (end - begin > 1) collect_block(begin, end);
        begin = end;
    }
    if (shop_.flexible) collect_reassignments();
    if (chosen_ties_ == 0) chosen_ = fallback_;
    return fallback_count_ > 0;
}

std::int64_t TabuSearch::improve(ShopOrder& order, const TabuLimits& limits) {
    graph_.load(order);
    order.makespan = best_ = graph_.makespan();
    now_ += 1'000;  // whatever was forbidden before is free again
    std::int64_t moves = 0;
    std::int64_t improved = 0;
    while (moves - improved < limits.patience && moves < limits.most && best_ > limits.enough) {
        if (!choose_move()) break;
        forbid(chosen_);
        graph_.apply(chosen_);
        ++moves;
        ++now_;
        if (graph_.makespan() < best_) {
            best_ = graph_.makespan();
            order = graph_.to_order();
            improved = moves;
        }
        if (moves % 128 == 0 && (*limits.is_over)()) break;
    }
    return moves;
}

}  // namespace octant::engine::schedule
