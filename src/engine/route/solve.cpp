#include "engine/route/solve.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <thread>

#include "engine/route/genetic.hpp"
#include "engine/route/ruin_recreate.hpp"
#include "engine/route/savings.hpp"

namespace octant::engine::route {
namespace {

// Annealing in units of the mean edge of the first plan, found by cross-validation over the X and GH sets.
constexpr double first_temperature = 1.0;
constexpr double last_temperature = 0.02;
// Deliveries before pickups need a hotter start: where deliveries end moves only with where pickups begin.
constexpr double first_backhaul_temperature = 2.0;
constexpr int rounds_of_iterations = 100;
constexpr int largest_area = 1500;                   // customers that one worker improves at a time
constexpr int smallest_to_split = 300;               // customers; below it two whole chains do better
constexpr int largest_whole = 750;                   // customers; above it splitting pays at any rate
constexpr std::size_t fewest_to_split = 24;          // routes; half of fewer are too few to exchange stops
constexpr int largest_for_genetic = 300;             // customers
constexpr std::int64_t cycle_per_customer = 12'000;  // iterations after which a small problem is heated again

class Driver {
public:
    Driver(const Problem& problem, const SolveOptions& options)
        : problem_(problem), options_(options), neighbours_(problem), rng_(options.seed) {
        for (int i = 0; i < 2; ++i)
            chains_.push_back(std::make_unique<RuinRecreate>(problem, neighbours_, rng_()));
        for (const auto& type : problem.types) vehicles_.push_back(type.count);
    }

    SolveReport run() {
        begin();
        if (problem_.customers() > largest_whole ||
            (problem_.customers() > smallest_to_split && report_.plan.routes.size() >= fewest_to_split))
            run_split();
        else
            run_whole();
        report_.was_cut = options_.iterations > 0 && report_.iterations < options_.iterations && is_late(1);
        return std::move(report_);
    }

private:
    struct Round {
        double temperature = 0;
        std::int64_t iterations = 0;        // of each worker
        double starts_at = 0, ends_at = 0;  // seconds; 0: no cap
    };
    /// When a job begins and ends, in parts of the round.
    struct Span {
        double from = 0, to = 1;
        double at(double part) const { return from + (to - from) * part; }
    };

    bool is_late(double part) const {
        return options_.seconds > 0 && options_.elapsed_seconds() >= options_.seconds * part;
    }
    std::int64_t price(const Plan& plan) const {
        return plan.cost + chains_[0]->absent_penalty() * static_cast<std::int64_t>(plan.absent.size());
    }
    void keep_better(const Plan& plan) {
        if (report_.plan.routes.empty() || price(plan) < price(report_.plan)) report_.plan = plan;
    }

    /// A first plan by savings where vehicles are alike, else by inserting all customers into nothing.
    void begin() {
        Plan first;
        if (savings_apply(problem_))
            first = savings_plan(problem_, neighbours_);
        else
            for (int node = problem_.depots; node < problem_.size; ++node) first.absent.push_back(node);
        chains_[0]->load(first, vehicles_);
        chains_[0]->run({.iterations = 1});
        report_.plan = chains_[0]->best();
        if (chains_[0]->has_fleet()) begin_with_each_type(first);
        const auto edges =
            static_cast<double>(problem_.customers()) + static_cast<double>(report_.plan.routes.size());
        std::int64_t fixed = 0;
        for (const auto& route : report_.plan.routes)
            fixed += problem_.types[static_cast<std::size_t>(route.type)].fixed_cost;
        mean_edge_ = std::max(1.0, static_cast<double>(report_.plan.cost - fixed) / std::max(1.0, edges));
    }

    /// Where vehicles differ, the best of the first plans by one type that can carry everything: from
    /// vehicles that are too large there is no way of small steps to many small ones.
    void begin_with_each_type(const Plan& nobody) {
        const auto load =
            std::accumulate(problem_.delivery.begin(), problem_.delivery.end(), std::int64_t{0});
        for (std::size_t type = 0; type < vehicles_.size() && problem_.depots == 1; ++type) {
            if (problem_.types[type].capacity < (load + vehicles_[type] - 1) / vehicles_[type]) continue;
            std::vector<int> only(vehicles_.size(), 0);
            only[type] = vehicles_[type];
            chains_[0]->load(nobody, only);
            chains_[0]->run({.iterations = problem_.customers()});
            keep_better(chains_[0]->best());
        }
        chains_[0]->load(report_.plan, vehicles_);
    }

    double temperature_at(double part) const {
        const auto first = problem_.has_backhauls ? first_backhaul_temperature : first_temperature;
        return mean_edge_ * first * std::pow(last_temperature / first, part);
    }

    /// The part of the budget used, 1 or more at the end.
    double progress() const {
        double part = 0;
        if (options_.iterations > 0)
            part = static_cast<double>(report_.iterations) / static_cast<double>(options_.iterations);
        if (options_.seconds > 0) part = std::max(part, options_.elapsed_seconds() / options_.seconds);
        return part;
    }

    Round next_round(double part_of_cycle) const {
        Round round{.temperature = temperature_at(part_of_cycle)};
        round.iterations = options_.iterations > 0
                               ? std::max<std::int64_t>(1, options_.iterations / (2 * rounds_of_iterations))
                               : INT64_MAX;
        if (options_.seconds > 0) {
            const auto length = std::max(0.02, options_.seconds / 200);
            round.starts_at = options_.elapsed_seconds();
            round.ends_at = std::min(options_.seconds, round.starts_at + length);
        }
        return round;
    }

    std::function<bool()> end_of(const Round& round, double part) const {
        if (round.ends_at <= 0) return {};
        const auto end = round.starts_at + (round.ends_at - round.starts_at) * part;
        return [this, end] { return options_.elapsed_seconds() >= end; };
    }

    /// Two jobs side by side, or one after the other: the result is the same.
    template <class First, class Second>
    void both(const First& first, const Second& second) const {
        if (options_.threads < 2) {
            first(Span{0, 0.5});
            second(Span{0.5, 1});
            return;
        }
        std::thread other([&] { second(Span{}); });
        first(Span{});
        other.join();
    }

    void run_split();
    void run_whole();
    std::pair<Plan, Plan> split(const Plan& plan);
    std::vector<Plan> areas_of(Plan plan);
    std::vector<std::vector<int>> share_vehicles(const std::vector<Plan>& areas) const;

    const Problem& problem_;
    const SolveOptions& options_;
    Neighbours neighbours_;
    Rng rng_;
    std::vector<std::unique_ptr<RuinRecreate>> chains_;
    std::vector<int> vehicles_;
    double mean_edge_ = 1;
    SolveReport report_;
};

int customers_of(const Plan& plan) {
    int count = 0;
    for (const auto& route : plan.routes) count += static_cast<int>(route.stops.size());
    return count;
}

/// Two halves of the routes, on either side of a line between two random customers.
std::pair<Plan, Plan> Driver::split(const Plan& plan) {
    const auto pole = [&] {
        const auto& stops = plan.routes[rng_.below(plan.routes.size())].stops;
        return stops[rng_.below(stops.size())];
    };
    const int north = pole();
    const int south = pole();
    std::vector<std::pair<double, std::size_t>> order;
    for (std::size_t i = 0; i < plan.routes.size(); ++i) {
        double sum = 0;
        int count = 0;
        for (const int stop : plan.routes[i].stops) {
            if (stop < problem_.depots) continue;
            sum += std::min(problem_.between(stop, north), forbidden / 10.0) -
                   std::min(problem_.between(stop, south), forbidden / 10.0);
            ++count;
        }
        order.emplace_back(sum / std::max(1, count), i);
    }
    std::sort(order.begin(), order.end());
    std::pair<Plan, Plan> halves;
    int placed = 0;
    const int all = customers_of(plan);
    for (const auto& [key, i] : order) {
        const bool is_last = i == order.back().second;
        auto& half = placed * 2 < all && !is_last ? halves.first : halves.second;
        half.routes.push_back(plan.routes[i]);
        placed += static_cast<int>(plan.routes[i].stops.size());
    }
    (rng_.below(2) ? halves.first : halves.second).absent = plan.absent;
    return halves;
}

/// Two areas at least, one for each worker, and none too large to stay near the processor.
std::vector<Plan> Driver::areas_of(Plan plan) {
    std::vector<Plan> areas;
    std::vector<Plan> waiting{std::move(plan)};
    while (!waiting.empty()) {
        auto part = std::move(waiting.back());
        waiting.pop_back();
        const bool is_whole = areas.empty() && waiting.empty();
        const bool is_small = customers_of(part) <= largest_area / 2;
        if (part.routes.size() < 2 || (is_small && !is_whole)) {
            areas.push_back(std::move(part));
            continue;
        }
        auto [first, second] = split(part);
        waiting.push_back(std::move(first));
        waiting.push_back(std::move(second));
    }
    if (areas.size() < 2) areas.emplace_back();
    return areas;
}

/// Spare vehicles go round, first to the area where somebody waits for one.
std::vector<std::vector<int>> Driver::share_vehicles(const std::vector<Plan>& areas) const {
    std::vector<std::vector<int>> shares(areas.size(), std::vector<int>(vehicles_.size(), 0));
    std::size_t waiting = 0;
    for (std::size_t i = 0; i < areas.size(); ++i) {
        for (const auto& route : areas[i].routes) ++shares[i][static_cast<std::size_t>(route.type)];
        if (!areas[i].absent.empty()) waiting = i;
    }
    for (std::size_t type = 0; type < vehicles_.size(); ++type) {
        int spare = vehicles_[type];
        for (const auto& share : shares) spare -= share[type];
        for (std::size_t i = 0; i < areas.size(); ++i) {
            const auto left = static_cast<int>(areas.size() - i);
            const int given = (spare + left - 1) / left;
            shares[(waiting + i) % areas.size()][type] += given;
            spare -= given;
        }
    }
    return shares;
}

Plan joined(const std::vector<Plan>& parts) {
    Plan whole;
    for (const auto& part : parts) {
        whole.routes.insert(whole.routes.end(), part.routes.begin(), part.routes.end());
        whole.absent.insert(whole.absent.end(), part.absent.begin(), part.absent.end());
        whole.cost += part.cost;
    }
    return whole;
}

/// One annealing over the whole budget; each round the workers improve their areas of the same plan.
void Driver::run_split() {
    auto current = report_.plan;
    for (double part = progress(); part < 1; part = progress()) {
        const auto areas = areas_of(std::move(current));
        const auto vehicles = share_vehicles(areas);
        const auto round = next_round(part);
        std::vector<Plan> best(areas.size()), now(areas.size());
        std::int64_t done[2] = {0, 0};
        const auto job = [&](std::size_t worker) {
            return [&, worker](Span span) {
                const auto turns = (areas.size() + 1 - worker) / 2;
                for (std::size_t turn = 0; turn < turns; ++turn) {
                    const auto i = 2 * turn + worker;
                    const auto end = span.at(static_cast<double>(turn + 1) / static_cast<double>(turns));
                    const auto most =
                        std::max<std::int64_t>(1, round.iterations / static_cast<std::int64_t>(turns));
                    chains_[worker]->load(areas[i], vehicles[i]);
                    done[worker] += chains_[worker]->run({most, round.temperature, end_of(round, end)});
                    best[i] = chains_[worker]->best();
                    now[i] = chains_[worker]->current();
                }
            };
        };
        both(job(0), job(1));
        report_.iterations += done[0] + done[1];
        keep_better(joined(best));
        current = joined(now);
        if (done[0] + done[1] == 0 && options_.seconds <= 0) break;
    }
}

/// Small problems: whole chains, heated again once cold; the genetic search has the first worker.
void Driver::run_whole() {
    const bool genetic = Genetic::is_for(problem_) && problem_.customers() <= largest_for_genetic;
    std::unique_ptr<Genetic> population;
    if (genetic) population = std::make_unique<Genetic>(problem_, neighbours_, rng_());
    chains_[1]->load(report_.plan, vehicles_);
    double cycle_start = 0;
    double cycle_length = 1;
    bool is_measured = false;
    const auto wanted = static_cast<double>(cycle_per_customer * problem_.customers());
    for (double part = progress(); part < 1; part = progress()) {
        if (!is_measured && part > 0.01 && report_.iterations > 0) {
            const auto total = static_cast<double>(report_.iterations) / part * (genetic ? 1.0 : 0.5);
            cycle_length = 1 / std::clamp(std::floor(total / wanted + 0.5), 1.0, 40.0);
            is_measured = true;
        }
        if (part >= cycle_start + cycle_length - 1e-9) {
            cycle_start = std::max(part, cycle_start + cycle_length);
            chains_[1]->load(report_.plan, vehicles_);
        }
        const auto round = next_round(std::clamp((part - cycle_start) / cycle_length, 0.0, 1.0));
        std::int64_t done[2] = {0, 0};
        const auto first = [&](Span span) {
            if (genetic)
                report_.generations += population->run(
                    std::max<std::int64_t>(1, round.iterations / problem_.size), end_of(round, span.to));
            else
                done[0] = chains_[0]->run({round.iterations, round.temperature, end_of(round, span.to)});
        };
        const auto second = [&](Span span) {
            done[1] = chains_[1]->run({round.iterations, round.temperature, end_of(round, span.to)});
        };
        both(first, second);
        // The genetic worker's share of the iterations counts as used.
        report_.iterations += done[1] + (genetic && options_.iterations > 0 ? done[1] : done[0]);
        if (genetic) {
            if (const auto* best = population->best()) keep_better(*best);
            population->add(chains_[1]->best());
        } else {
            keep_better(chains_[0]->best());
        }
        keep_better(chains_[1]->best());
        if (done[1] == 0 && options_.seconds <= 0) break;
    }
}

}  // namespace

SolveReport solve(const Problem& problem, const SolveOptions& options) {
    if (problem.customers() == 0) return {};
    return Driver(problem, options).run();
}

}  // namespace octant::engine::route
