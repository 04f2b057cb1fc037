// The network over all series: what it reads, what it says, how it is trained and kept.
// proves part of DEM-6: what was learned of many series helps one

#include "engine/forecast/network.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/rng.hpp"
#include "engine/forecast/methods.hpp"
#include "engine/forecast/train_network.hpp"

namespace octant::engine::forecast {
namespace {

// Growth that dies away by a third each year: no single history of few values shows the rule, many do.
std::vector<double> dying_growth(Rng& rng, std::size_t n) {
    std::vector<double> out{100 + 900 * rng.uniform()};
    double growth = 0.2 * rng.normal();
    for (std::size_t t = 1; t < n; ++t) {
        out.push_back(out.back() * std::exp(growth));
        growth = rng.uniform() < 0.2 ? 0.2 * rng.normal() : growth * 2 / 3;
    }
    return out;
}

Problem many_series(std::uint64_t seed) {
    Rng rng(seed);
    Problem problem{.period = 1, .horizon = 3};
    for (int i = 0; i < 200; ++i) problem.add(std::to_string(i), dying_growth(rng, 24));
    return problem;
}

constexpr NetworkOptions small{.hidden = 16, .nets = 1, .epochs = 30, .batch = 64};

const Network& trained() {
    static const auto network = train_network(many_series(1), small);
    return *network;
}

std::vector<double> moved(const Network& network, std::span<const double> history, double share,
                          std::size_t horizon) {
    Prepared series;
    prepare(history, network.period, series);
    std::vector<double> out(horizon);
    forecast_single(Method::naive2, series, out);
    move_towards(network, series, share, out);
    return out;
}

double error_of(const Network& network, double share) {
    const auto unseen = many_series(2);
    double sum = 0;
    for (std::size_t i = 0; i < unseen.size(); ++i) {
        const auto whole = unseen.history(i);
        const auto out = moved(network, whole.first(21), share, 3);
        for (std::size_t h = 0; h < 3; ++h) sum += std::abs(std::log(out[h] / whole[21 + h]));
    }
    return sum;
}

TEST(Network, what_many_series_share_forecasts_those_it_never_saw) {
    EXPECT_LT(error_of(trained(), 1), 0.9 * error_of(trained(), 0));
}

TEST(Network, the_same_seed_trains_the_same_bits_and_another_seed_others) {
    auto other = small;
    other.seed = 9;
    EXPECT_EQ(to_text(*train_network(many_series(1), small)), to_text(trained()));
    EXPECT_NE(to_text(*train_network(many_series(1), other)), to_text(trained()));
}

TEST(Network, each_half_learns_from_its_own_series_alone) {
    auto half = small;
    half.half = 1;
    auto problem = many_series(1);
    const auto before = to_text(*train_network(problem, half));
    problem.values[0] *= 3;  // of series 0
    EXPECT_EQ(to_text(*train_network(problem, half)), before);
    problem.values[problem.first[1]] *= 3;
    EXPECT_NE(to_text(*train_network(problem, half)), before);
}

TEST(Network, a_share_is_a_share_of_the_way_and_the_last_step_is_held) {
    Rng rng(3);
    const auto history = dying_growth(rng, 20);
    const auto none = moved(trained(), history, 0, 6), half = moved(trained(), history, 0.5, 6),
               whole = moved(trained(), history, 1, 6);
    for (std::size_t h = 0; h < 6; ++h) {
        EXPECT_DOUBLE_EQ(none[h], history.back());
        EXPECT_NEAR(half[h], (none[h] + whole[h]) / 2, 1e-9 * half[h]);
        if (h > 2) {
            EXPECT_DOUBLE_EQ(whole[h], whole[2]);
        }
    }
    EXPECT_NE(whole[0], none[0]);
}

TEST(Network, no_forecast_is_moved_beyond_three_times_or_a_third) {
    auto wild = trained();
    for (auto& v : wild.nets[0].back().values) v *= 1e4f;
    Rng rng(4);
    for (int i = 0; i < 20; ++i) {
        const auto history = dying_growth(rng, 20);
        for (const double f : moved(wild, history, 1, 6)) {
            EXPECT_LE(f, 3.0001 * history.back());
            EXPECT_GE(f, history.back() / 3.0001);
        }
    }
}

TEST(Network, what_it_cannot_help_stays_as_it_was) {
    const std::vector<std::vector<double>> others{
        {1, 2, 3, 4}, {5, 6, 7, 0, 8, 9, 7, 6}, {5, 6, 7, -1, 8, 9, 7, 6}, std::vector<double>(20, 7.0)};
    for (const auto& history : others) {
        Prepared series;
        prepare(history, 1, series);
        std::vector<double> out{1, 2, 3};
        EXPECT_FALSE(move_towards(trained(), series, 1, out));
        EXPECT_EQ(out, (std::vector<double>{1, 2, 3}));
    }
    Prepared seasonal;
    const std::vector<double> history{3, 5, 4, 6, 3, 5, 4, 7, 3, 5, 4, 8};
    prepare(history, 4, seasonal);
    std::vector<double> out{1, 2, 3};
    EXPECT_FALSE(move_towards(trained(), seasonal, 1, out)) << "it was trained on another season";
    EXPECT_FALSE(train_network(Problem{.period = 1, .horizon = 3}, small).has_value());
}

TEST(Network, bounds_hold_what_they_say_of_series_they_never_saw) {
    auto options = small;
    options.kind = NetworkKind::bounds;
    const auto network = *train_network(many_series(1), options);
    const auto unseen = many_series(2);
    Prepared series;
    Bounds bounds;
    double inside = 0, width = 0;
    for (std::size_t i = 0; i < unseen.size(); ++i) {
        const auto whole = unseen.history(i);
        prepare(whole.first(21), 1, series);
        ASSERT_TRUE(bounds_by(network, series, bounds));
        for (std::size_t h = 0; h < 3; ++h) {
            inside += bounds.lower[h] <= whole[21 + h] && whole[21 + h] <= bounds.upper[h] ? 1 : 0;
            width += std::log(bounds.upper[h] / bounds.lower[h]);
        }
    }
    EXPECT_NEAR(inside / 600, 0.95, 0.04);
    EXPECT_GT(width, 0);
    const auto text = to_text(network);
    Words words(text);
    EXPECT_EQ(to_text(*read_network(NetworkKind::bounds, words)), text);
}

TEST(Network, a_file_is_read_as_it_was_written) {
    const auto text = to_text(trained());
    Words words(text);
    const auto read = read_network(NetworkKind::network, words);
    ASSERT_TRUE(read);
    EXPECT_TRUE(words.peek().empty());
    EXPECT_EQ(to_text(*read), text);
    EXPECT_NEAR(error_of(*read, 1), error_of(trained(), 1), 0.01 * error_of(trained(), 1));
}

TEST(Network, a_file_that_is_not_a_network_is_refused) {
    const auto whole = to_text(trained());
    const auto refused = [](const std::string& text) {
        Words words(text);
        const auto read = read_network(NetworkKind::network, words);
        return !read && read.error().rule == "model_must_be_well_formed";
    };
    EXPECT_TRUE(refused("forest 1 1"));
    EXPECT_TRUE(refused("network 1 0 1 16"));
    EXPECT_TRUE(refused("network 1 3 1 4000000000"));
    EXPECT_TRUE(refused(whole.substr(0, whole.size() / 2)));
    const auto at = whole.find("width ") + 6;
    EXPECT_TRUE(refused(whole.substr(0, at) + "-" + whole.substr(at)));
}

}  // namespace
}  // namespace octant::engine::forecast
