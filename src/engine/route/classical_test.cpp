// The classical family: readers, search against the verifier and brute force, same plan for any threads.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "base/rng.hpp"
#include "engine/route/euclid.hpp"
#include "engine/route/local_search.hpp"
#include "engine/route/read.hpp"
#include "engine/route/ruin_recreate.hpp"
#include "engine/route/solve.hpp"
#include "engine/route/verify.hpp"

namespace octant::engine::route {
namespace {

/// Whatever the random numbers say: windows, backhauls, several types, reloads and releases, limits.
struct Features {
    bool windows = false, fleet = false, backhauls = false, reloads = false, duration = false;
};

const Features feature_sets[] = {{},
                                 {.windows = true},
                                 {.fleet = true},
                                 {.backhauls = true},
                                 {.windows = true, .reloads = true},
                                 {.windows = true, .duration = true},
                                 {.windows = true, .fleet = true}};

Problem random_problem(int customers, const Features& features, std::uint64_t seed) {
    Rng rng(seed);
    std::string text =
        "NAME: r\nTYPE: X\nDIMENSION: " + std::to_string(customers + 1) + "\nEDGE_WEIGHT_TYPE: EUC_2D\n";
    if (!features.fleet) text += "CAPACITY: 50\n";
    if (features.reloads) text += "VEHICLES: 4\n";
    if (features.duration) text += "VEHICLES_MAX_DURATION: 500\n";
    std::string coordinates = "NODE_COORD_SECTION\n", demand = "DEMAND_SECTION\n1 0\n",
                windows = "TIME_WINDOW_SECTION\n1 0 1000\n";
    std::string backhaul = "BACKHAUL_SECTION\n1 0\n", release = "RELEASE_TIME_SECTION\n1 0\n",
                service = "SERVICE_TIME_SECTION\n1 0\n";
    for (int i = 1; i <= customers + 1; ++i) {
        const auto number = std::to_string(i);
        coordinates +=
            number + " " + std::to_string(rng.below(100)) + " " + std::to_string(rng.below(100)) + "\n";
        if (i == 1) continue;
        const bool collects = features.backhauls && rng.below(3) == 0;
        demand += number + " " + std::to_string(collects ? 0 : 1 + rng.below(20)) + "\n";
        backhaul += number + " " + std::to_string(collects ? 1 + rng.below(20) : 0) + "\n";
        const auto start = rng.below(400);
        windows +=
            number + " " + std::to_string(start) + " " + std::to_string(start + 200 + rng.below(300)) + "\n";
        release += number + " " + std::to_string(features.reloads ? rng.below(200) : 0) + "\n";
        service += number + " 5\n";
    }
    text += coordinates + demand;
    if (features.windows) text += windows + service;
    if (features.reloads) text += release + "VEHICLES_RELOAD_DEPOT_SECTION\n1 1\n2 1\n3 1\n4 1\n";
    if (features.backhauls) text += backhaul;
    if (features.fleet)
        text +=
            "VEHICLES: 12\nCAPACITY_SECTION\n1 40\n2 40\n3 40\n4 40\n5 80\n6 80\n7 80\n8 80\n9 120\n10 "
            "120\n11 120\n12 120\n"
            "VEHICLES_FIXED_COST_SECTION\n1 50\n2 50\n3 50\n4 50\n5 90\n6 90\n7 90\n8 90\n9 110\n10 110\n11 "
            "110\n12 110\n"
            "VEHICLES_UNIT_DISTANCE_COST_SECTION\n1 1\n2 1\n3 1\n4 1\n5 2\n6 2\n7 2\n8 2\n9 2\n10 2\n11 "
            "2\n12 2\n";
    auto problem = read_instance(text + "DEPOT_SECTION\n1\n-1\nEOF\n");
    EXPECT_TRUE(problem) << problem.error().rule << ' ' << problem.error().field;
    return *std::move(problem);
}

/// The cheapest way to cut this order of customers into routes.
std::int64_t cheapest_cut(const Problem& problem, const std::vector<int>& order) {
    std::vector<std::int64_t> cheapest(order.size() + 1, INT64_MAX / 2);
    cheapest[0] = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        std::int64_t load = 0, length = 0;
        int from = 0;
        for (auto j = i; j < order.size(); ++j) {
            load += problem.delivery[static_cast<std::size_t>(order[j])];
            if (load > problem.types[0].capacity) break;
            length += problem.distance_row(from)[order[j]];
            from = order[j];
            cheapest[j + 1] = std::min(cheapest[j + 1], cheapest[i] + length + problem.distance_row(from)[0]);
        }
    }
    return cheapest.back();
}

/// The cheapest plan of a tiny capacity problem by trying all orders and all cuts.
std::int64_t brute_force(const Problem& problem) {
    std::vector<int> order(static_cast<std::size_t>(problem.customers()));
    std::iota(order.begin(), order.end(), 1);
    std::int64_t best = INT64_MAX;
    do {
        best = std::min(best, cheapest_cut(problem, order));
    } while (std::next_permutation(order.begin(), order.end()));
    return best;
}

TEST(Classical, FindsTheOptimumOfTinyProblems) {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        const auto problem = random_problem(7, {}, seed);
        const auto solved = solve(problem, {.seed = seed, .iterations = 4000});
        ASSERT_TRUE(solved.plan.absent.empty());
        EXPECT_EQ(*verified_cost(problem, solved.plan), brute_force(problem)) << "seed " << seed;
    }
}

TEST(Classical, EveryFeatureSurvivesTheVerifier) {
    std::uint64_t seed = 100;
    for (const auto& features : feature_sets)
        for (int round = 0; round < 6; ++round) {
            const auto problem = random_problem(20 + 10 * round, features, ++seed);
            const auto solved = solve(problem, {.seed = seed, .iterations = 3000});
            const auto cost = verified_cost(problem, solved.plan);
            ASSERT_TRUE(cost) << seed << ' ' << cost.error().rule << ' ' << cost.error().field;
            EXPECT_EQ(*cost, solved.plan.cost) << seed;
        }
}

TEST(Classical, SameIterationsSamePlanWithOneThreadOrTwo) {
    for (const int customers : {40, 320})
        for (const bool windows : {false, true}) {
            const auto problem = random_problem(customers, {.windows = windows}, 7);
            SolveOptions options{.seed = 5, .iterations = 8000, .threads = 1};
            const auto one = solve(problem, options);
            options.threads = 2;
            const auto two = solve(problem, options);
            EXPECT_EQ(to_solution_text(problem, one.plan), to_solution_text(problem, two.plan));
        }
}

/// Length, and three for each unit of overload.
double price_of(const Problem& problem, const std::vector<std::vector<int>>& routes) {
    double sum = 0;
    for (const auto& route : routes) {
        std::int64_t load = 0;
        int from = 0;
        for (const int node : route) {
            sum += problem.distance_row(from)[node];
            load += problem.delivery[static_cast<std::size_t>(node)];
            from = node;
        }
        sum +=
            problem.distance_row(from)[0] + 3.0 * static_cast<double>(std::max<std::int64_t>(0, load - 50));
    }
    return sum;
}

TEST(Classical, EveryMoveOfTheLocalSearchSavesWhatItClaims) {
    std::array<int, move_kinds> made{};
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const auto problem = random_problem(40, {}, seed);
        const Neighbours neighbours(problem);
        LocalSearch search(problem, neighbours);
        Rng rng(seed);
        std::vector<std::vector<int>> routes(8);
        for (int node = 1; node < problem.size; ++node) routes[rng.below(8)].push_back(node);
        std::erase_if(routes, [](const auto& route) { return route.empty(); });
        const auto before = price_of(problem, routes);
        auto price = before;
        search.observe([&](Move move, double gain, const std::vector<std::vector<int>>& now) {
            ++made[static_cast<std::size_t>(move)];
            EXPECT_NEAR(price_of(problem, now), price - gain, 1e-6) << static_cast<int>(move);
            price = price_of(problem, now);
        });
        search.run(routes, 3.0, rng);
        EXPECT_LT(price_of(problem, routes), before);
        std::size_t placed = 0;
        for (const auto& route : routes) placed += route.size();
        EXPECT_EQ(placed, 40u);
    }
    for (std::size_t move = 0; move < move_kinds; ++move) EXPECT_GT(made[move], 0) << move;
}

/// The whole plan walked again after every single ruin and recreate.
void expect_sound_steps(const Problem& problem, std::uint64_t seed) {
    const Neighbours neighbours(problem);
    RuinRecreate chain(problem, neighbours, seed);
    Plan nobody;
    for (int node = problem.depots; node < problem.size; ++node) nobody.absent.push_back(node);
    std::vector<int> vehicles;
    for (const auto& type : problem.types) vehicles.push_back(type.count);
    chain.load(nobody, vehicles);
    for (int step = 0; step < 200; ++step) {
        chain.run({.iterations = 1, .temperature = 20});
        const auto plan = chain.current();
        const auto cost = verified_cost(problem, plan);
        ASSERT_TRUE(cost) << seed << ' ' << cost.error().rule << ' ' << cost.error().field;
        ASSERT_EQ(*cost, plan.cost) << seed;
    }
}

TEST(Classical, EveryStepOfRuinAndRecreateCostsWhatItClaims) {
    std::uint64_t seed = 300;
    for (const auto& features : feature_sets) {
        ++seed;
        expect_sound_steps(random_problem(40, features, seed), seed);
    }
}

TEST(Classical, NoStepPutsAPickupBeforeADeliveryHoweverHot) {
    const auto problem = random_problem(40, {.backhauls = true}, 17);
    const Neighbours neighbours(problem);
    RuinRecreate chain(problem, neighbours, 3);
    Plan nobody;
    for (int node = 1; node < problem.size; ++node) nobody.absent.push_back(node);
    chain.load(nobody, {problem.types[0].count});
    for (int step = 0; step < 300; ++step) {
        chain.run({.iterations = 1, .temperature = 1e12});
        const auto plan = chain.current();
        const auto cost = verified_cost(problem, plan);
        ASSERT_TRUE(cost) << step << ' ' << cost.error().rule << ' ' << cost.error().field;
        EXPECT_EQ(*cost, plan.cost) << step;
    }
}

TEST(Classical, AnOrderReleasedLateSharesItsTripWithItsLikes) {
    // Four early customers far apart, each among three that are released when their windows are closed.
    std::string xy = "NODE_COORD_SECTION\n1 50 50\n", demand = "DEMAND_SECTION\n1 0\n",
                windows = "TIME_WINDOW_SECTION\n1 0 4000\n", release = "RELEASE_TIME_SECTION\n1 0\n";
    for (int i = 0; i < 16; ++i) {
        const auto number = std::to_string(i + 2) + " ";
        xy += number + std::to_string(i / 4 * 30) + " " + std::to_string(90 + i % 4) + "\n";
        demand += number + "1\n";
        windows += number + (i % 4 == 0 ? "0 400\n" : "0 4000\n");
        release += number + (i % 4 == 0 ? "0\n" : "1000\n");
    }
    const auto problem = read_instance("DIMENSION: 17\nVEHICLES: 3\nCAPACITY: 4\n" + xy + demand + windows +
                                       release + "VEHICLES_RELOAD_DEPOT_SECTION\n1 1\n2 1\n3 1\n");
    ASSERT_TRUE(problem) << problem.error().rule << ' ' << problem.error().field;
    const auto early = solve(*problem, {.iterations = 3000}).plan;
    EXPECT_TRUE(std::any_of(early.routes.begin(), early.routes.end(), [](const Route& route) {
        const auto trip = std::find(route.stops.begin(), route.stops.end(), 0) - route.stops.begin();
        return trip == 4 && std::all_of(route.stops.begin(), route.stops.begin() + 4,
                                        [](int stop) { return stop % 4 == 1; });
    })) << to_solution_text(*problem, early);
}

TEST(Classical, ManySmallVehiclesAreFoundWhereTheyCostLess) {
    std::string xy = "NODE_COORD_SECTION\n1 50 50\n", demand = "DEMAND_SECTION\n1 0\n",
                capacity = "CAPACITY_SECTION\n", fixed = "VEHICLES_FIXED_COST_SECTION\n";
    for (int i = 0; i < 40; ++i) {
        xy += std::to_string(i + 2) + " " + std::to_string(i * 37 % 100) + " " +
              std::to_string(i * 61 % 100) + "\n";
        demand += std::to_string(i + 2) + " 10\n";
    }
    for (int i = 1; i <= 80; ++i) {
        capacity += std::to_string(i) + (i <= 40 ? " 20\n" : " 100\n");
        fixed += std::to_string(i) + (i <= 40 ? " 1000\n" : " 9000\n");
    }
    const auto problem = read_instance("DIMENSION: 41\nVEHICLES: 80\n" + xy + demand + capacity + fixed);
    ASSERT_TRUE(problem) << problem.error().rule << ' ' << problem.error().field;
    const auto plan = solve(*problem, {.iterations = 2000}).plan;
    EXPECT_TRUE(
        std::all_of(plan.routes.begin(), plan.routes.end(), [](const auto& r) { return r.type == 0; }));
}

TEST(Classical, RoutesAreWrittenInOneOrderHoweverTheyAreHeld) {
    const auto problem = random_problem(30, {.fleet = true}, 5);
    auto plan = solve(problem, {.iterations = 500}).plan;
    const auto text = to_solution_text(problem, plan);
    std::reverse(plan.routes.begin(), plan.routes.end());
    EXPECT_EQ(to_solution_text(problem, plan), text);
}

TEST(Classical, HasAnAnswerForNobodyForOneAndForCoincidentPoints) {
    const auto nobody = read_instance(
        "NAME: a\nDIMENSION: 1\nCAPACITY: 1\nEDGE_WEIGHT_TYPE: EUC_2D\nNODE_COORD_SECTION\n1 0 0\n");
    ASSERT_TRUE(nobody);
    EXPECT_EQ(to_solution_text(*nobody, solve(*nobody, {.iterations = 10}).plan), "Cost 0\n");
    const auto one = read_instance(
        "DIMENSION: 2\nCAPACITY: 9\nNODE_COORD_SECTION\n1 0 0\n2 3 4\nDEMAND_SECTION\n1 0\n2 9\n");
    ASSERT_TRUE(one);
    EXPECT_EQ(to_solution_text(*one, solve(*one, {.iterations = 10}).plan), "Route #1: 1\nCost 10\n");
    const auto same = read_instance(
        "DIMENSION: 4\nCAPACITY: 2\nNODE_COORD_SECTION\n1 5 5\n2 5 5\n3 5 5\n4 5 5\nDEMAND_SECTION\n1 0\n2 "
        "1\n3 1\n4 1\n");
    ASSERT_TRUE(same);
    const auto solved = solve(*same, {.iterations = 200});
    EXPECT_EQ(*verified_cost(*same, solved.plan), 0);
    EXPECT_TRUE(solved.plan.absent.empty());
}

TEST(Classical, ACustomerThatFitsNoVehicleIsNamed) {
    const auto problem = read_instance(
        "DIMENSION: 3\nCAPACITY: 5\nNODE_COORD_SECTION\n1 0 0\n2 3 4\n3 1 1\nDEMAND_SECTION\n1 0\n2 9\n3 "
        "1\n");
    ASSERT_TRUE(problem);
    EXPECT_EQ(solve(*problem, {.iterations = 100}).plan.absent, std::vector<int>{1});
}

TEST(Read, TakesCarriageReturnsBlankLinesTabsAndAsymmetricMatrices) {
    const auto problem = read_instance(
        "NAME : \ta \r\n\r\nTYPE : VRPTW\r\nDIMENSION : 3\r\nCAPACITY : 9\r\nEDGE_WEIGHT_TYPE : "
        "EXPLICIT\r\nEDGE_WEIGHT_SECTION\r\n"
        "0\t1 2\r\n3 0 4\r\n5 6 0\r\nDEMAND_SECTION\r\n1 0\r\n2 1\r\n3 1\r\nTIME_WINDOW_SECTION\r\n1 0 "
        "99\r\n2 0 50\r\n3 0 50\r\n"
        "DEPOT_SECTION\r\n1\r\n-1\r\nEOF\r\n");
    ASSERT_TRUE(problem) << problem.error().rule;
    EXPECT_FALSE(problem->is_symmetric);
    const auto solved = solve(*problem, {.iterations = 200});
    EXPECT_EQ(*verified_cost(*problem, solved.plan), 10);  // 0-1-2-0: 1 + 4 + 5
}

TEST(Read, RefusesWithRuleAndLine) {
    const auto refused = [](std::string_view text) {
        const auto problem = read_instance(text);
        if (problem) return std::string("taken");
        std::string out = problem.error().rule;
        for (const auto& [name, value] : problem.error().values) out += " " + name + " " + value;
        return out;
    };
    EXPECT_EQ(refused(""), "instance_must_not_be_empty line 1");
    EXPECT_EQ(refused("DIMENSION: 2\nCAPACITY: 5\nNODE_COORD_SECTION\n1 0 x\n"),
              "value_must_be_a_number line 4");
    EXPECT_EQ(refused("DIMENSION: 2\nCAPACITY: 5\nNODE_COORD_SECTION\n1 0 0\n7 1 1\n"),
              "node_must_exist line 5");
    EXPECT_EQ(refused("DIMENSION: 2\nCAPACITY: 5\nNODE_COORD_SECTION\n1 0 0\n2 1\n"),
              "row_must_be_complete line 5");
    EXPECT_EQ(refused("DIMENSION: 2\nCAPACITY: 5\nEDGE_WEIGHT_TYPE: GEO\n"),
              "edge_weight_type_must_be_known line 3");
    EXPECT_EQ(refused("DIMENSION: 2\nCAPACITY: 5\nEDGE_WEIGHT_TYPE: EXPLICIT\nEDGE_WEIGHT_SECTION\n0 1\n"),
              "matrix_must_be_complete line 5");
    EXPECT_EQ(refused("R1\nVEHICLE\nNUMBER CAPACITY\n 2 10\nCUSTOMER\n\n0 0 0 0 0 100 0\n2 1 1 1 0 100 0\n"),
              "customers_must_be_in_order line 8");
}

TEST(Read, SolomonTextIsExactAndVrplibWindowsAreTruncated) {
    const auto solomon = read_instance(
        "S\n\nVEHICLE\nNUMBER CAPACITY\n 2 10\n\nCUSTOMER\nCUST NO. X\n\n0 0 0 0 0 100 0\n1 1 1 1 0 100 "
        "10\n");
    ASSERT_TRUE(solomon);
    EXPECT_NEAR(solomon->distance_row(0)[1] / solomon->scale, 1.41421356, 2e-5);
    const auto vrplib = read_instance(
        "TYPE: VRPTW\nDIMENSION: 2\nCAPACITY: 10\nNODE_COORD_SECTION\n1 0 0\n2 1 1\nTIME_WINDOW_SECTION\n1 0 "
        "9\n2 0 9\n");
    ASSERT_TRUE(vrplib);
    EXPECT_EQ(vrplib->distance_row(0)[1], 14);
    EXPECT_EQ(vrplib->scale, 10);
}

TEST(Verify, FindsWhatIsWrong) {
    const auto problem = random_problem(10, {.windows = true}, 3);
    auto plan = solve(problem, {.iterations = 500}).plan;
    ASSERT_TRUE(verified_cost(problem, plan));
    auto twice = plan;
    twice.routes[0].stops.push_back(twice.routes[0].stops[0]);
    EXPECT_FALSE(verified_cost(problem, twice));
    auto missing = plan;
    missing.routes[0].stops.pop_back();
    EXPECT_EQ(verified_cost(problem, missing).error().rule, "customer_must_be_visited_once");
    Plan one;
    one.routes.push_back({0, {}});
    for (int node = 1; node < problem.size; ++node) one.routes[0].stops.push_back(node);
    EXPECT_FALSE(verified_cost(problem, one));
}

TEST(Verify, ReadsASolutionBack) {
    const auto problem = random_problem(15, {.fleet = true}, 4);
    const auto plan = solve(problem, {.iterations = 500}).plan;
    const auto text = to_solution_text(problem, plan);
    const auto read = read_solution(problem, text);
    ASSERT_TRUE(read);
    EXPECT_EQ(*verified_cost(problem, *read), plan.cost);
}

}  // namespace
}  // namespace octant::engine::route
