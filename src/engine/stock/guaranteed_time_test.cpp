#include "engine/stock/guaranteed_time.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>

#include "base/rng.hpp"
#include "engine/stock/serial.hpp"

namespace octant::engine::stock {
namespace {

/// A small random network with links from lower to higher numbers; `extra` links beyond a tree.
Network small_network(Rng& rng, int size, int extra) {
    Network network;
    for (int k = 0; k < size; ++k) {
        Stage stage{.name = std::to_string(k), .time = rng.between(0, 3), .holding = 0.2 + rng.uniform()};
        stage.demand_deviation = rng.uniform() < 0.5 ? rng.uniform() * 5 : 0;
        stage.inbound = rng.between(0, 1);
        if (rng.uniform() < 0.4) stage.longest_service = rng.between(0, 2);
        network.stages.push_back(stage);
        if (k > 0)
            network.links.push_back({static_cast<std::int32_t>(rng.below(static_cast<std::uint64_t>(k))), k});
    }
    for (int i = 0; i < extra; ++i) {
        const auto to = static_cast<std::int32_t>(rng.between(1, size - 1));
        network.links.push_back({static_cast<std::int32_t>(rng.below(static_cast<std::uint64_t>(to))), to});
    }
    return network;
}

std::int64_t longest_promise(const Network& network, const std::vector<std::int64_t>& service,
                             std::size_t stage) {
    auto in = network.stages[stage].inbound;
    for (const auto& link : network.links)
        if (static_cast<std::size_t>(link.to) == stage)
            in = std::max(in, service[static_cast<std::size_t>(link.from)]);
    return in;
}

/// Every combination of service times (suppliers have lower numbers, so inbound times are known in order).
double best_by_enumeration(const Network& network) {
    std::vector<std::int64_t> service(network.stages.size(), 0);
    double best = 1e300;
    const std::function<void(std::size_t)> choose = [&](std::size_t k) {
        if (k == service.size()) {
            best = std::min(best, service_cost(network, service).total);
            return;
        }
        const auto in = longest_promise(network, service, k);
        auto most = in + network.stages[k].time;
        if (network.stages[k].longest_service >= 0) most = std::min(most, network.stages[k].longest_service);
        for (std::int64_t s = 0; s <= most; ++s) {
            service[k] = s;
            choose(k + 1);
        }
    };
    choose(0);
    return best;
}

TEST(GuaranteedTime, TreesAreOptimal) {
    Rng rng(1);
    for (int round = 0; round < 200; ++round) {
        const auto network = small_network(rng, 5, 0);
        const auto answer = place_safety_stock(network, {});
        ASSERT_TRUE(answer);
        EXPECT_TRUE(answer->is_tree);
        EXPECT_NEAR(answer->total, best_by_enumeration(network), 1e-9);
    }
}

TEST(GuaranteedTime, OtherNetworksReachTheBestOfAllPlans) {
    Rng rng(2);
    int optimal = 0;
    for (int round = 0; round < 60; ++round) {
        const auto network = small_network(rng, 5, 3);
        const auto answer = place_safety_stock(network, {});
        ASSERT_TRUE(answer);
        const double best = best_by_enumeration(network);
        EXPECT_GE(answer->total, best - 1e-9);
        EXPECT_LE(answer->total, best * 1.02 + 1e-9);
        optimal += answer->total <= best + 1e-9;
    }
    EXPECT_GE(optimal, 58);
}

TEST(GuaranteedTime, SameSeedSameAnswer) {
    Rng rng(3);
    const auto network = small_network(rng, 30, 20);
    const auto one = place_safety_stock(network, {.seed = 5, .rounds = 20});
    const auto two = place_safety_stock(network, {.seed = 5, .rounds = 20});
    ASSERT_TRUE(one && two);
    EXPECT_EQ(one->service, two->service);
    EXPECT_EQ(one->total, two->total);
}

TEST(GuaranteedTime, BulldozerChain) {
    const auto* named = std::getenv("OCTANT_DATA");
    std::ifstream file(std::string(named ? named : "../shared/data") +
                       "/inventory/multi_echelon/bulldozer.txt");
    if (!file) GTEST_SKIP() << "no ../shared/data (OCTANT_DATA may name another place)";
    std::stringstream text;
    text << file.rdbuf();
    const auto network = parse_chain(text.str(), 0.3);
    ASSERT_TRUE(network) << network.error().rule;
    const auto answer = place_safety_stock(*network, {});
    ASSERT_TRUE(answer);
    EXPECT_NEAR(answer->total, 632'720, 2);  // the published total adds rounded rows
}

TEST(GuaranteedTime, ChainFileRefusesByLine) {
    const auto refusal = [](const char* rows) {
        const auto network = parse_chain(std::string("stage_id,lead_time,cost,up_stages\r\n") + rows, 0.3);
        return network ? std::string("read") : network.error().rule;
    };
    EXPECT_EQ(refusal("A,1,2,\r\n\r\nB,2,3,A,1\r\n"), "read");
    EXPECT_EQ(refusal("A,1,2,C,1\n"), "stage_must_exist");
    EXPECT_EQ(refusal("A,1,2,\nA,1,2,\n"), "stage_must_not_repeat");
    EXPECT_EQ(refusal("A,1.5,2,\n"), "time_must_be_whole_periods");
    EXPECT_EQ(refusal("A,x,2,\n"), "value_must_be_a_number");
    EXPECT_EQ(refusal("A,1,2,B,1\nB,1,2,A,1\n"), "network_must_not_have_a_cycle");
    EXPECT_EQ(refusal("A,-1,2,\n"), "lead_time_must_not_be_negative");
    EXPECT_EQ(refusal("A,900000,2,\n"), "lead_time_must_be_in_range");
    EXPECT_EQ(refusal("A,1,1e300,\n"), "value_must_be_in_range");
    const auto unread = parse_chain("stage_id,lead_tme\nA,1\n", 0.3);
    ASSERT_FALSE(unread);
    EXPECT_EQ(unread.error().rule + " " + unread.error().field, "column_must_be_known lead_tme");
    EXPECT_EQ(parse_chain("stage_id,cost,cost\nA,1,1\n", 0.3).error().rule, "column_must_not_repeat");
}

TEST(Serial, OneStageIsTheNewsvendor) {
    const auto answer = serial_base_stock({{{2, 4}}, 18, Family::normal, 50, 8});
    ASSERT_TRUE(answer);
    EXPECT_NEAR(answer->echelon_levels[0], 200 + 16 * normal_quantile(0.9), 0.02);
}

TEST(Serial, NewsvendorBoundsEncloseNearlyTheExactLevels) {
    const SerialChain chain{{{0.25, 0.25}, {0.25, 0.25}, {0.25, 0.25}, {0.25, 0.25}}, 9, Family::poisson, 16};
    const auto exact = serial_base_stock(chain);
    const auto quick = serial_newsvendor_bounds(chain);
    ASSERT_TRUE(exact && quick);
    for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(exact->echelon_levels[i], quick->echelon_levels[i], 1.01);
}

}  // namespace
}  // namespace octant::engine::stock
