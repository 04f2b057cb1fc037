#include "engine/schedule/finish_dates.hpp"

#include <algorithm>
#include <cmath>

#include "base/rng.hpp"
#include "engine/schedule/calendar.hpp"

namespace octant::engine::schedule {
namespace {

double triangle(Rng& rng, double low, double mode, double high) {
    const double u = rng.uniform();
    if (high <= low) return mode;
    const double cut = (mode - low) / (high - low);
    return u < cut ? low + std::sqrt(u * (high - low) * (mode - low))
                   : high - std::sqrt((1 - u) * (high - low) * (high - mode));
}

struct Taken {
    std::int32_t activity = 0;
    std::int32_t units = 0;
};

Time setup_of(const Model& model, std::int32_t resource, std::int32_t from, std::int32_t to) {
    const auto matrix = model.resources[resource].setups;
    if (matrix == none) return 0;
    return model.setups[matrix].between(model.activities[from].family, model.activities[to].family);
}

/// Units flow from what has ended to what begins (Artigues, Michelon and Reusser 2003, EJOR 149:249): each
/// activity takes those given back last.
void add_flow(Model& model, const Plan& plan, std::int32_t resource, const std::vector<Taken>& uses) {
    std::vector<Taken> given;  // by whom, in the order of their ends
    for (const auto& use : uses) {
        auto wanted = use.units;
        const auto start = plan.placements[use.activity].start;
        for (auto k = given.size(); k-- > 0 && wanted > 0;) {
            if (plan.placements[given[k].activity].end > start) continue;
            const auto taken = std::min(wanted, given[k].units);
            model.links.push_back({.from = given[k].activity,
                                   .to = use.activity,
                                   .lag = setup_of(model, resource, given[k].activity, use.activity)});
            wanted -= taken;
            given[k].units -= taken;
        }
        std::erase_if(given, [](const Taken& of) { return of.units == 0; });
        const auto end = plan.placements[use.activity].end;
        const auto place = std::find_if(given.begin(), given.end(), [&](const Taken& of) {
            return plan.placements[of.activity].end > end;
        });
        given.insert(place, use);
    }
}

/// All of a batch wait for all of the one before.
void add_batches(Model& model, const Plan& plan, const std::vector<Taken>& uses) {
    const auto start = [&](std::size_t k) { return plan.placements[uses[k].activity].start; };
    std::size_t before = 0;
    for (std::size_t first = 0, last = 0; first < uses.size(); before = first, first = last) {
        while (last < uses.size() && start(last) == start(first)) ++last;
        for (auto from = before; from < first; ++from)
            for (auto to = first; to < last; ++to)
                model.links.push_back({.from = uses[from].activity, .to = uses[to].activity});
    }
}

void add_sequences(Model& model, const Plan& plan) {
    std::vector<std::vector<Taken>> uses(model.resources.size());
    for (std::int32_t i = 0; i < static_cast<std::int32_t>(model.activities.size()); ++i) {
        const auto& mode = model.modes[plan.placements[i].mode];
        if (plan.placements[i].end == plan.placements[i].start) continue;
        for (std::int32_t k = 0; k < mode.needs; ++k)
            uses[resource_used(model, plan, i, k)].push_back({i, model.needs[mode.first_need + k].units});
    }
    for (std::size_t r = 0; r < uses.size(); ++r) {
        std::stable_sort(uses[r].begin(), uses[r].end(), [&](const Taken& a, const Taken& b) {
            return plan.placements[a.activity].start < plan.placements[b.activity].start;
        });
        if (model.resources[r].batch)
            add_batches(model, plan, uses[r]);
        else
            add_flow(model, plan, static_cast<std::int32_t>(r), uses[r]);
    }
}

/// One network, timed again and again.
class Simulation {
public:
    Simulation(const Model& model, const Plan& plan)
        : model_(model), working_(working_times(model)), into_(model.activities.size()) {
        auto sequenced = model;
        add_sequences(sequenced, plan);
        order_ = precedence_order(sequenced);
        for (const auto& link : sequenced.links) into_[link.to].push_back(link);
        span_.resize(into_.size());
        because_.resize(into_.size());
        for (std::int32_t i = 0; i < static_cast<std::int32_t>(into_.size()); ++i) {
            likely_.push_back(model.modes[plan.placements[i].mode].duration);
            clocks_.emplace_back();
            for (std::int32_t k = 0; k < model.modes[plan.placements[i].mode].needs; ++k)
                if (const auto& clock = working_[resource_used(model, plan, i, k)]; !clock.is_always())
                    clocks_.back().push_back(&clock);
        }
    }

    bool is_sound() const { return order_.size() == into_.size(); }

    Time run(Rng& rng) {
        Time finish = 0;
        for (const auto i : order_) {
            time(i, drawn(i, rng));
            finish = std::max(finish, span_[i].end);
        }
        return finish;
    }

    template <class Visit>
    void for_each_critical(const Visit& visit) const {
        auto at = none;
        for (const auto i : order_)
            if (at == none || span_[i].end > span_[at].end) at = i;
        for (; at != none; at = because_[at]) visit(at);
    }

private:
    Time drawn(std::int32_t i, Rng& rng) const {
        const auto& activity = model_.activities[i];
        const auto first = model_.modes[activity.first_mode].duration;
        if ((activity.optimistic == none && activity.pessimistic == none) || first == 0) return likely_[i];
        const auto low = activity.optimistic == none ? first : activity.optimistic;
        const auto high = activity.pessimistic == none ? first : activity.pessimistic;
        // The estimate is one of the first mode; another mode is as uncertain in proportion.
        return std::llround(
            triangle(rng, static_cast<double>(low), static_cast<double>(first), static_cast<double>(high)) *
            static_cast<double>(likely_[i]) / static_cast<double>(first));
    }

    void time(std::int32_t i, Time duration) {
        const auto& activity = model_.activities[i];
        because_[i] = none;
        const bool is_fact = activity.standing != Standing::open;
        auto start = is_fact ? activity.planned_start : std::max(activity.release, model_.now);
        Time least_end = 0;
        for (const auto& link : into_[i]) {
            if (is_fact) break;
            const bool by_start = link.kind == LinkKind::start_start || link.kind == LinkKind::start_finish;
            const bool to_end = link.kind == LinkKind::finish_finish || link.kind == LinkKind::start_finish;
            const auto moment = (by_start ? span_[link.from].begin : span_[link.from].end) + link.lag;
            auto& bound = to_end ? least_end : start;
            if (moment <= bound) continue;
            bound = moment;
            because_[i] = link.from;
        }
        auto span = first_stint(clocks_[i], {start, duration, activity.may_pause});
        while (span.end < least_end)
            span =
                first_stint(clocks_[i], {span.begin + (least_end - span.end), duration, activity.may_pause});
        span_[i] = span;
    }

    const Model& model_;
    std::vector<WorkingTime> working_;
    std::vector<std::vector<Link>> into_;
    std::vector<std::int32_t> order_, because_;
    std::vector<std::vector<const WorkingTime*>> clocks_;  // by activity
    std::vector<Time> likely_;
    std::vector<Span> span_;
};

}  // namespace

Time FinishDates::percentile(int percent) const {
    return finish.empty()
               ? 0
               : finish[std::min(finish.size() - 1, finish.size() * static_cast<std::size_t>(percent) / 100)];
}

FinishDates simulate_finish(const Model& model, const Plan& plan, std::uint64_t seed, std::int32_t runs) {
    FinishDates dates{{}, std::vector<double>(model.activities.size())};
    Simulation simulation(model, plan);
    if (!simulation.is_sound()) return dates;
    Rng rng(seed);
    for (std::int32_t run = 0; run < runs; ++run) {
        dates.finish.push_back(simulation.run(rng));
        simulation.for_each_critical([&](std::int32_t i) { ++dates.criticality[i]; });
    }
    for (auto& share : dates.criticality) share /= runs;
    std::sort(dates.finish.begin(), dates.finish.end());
    return dates;
}

}  // namespace octant::engine::schedule
