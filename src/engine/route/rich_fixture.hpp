#pragma once
// Small rich models for tests.

#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "engine/route/rich_search.hpp"

namespace octant::engine::route {

/// Places on a line, a unit apart: 0 is the depot; 60 seconds and 1,000 metres a unit.
inline RichModel line(int places, int vehicles = 1) {
    RichModel model;
    for (int i = 0; i < places; ++i) model.places.push_back("p" + std::to_string(i));
    for (int i = 0; i < places; ++i)
        for (int j = 0; j < places; ++j) {
            model.seconds.push_back(60 * std::abs(i - j));
            model.metres.push_back(1000 * std::abs(i - j));
        }
    for (int v = 0; v < vehicles; ++v) {
        Vehicle van{.id = "v" + std::to_string(v), .end = 0, .cost_per_km = 1000};
        van.capacity.fill(no_limit);
        model.vehicles.push_back(van);
    }
    return model;
}

inline int add(RichModel& model, int place, Order order = {}, TaskKind kind = TaskKind::delivery) {
    const int number = static_cast<int>(model.orders.size());
    order.id = "o" + std::to_string(number);
    order.first_task = static_cast<int>(model.tasks.size());
    model.tasks.push_back({kind, number, {{place, 0, {}}}});
    model.orders.push_back(order);
    return number;
}

/// From one place to another on one vehicle.
inline int add_shipment(RichModel& model, int from, int to, Order order = {}) {
    order.id = "o" + std::to_string(model.orders.size());
    return append(model,
                  {order, {{TaskKind::collect, 0, {{from, 0, {}}}}, {TaskKind::deliver, 0, {{to, 0, {}}}}}});
}

inline RichPlan solved(const RichModel& model, std::int64_t iterations = 300) {
    const auto valid = validate(model);
    EXPECT_TRUE(valid) << valid.error().rule << ' ' << valid.error().field;
    auto plan = solve(model, {}, {.seed = 3, .iterations = iterations});
    const auto right = verify(model, plan);
    EXPECT_TRUE(right) << right.error().rule << ' ' << right.error().field;
    return plan;
}

inline RichModel random_model(std::uint64_t seed, int orders) {
    Rng rng(seed);
    auto model = line(1, 0);
    model.places.clear();
    std::vector<std::pair<std::int64_t, std::int64_t>> points;
    for (int i = 0; i < orders + 2; ++i) {
        model.places.push_back("p" + std::to_string(i));
        points.emplace_back(rng.below(100), rng.below(100));
    }
    model.seconds.clear();
    model.metres.clear();
    for (const auto& [ax, ay] : points)
        for (const auto& [bx, by] : points) {
            const auto far = std::abs(ax - bx) + std::abs(ay - by);
            model.metres.push_back(far * 100);
            model.seconds.push_back(far * 10 + static_cast<std::int64_t>(rng.below(5)));
        }
    for (int v = 0; v < 4; ++v) {
        Vehicle van{.id = "v" + std::to_string(v),
                    .start = v % 2,
                    .end = rng.below(4) ? v % 2 : -1,
                    .depot = v % 2,
                    .shift = {0, 20'000},
                    .skills = rng.below(4),
                    .fixed_cost = 1000,
                    .cost_per_km = 1000,
                    .cost_per_hour = 20'000};
        van.capacity = {20 + static_cast<std::int64_t>(rng.below(20)), 40, no_limit, no_limit};
        van.longest_work = 18'000;
        van.most_trips = 1 + static_cast<int>(rng.below(2));
        van.most_stops = 30;
        if (rng.below(2)) {
            van.break_after = 9000;
            van.break_length = 900;
        }
        model.vehicles.push_back(van);
    }
    model.dimensions = 2;
    for (int i = 0; i < orders; ++i) {
        Order order{.quantity = {1 + static_cast<std::int64_t>(rng.below(6)), 1},
                    .skills = rng.below(8) ? 0u : 1u};
        if (rng.below(4) == 0) order.prize = 5000;
        if (rng.below(7) == 0) {
            add_shipment(model, i + 2, static_cast<int>(rng.below(points.size())), order);
            continue;
        }
        const bool pickup = rng.below(4) == 0;
        order.is_backhaul = pickup && rng.below(2);
        if (!pickup) order.release = static_cast<std::int64_t>(rng.below(2) * 1500);
        add(model, i + 2, order, pickup ? TaskKind::pickup : TaskKind::delivery);
        auto& site = model.tasks.back().sites[0];
        site.service = 120;
        if (rng.below(2)) {
            const auto start = static_cast<std::int64_t>(rng.below(12'000));
            site.windows = {{start, start + 4000}};
        }
        if (rng.below(5) == 0)
            model.tasks.back().sites.push_back({static_cast<int>(rng.below(points.size())), 60, {}});
    }
    if (rng.below(2)) model.speeds = {{0, 100}, {7200, 60}, {10'800, 110}};
    return model;
}

}  // namespace octant::engine::route
