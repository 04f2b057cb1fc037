// Seasons found, shared between items, and carried into levels by date.
// proves part of INV-5: a seasonal profile makes safety stock follow the date

#include "engine/stock/profile.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/stock/policy.hpp"
#include "engine/stock/proof.hpp"

namespace octant::engine::stock {
namespace {

constexpr std::size_t months = 12;

double wave(std::size_t phase) {
    return 1 + 0.6 * std::sin(2 * M_PI * static_cast<double>(phase) / static_cast<double>(months));
}

/// Monthly demand with the season of `strength`; the first month after the file has phase 0.
std::vector<Item> seasonal_items(std::size_t count, std::size_t periods, double strength) {
    Rng rng(5);
    std::vector<Item> items;
    for (std::size_t i = 0; i < count; ++i) {
        Item item;
        item.item = "I" + std::to_string(i);
        const double mean = 2 + 20 * rng.uniform();
        for (std::size_t t = 0; t < periods; ++t) {
            const auto phase = (t + months - periods % months) % months;
            const double level = mean * (1 + strength * (wave(phase) - 1));
            item.history.push_back(Distribution::negative_binomial(level, 1.6 * level).sample(rng));
        }
        item.lead_time = 1;
        items.push_back(std::move(item));
    }
    return items;
}

TEST(Profiles, FindTheSeasonThatWasThere) {
    const auto items = seasonal_items(80, 48, 1);
    const auto profiles = seasonal_profiles(items, months, 0);
    ASSERT_EQ(profiles.length, months);
    for (std::size_t j = 0; j < months; ++j) {
        double mean = 0;
        for (std::size_t i = 0; i < items.size(); ++i) mean += profiles.of(i)[j] / 80;
        EXPECT_NEAR(mean, wave(j), 0.06) << j;
    }
    // The last three months held out: phases still count from the end of the whole file.
    auto past = items;
    for (auto& item : past) item.history.resize(45);
    EXPECT_NEAR(seasonal_profiles(past, months, 3).of(0)[3], wave(3), 0.25);
}

TEST(Profiles, SeeNoneWhereThereIsNone) {
    const auto profiles = seasonal_profiles(seasonal_items(80, 48, 0), months, 0);
    for (std::size_t i = 0; i < 80; ++i)
        for (const double index : profiles.of(i)) EXPECT_NEAR(index, 1, 0.2);
    EXPECT_EQ(seasonal_profiles(seasonal_items(10, 20, 1), months, 0).length, 0U);  // not two of them
    EXPECT_EQ(seasonal_profiles(seasonal_items(10, 48, 1), 0, 0).length, 0U);
}

TEST(Profiles, MakeSafetyStockFollowTheSeason) {
    const auto items = seasonal_items(40, 48, 1);
    const auto ready = ready_models(items, {.season = months});
    const auto policy_in = [&](std::size_t ahead) {
        const auto fit = fit_in_season(items[0], items[0].history, ready.models[0],
                                       {ready.profiles.of(0), ready.profiles.power, 48 + ahead, 48});
        return make_policy(items[0], fit, {.periods_per_year = 12});
    };
    // Phase 3 is the top and phase 9 the bottom; the interval is two months.
    EXPECT_GT(policy_in(2).safety_stock, 1.3 * policy_in(8).safety_stock);
    EXPECT_GT(policy_in(2).lead_time_mean, 2.5 * policy_in(8).lead_time_mean);
    EXPECT_NEAR(policy_in(14).reorder_point, policy_in(2).reorder_point, 1e-9);
}

TEST(Profiles, BringHeldOutServiceToTheTargetWithLessStock) {
    const auto items = seasonal_items(200, 60, 1);
    const auto with = prove(items, {.holdout = 12, .season = months, .policy = {.periods_per_year = 12}});
    const auto without = prove(items, {.holdout = 12, .policy = {.periods_per_year = 12}});
    EXPECT_NEAR(with.all.fill_rate(), 0.95, 0.012);
    EXPECT_LT(std::abs(with.all.fill_rate() - 0.95), std::abs(without.all.fill_rate() - 0.95) + 0.01);
    EXPECT_LT(with.cash, 0.9 * without.cash);
}

}  // namespace
}  // namespace octant::engine::stock
