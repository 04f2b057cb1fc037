#include "engine/forecast/grouping.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace octant::engine::forecast {
namespace {

// So many past errors of each node are enough for its variance and the common part of all.
constexpr std::size_t enough_errors = 12;
constexpr std::size_t most_error_origins = 8;
constexpr std::size_t least_error_history = 4;

// Sums over blocks of `size` periods that end with the history; a season of whole blocks remains one.
Problem in_blocks(const Problem& problem, int size) {
    Problem out{.period = problem.period % size == 0 ? problem.period / size : 1,
                .horizon = problem.horizon / size,
                .method = problem.method,
                .level = problem.level};
    const auto length = static_cast<std::size_t>(size);
    std::vector<double> sums;
    for (std::size_t i = 0; i < problem.size(); ++i) {
        const auto history = problem.history(i);
        const std::size_t count = history.size() / length;
        const auto used = history.last(count * length);
        sums.assign(std::max<std::size_t>(count, 1), 0);
        for (std::size_t t = 0; t < used.size(); ++t) sums[t / length] += used[t];
        out.add(problem.ids[i], sums);
    }
    return out;
}

Problem without_last(const Problem& problem, std::size_t cut) {
    Problem out{.period = problem.period,
                .horizon = problem.horizon,
                .method = problem.method,
                .level = problem.level};
    for (std::size_t i = 0; i < problem.size(); ++i) {
        const auto history = problem.history(i);
        out.add(problem.ids[i],
                history.first(std::max<std::size_t>(history.size() - std::min(cut, history.size()), 1)));
    }
    return out;
}

/// The forecasts that are reconciled together. A cell is a node in a step, or in a block of steps; cells of
/// the leaves by step come first.
class Cells {
public:
    Cells(const Problem& problem, const Grouping& grouping, const ReconciliationOptions& options)
        : grouping_(grouping), options_(options), all_(with_sums(problem, grouping)) {}

    const Problem& all() const { return all_; }
    std::size_t horizon() const { return static_cast<std::size_t>(all_.horizon); }
    std::size_t nodes() const { return all_.size(); }

    Result<std::vector<double>> forecast(const Problem& known, const Plan* steps) const {
        std::vector<double> cells;
        if (steps)
            cells = steps->mean;
        else
            cells = TRY(solve(known, {.threads = options_.base.threads})).mean;
        for (const int block : options_.blocks) {
            const auto plan = TRY(solve(in_blocks(known, block), {.threads = options_.base.threads}));
            cells.insert(cells.end(), plan.mean.begin(), plan.mean.end());
        }
        return cells;
    }

    // What followed an origin `cut` periods before the end.
    std::vector<double> actual(std::size_t cut) const {
        std::vector<double> cells;
        append_actual(cut, 1, cells);
        for (const int block : options_.blocks) append_actual(cut, static_cast<std::size_t>(block), cells);
        return cells;
    }

    // Sums of the leaves' steps for every other cell.
    Hierarchy hierarchy() const {
        Hierarchy out{.leaves = grouping_.hierarchy.leaves * horizon()};
        for (std::size_t node = grouping_.hierarchy.leaves; node < nodes(); ++node) add_steps(node, 1, out);
        for (const int block : options_.blocks)
            for (std::size_t node = 0; node < nodes(); ++node)
                add_steps(node, static_cast<std::size_t>(block), out);
        return out;
    }

private:
    void append_actual(std::size_t cut, std::size_t block, std::vector<double>& cells) const {
        for (std::size_t i = 0; i < nodes(); ++i) {
            const auto history = all_.history(i);
            for (std::size_t h = 0; h < horizon(); ++h) {
                const std::size_t back = cut - h;
                const double value = back <= history.size() ? history[history.size() - back] : 0;
                if (h % block == 0)
                    cells.push_back(value);
                else
                    cells.back() += value;
            }
        }
    }

    void add_steps(std::size_t node, std::size_t block, Hierarchy& out) const {
        const auto& h = grouping_.hierarchy;
        std::vector<std::uint32_t> leaves{static_cast<std::uint32_t>(node)};
        if (node >= h.leaves) {
            const std::size_t sum = node - h.leaves;
            leaves.assign(h.members.begin() + static_cast<std::ptrdiff_t>(h.start[sum]),
                          h.members.begin() + static_cast<std::ptrdiff_t>(h.start[sum + 1]));
        }
        std::vector<std::uint32_t> cells;
        for (std::size_t first = 0; first < horizon(); first += block) {
            cells.clear();
            for (const auto leaf : leaves)
                for (std::size_t step = first; step < first + block; ++step)
                    cells.push_back(static_cast<std::uint32_t>(leaf * horizon() + step));
            out.add_sum(cells);
        }
    }

    const Grouping& grouping_;
    const ReconciliationOptions& options_;
    Problem all_;
};

std::size_t longest(const Problem& problem) {
    std::size_t most = 0;
    for (std::size_t i = 0; i < problem.size(); ++i) most = std::max(most, problem.history(i).size());
    return most;
}

// Errors at origins a horizon apart: one row of cells an origin.
Result<std::vector<std::vector<double>>> past_errors(const Cells& cells, std::size_t wanted) {
    std::vector<std::vector<double>> out;
    for (std::size_t k = 1; k <= wanted; ++k) {
        const std::size_t cut = k * cells.horizon();
        if (longest(cells.all()) < cut + least_error_history) break;
        auto errors = TRY(cells.forecast(without_last(cells.all(), cut), nullptr));
        const auto actual = cells.actual(cut);
        for (std::size_t i = 0; i < errors.size(); ++i) errors[i] = actual[i] - errors[i];
        out.push_back(std::move(errors));
    }
    return out;
}

// Without any past a node counts by the number of its leaves (structural scaling).
ErrorCovariance structural(const Hierarchy& h) {
    ErrorCovariance out;
    out.deviation.assign(h.leaves, 1);
    for (std::size_t k = 0; k + 1 < h.start.size(); ++k)
        out.deviation.push_back(std::sqrt(static_cast<double>(h.start[k + 1] - h.start[k])));
    return out;
}

ErrorCovariance covariance_of(std::span<const double> errors, const Hierarchy& h, Reconciliation method) {
    if (errors.empty()) return structural(h);
    auto out = shrunk_covariance(errors, h.nodes());
    if (method == Reconciliation::wls) out.shrinkage = 1;
    return out;
}

// Every step by itself, with the errors of all steps: rows of leaves by step.
Result<std::vector<double>> reconcile_steps(const Cells& cells, const Grouping& grouping, const Plan& plan,
                                            const ReconciliationOptions& options) {
    const std::size_t horizon = cells.horizon(), nodes = cells.nodes();
    const auto past = TRY(past_errors(
        cells, std::clamp<std::size_t>((enough_errors + horizon - 1) / horizon, 2, most_error_origins)));
    std::vector<double> errors;
    for (std::size_t node = 0; node < nodes && !past.empty(); ++node)
        for (const auto& origin : past)
            errors.insert(errors.end(), origin.begin() + static_cast<std::ptrdiff_t>(node * horizon),
                          origin.begin() + static_cast<std::ptrdiff_t>((node + 1) * horizon));
    const auto& h = grouping.hierarchy;
    const auto covariance = covariance_of(errors, h, options.method);
    std::vector<double> out(h.leaves * horizon);
    in_parallel(horizon, options.base.threads, [&](std::size_t step) {
        std::vector<double> forecasts(nodes);
        for (std::size_t i = 0; i < nodes; ++i) forecasts[i] = plan.mean[i * horizon + step];
        const auto leaves = reconcile(h, forecasts, covariance, {.never_negative = options.never_negative});
        for (std::size_t i = 0; i < leaves.size(); ++i) out[i * horizon + step] = leaves[i];
    });
    return out;
}

Result<std::vector<double>> reconcile_over_time(const Cells& cells, const Plan& plan,
                                                const ReconciliationOptions& options) {
    const auto past = TRY(past_errors(cells, most_error_origins));
    const auto h = cells.hierarchy();
    std::vector<double> errors;
    for (std::size_t i = 0; i < h.nodes() && !past.empty(); ++i)
        for (const auto& origin : past) errors.push_back(origin[i]);
    const auto forecasts = TRY(cells.forecast(cells.all(), &plan));
    return reconcile(h, forecasts, covariance_of(errors, h, options.method),
                     {.never_negative = options.never_negative});
}

// Sums of one level, shared out by what the leaves' own forecasts say of their shares.
std::vector<double> share_level(const Cells& cells, const Grouping& grouping, const Plan& plan,
                                std::size_t level) {
    std::vector<std::size_t> sums;
    for (std::size_t k = 0; k < grouping.names.size(); ++k)
        if (grouping.level_of_sum[k] == level) sums.push_back(k);
    const std::size_t horizon = cells.horizon(), leaves = grouping.hierarchy.leaves;
    std::vector<double> out(leaves * horizon), forecasts(cells.nodes());
    for (std::size_t step = 0; step < horizon; ++step) {
        for (std::size_t i = 0; i < forecasts.size(); ++i) forecasts[i] = plan.mean[i * horizon + step];
        const auto shares = std::span(forecasts).first(leaves);
        const auto shared = share_out(grouping.hierarchy, sums, forecasts, shares);
        for (std::size_t i = 0; i < leaves; ++i) out[i * horizon + step] = shared[i];
    }
    return out;
}

Result<std::vector<double>> leaves_of(const Cells& cells, const Grouping& grouping, const Plan& plan,
                                      const ReconciliationOptions& options) {
    switch (options.method) {
        case Reconciliation::bottom_up:
            return std::vector<double>(
                plan.mean.begin(),
                plan.mean.begin() + static_cast<std::ptrdiff_t>(grouping.hierarchy.leaves * cells.horizon()));
        case Reconciliation::top_down:
            return share_level(cells, grouping, plan, 0);
        case Reconciliation::middle_out: {
            const auto found = std::find(grouping.levels.begin(), grouping.levels.end(), options.level);
            if (found == grouping.levels.end())
                return refuse(
                    octant::Problem{"group_level_must_exist", "level"}.with("level", options.level));
            return share_level(cells, grouping, plan,
                               1 + static_cast<std::size_t>(found - grouping.levels.begin()));
        }
        case Reconciliation::wls:
        case Reconciliation::mint:
            break;
    }
    return options.blocks.empty() ? reconcile_steps(cells, grouping, plan, options)
                                  : reconcile_over_time(cells, plan, options);
}

void sum_up_steps(const Grouping& grouping, std::span<const double> leaves, Plan& plan) {
    const auto horizon = static_cast<std::size_t>(plan.horizon);
    std::vector<double> one(grouping.hierarchy.leaves), nodes;
    for (std::size_t step = 0; step < horizon; ++step) {
        for (std::size_t i = 0; i < one.size(); ++i) one[i] = leaves[i * horizon + step];
        sum_up(grouping.hierarchy, one, nodes);
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            const std::size_t at = i * horizon + step;
            const double moved = nodes[i] - plan.mean[at];
            plan.mean[at] = nodes[i];
            if (plan.lower.empty()) continue;
            plan.lower[at] += moved;
            plan.upper[at] += moved;
        }
    }
}

}  // namespace

Problem with_sums(const Problem& problem, const Grouping& grouping) {
    auto out = problem;
    const auto& h = grouping.hierarchy;
    std::vector<double> sums;
    for (std::size_t k = 0; k + 1 < h.start.size(); ++k) {
        const auto members = std::span(h.members).subspan(h.start[k], h.start[k + 1] - h.start[k]);
        std::size_t length = 1;
        for (const auto leaf : members) length = std::max(length, problem.history(leaf).size());
        sums.assign(length, 0);
        for (const auto leaf : members) {
            const auto history = problem.history(leaf);
            const std::size_t late = length - history.size();
            for (std::size_t t = 0; t < history.size(); ++t) sums[late + t] += history[t];
        }
        out.add(grouping.names[k], sums);
    }
    return out;
}

Result<Plan> solve_groups(const Problem& problem, const Grouping& grouping,
                          const ReconciliationOptions& options) {
    TRY(validate(problem));
    TRY(validate(grouping.hierarchy));
    const bool by_errors = options.method == Reconciliation::wls || options.method == Reconciliation::mint;
    for (const int block : options.blocks)
        if (!by_errors || block < 2 || problem.horizon % block != 0)
            return refuse("block_must_divide_the_horizon", "blocks");
    auto used = options;
    used.never_negative = options.never_negative && std::all_of(problem.values.begin(), problem.values.end(),
                                                                [](double v) { return v >= 0; });
    const Cells cells(problem, grouping, used);
    auto plan = TRY(solve(cells.all(), options.base));
    const auto leaves = TRY(leaves_of(cells, grouping, plan, used));
    sum_up_steps(grouping, leaves, plan);
    return plan;
}

}  // namespace octant::engine::forecast
