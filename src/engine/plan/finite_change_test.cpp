// Finite net change against a full run, and its limit and fence against the plan before.

#include <gtest/gtest.h>

#include <map>
#include <tuple>

#include "base/rng.hpp"
#include "engine/plan/audit.hpp"
#include "engine/plan/document.hpp"
#include "engine/plan/edited_document.hpp"
#include "engine/plan/edits.hpp"
#include "engine/plan/finite.hpp"
#include "engine/plan/generator.hpp"
#include "engine/plan/random_network.hpp"

namespace octant::engine::plan {
namespace {

/// Edits of demands that the problem has, and new ones for their items.
std::string random_edits(const Problem& problem, std::uint64_t seed, int count, std::int64_t last_due) {
    Rng rng(seed);
    std::string list;
    std::vector<char> is_gone(problem.demands.size(), 0);
    for (int i = 0; i < count; ++i) {
        const auto at = rng.below(problem.demands.size());
        const auto& demand = problem.demands[at];
        const auto terms = ",\"quantity\":" + std::to_string(rng.between(1, 6)) +
                           ",\"due\":" + std::to_string(rng.between(5, last_due)) + "}";
        const auto id = "\"id\":\"" + std::string(problem.demand_names[demand.name]) + "\"";
        list += list.empty() ? "[" : ",\n";
        const auto kind = rng.below(4);
        if (kind == 0 || is_gone[at] != 0) {
            list += "{\"edit\":\"add_demand\",\"id\":\"N" + std::to_string(i) + "\",\"item\":\"" +
                    node_name(problem, demand.node) + "\",\"priority\":" + std::to_string(rng.between(1, 3)) +
                    terms;
        } else if (kind == 1) {
            list += "{\"edit\":\"remove_demand\"," + id + "}";
            is_gone[at] = 1;
        } else {
            list += "{\"edit\":\"change_demand\"," + id + terms;
        }
    }
    return list + "]";
}

/// A plan, the edits one after the other, and the plan after each.
struct Shop {
    Shop(std::string network, std::uint64_t seed, int count, FiniteOptions options)
        : text(std::move(network)),
          problem(read_network(text).value()),
          last_due(problem.days - 20),
          edits(random_edits(problem, seed, count, last_due)),
          file(read_edits(edits, problem, {}).value()),
          state(problem),
          finite(state, options) {
        run_full(state);
        finite.run();
        before = finite.plan();
    }
    void follow_each() {
        NetChange change(problem);
        for (const auto& group : file.groups) {
            change.apply(state, group.edits);
            moved += finite.follow(before);
        }
    }
    void follow_all() {
        NetChange change(problem);
        change.apply(state, file.edits());
        moved = finite.follow(before);
    }
    std::string edited() const { return edited_document(text, edits, {}).value(); }
    void expect_sound() {
        for (const auto& breach : audit(edited(), plan_text(problem, finite.plan())))
            ADD_FAILURE() << breach.rule << " " << breach.where;
    }

    std::string text;
    Problem problem;
    std::int64_t last_due;
    std::string edits;
    EditFile file;
    State state;
    Finite finite;
    Plan before;
    std::int32_t moved = 0;
};

using Key = std::tuple<std::int32_t, std::int32_t, std::int64_t, std::int32_t, std::int32_t>;

template <class Wanted>
std::map<Key, int> counted(const Plan& plan, Wanted wanted) {
    std::map<Key, int> orders;
    for (const auto& order : plan.orders)
        if (wanted(order)) ++orders[{order.node, order.method, order.quantity, order.start, order.end}];
    return orders;
}

/// Orders of the one plan that the other does not have.
int missing(const std::map<Key, int>& from, const std::map<Key, int>& in) {
    int count = 0;
    for (const auto& [key, times] : from) {
        const auto found = in.find(key);
        count += std::max(0, times - (found == in.end() ? 0 : found->second));
    }
    return count;
}

std::string scarce_network(std::uint64_t seed, int resources) {
    ScalingModel model;
    model.items = 2700;
    model.resources = resources;
    model.resource_size = 1;
    model.seed = seed;
    return scaling_network(model);
}

TEST(FiniteNetChange, is_sound_and_within_one_percent_of_a_full_run) {
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        SCOPED_TRACE(seed);
        Shop shop(scarce_network(seed, seed % 2 == 0 ? 16 : 20), seed, 25, {});
        shop.follow_each();
        shop.expect_sound();
        const auto problem = read_network(shop.edited()).value();
        const State clean(problem);
        Finite full(clean);
        full.run();
        EXPECT_GT(full.late_demands(), 1000) << "nothing is scarce";
        EXPECT_LT(static_cast<double>(shop.finite.late_minutes()),
                  1.01 * static_cast<double>(full.late_minutes()));
    }
}

TEST(FiniteNetChange, moves_no_more_orders_of_others_than_allowed) {
    const auto is_made = [](const Problem& problem) {
        return [&](const PlannedOrder& order) {
            return problem.methods[static_cast<std::size_t>(order.method)].kind != MethodKind::buy;
        };
    };
    constexpr int edits = 25, levels = 3;  // an edited demand has an order a level of its own
    const auto moved = [&](std::int32_t most) {
        Shop shop(scarce_network(3, 16), 3, edits, {.most_moved = most});
        shop.follow_all();
        shop.expect_sound();
        EXPECT_LE(shop.moved, most);
        return missing(counted(shop.before, is_made(shop.problem)),
                       counted(shop.finite.plan(), is_made(shop.problem)));
    };
    EXPECT_LE(moved(0), edits * levels);
    EXPECT_LE(moved(30), 30 + edits * levels);
    EXPECT_GT(moved(3000), 2 * (30 + edits * levels)) << "the limit does not bind";
}

TEST(FiniteNetChange, keeps_every_order_that_starts_in_the_frozen_days) {
    constexpr std::int32_t frozen_days = 40;
    const auto starts_inside = [](const PlannedOrder& order) {
        return order.start < frozen_days * minutes_of_day;
    };
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        SCOPED_TRACE(seed);
        Shop shop(scarce_network(seed, 16), seed, 25, {.frozen_days = frozen_days});
        shop.follow_all();
        shop.expect_sound();
        const auto all = [](const PlannedOrder&) { return true; };
        EXPECT_EQ(missing(counted(shop.before, starts_inside), counted(shop.finite.plan(), all)), 0);
        Shop open(scarce_network(seed, 16), seed, 25, {});
        open.follow_all();
        EXPECT_GT(missing(counted(open.before, starts_inside), counted(open.finite.plan(), all)), 0)
            << "the fence does not bind";
    }
}

TEST(FiniteNetChange, is_sound_with_forecasts_stock_targets_and_lots) {
    for (std::uint64_t seed = 1; seed <= networks(400); ++seed) {
        SCOPED_TRACE(seed);
        Shop shop(RandomNetwork(seed).text(), seed, 4, {.frozen_days = static_cast<int>(seed % 9) + 1});
        shop.follow_all();
        shop.expect_sound();
        if (testing::Test::HasFailure()) return;
    }
}

}  // namespace
}  // namespace octant::engine::plan
