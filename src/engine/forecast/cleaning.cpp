#include "engine/forecast/cleaning.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>

namespace octant::engine::forecast {
namespace {

// The median absolute deviation of a normal distribution is this share of its standard deviation.
constexpr double deviation_of_median = 0.6745;
constexpr std::size_t half_window = 5;

double median(std::vector<double> values) {
    if (values.empty()) return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

class Cleaner {
public:
    Cleaner(std::span<double> history, const CleaningOptions& options) : y_(history), options_(options) {}

    std::vector<CleaningChange> run() {
        mark_censored();
        fill_missing();
        if (!options_.returns_allowed) cut_returns();
        mark_zero_runs();
        lower_outliers();
        find_level_shift();
        return std::move(changes_);
    }

private:
    void change(std::size_t at, double after, CleaningReason reason) {
        changes_.push_back({at, y_[at], after, reason});
        y_[at] = after;
    }

    bool is_censored(std::size_t t) const {
        return t < options_.stock_out.size() && options_.stock_out[t] != 0;
    }

    // Values of the same place in the season that count, or of the neighbours when there is no season.
    std::vector<double> peers_of(std::size_t t, bool skip_censored) const {
        std::vector<double> peers;
        const auto take = [&](std::size_t at) {
            if (at != t && at < y_.size() && std::isfinite(y_[at]) && !(skip_censored && is_censored(at)))
                peers.push_back(y_[at]);
        };
        if (options_.period > 1 && y_.size() >= 3 * options_.period) {
            for (std::size_t at = t % options_.period; at < y_.size(); at += options_.period) take(at);
        } else {
            const std::size_t first = t > half_window ? t - half_window : 0;
            for (std::size_t at = first; at <= t + half_window; ++at) take(at);
        }
        return peers;
    }

    void mark_censored() {
        for (std::size_t t = 0; t < y_.size(); ++t) {
            if (!is_censored(t)) continue;
            const double sold = std::isfinite(y_[t]) ? y_[t] : 0;
            const double wanted = std::max(sold, median(peers_of(t, true)));
            if (wanted != y_[t]) change(t, wanted, CleaningReason::stock_out);
        }
    }

    void fill_missing() {
        for (std::size_t t = 0; t < y_.size(); ++t)
            if (!std::isfinite(y_[t])) change(t, median(peers_of(t, false)), CleaningReason::missing);
    }

    void cut_returns() {
        for (std::size_t t = 0; t < y_.size(); ++t)
            if (y_[t] < 0) change(t, 0, CleaningReason::returned_goods);
    }

    // A rest four times as long as the usual one, and of eight periods at least, between sales.
    void mark_zero_runs() {
        std::vector<std::size_t> starts, lengths;
        for (std::size_t t = 0; t < y_.size();) {
            std::size_t end = t;
            while (end < y_.size() && y_[end] == 0) ++end;
            if (end > t && t > 0 && end < y_.size()) {
                starts.push_back(t);
                lengths.push_back(end - t);
            }
            t = std::max(end, t + 1);
        }
        std::vector<double> others(lengths.begin(), lengths.end());
        if (!others.empty()) others.erase(std::max_element(others.begin(), others.end()));
        const double usual = std::max(1.0, median(others));
        const auto sold =
            static_cast<std::size_t>(std::count_if(y_.begin(), y_.end(), [](double v) { return v > 0; }));
        if (2 * sold < y_.size()) return;  // zeros are how such an item sells
        for (std::size_t k = 0; k < starts.size(); ++k)
            if (lengths[k] >= 8 && static_cast<double>(lengths[k]) >= 4 * usual)
                fill_run(starts[k], lengths[k]);
    }

    void fill_run(std::size_t start, std::size_t length) {
        const double before = y_[start - 1], after = y_[start + length];
        for (std::size_t k = 0; k < length; ++k) {
            const double share = static_cast<double>(k + 1) / static_cast<double>(length + 1);
            change(start + k, before + share * (after - before), CleaningReason::zero_run);
        }
    }

    // What came before allows it, or what came after: at a new level only one of the two does.
    double nearest_expectation(std::size_t t) const {
        const double all = median(peers_of(t, false));
        double best = all;
        const std::size_t first = t > half_window ? t - half_window : 0;
        const auto side = [&](std::size_t from, std::size_t to) {
            if (options_.period > 1 || to < from + 3) return;
            const double middle = median({y_.begin() + static_cast<std::ptrdiff_t>(from),
                                          y_.begin() + static_cast<std::ptrdiff_t>(to)});
            if (std::abs(y_[t] - middle) < std::abs(y_[t] - best)) best = middle;
        };
        side(first, t);
        side(t + 1, std::min(t + 1 + half_window, y_.size()));
        return best;
    }

    void lower_outliers() {
        const std::vector<double> before(y_.begin(), y_.end());
        std::vector<double> distance(y_.size()), expected(y_.size());
        for (std::size_t t = 0; t < y_.size(); ++t) {
            expected[t] = nearest_expectation(t);
            distance[t] = std::abs(y_[t] - expected[t]);
        }
        const double deviation = median(distance) / deviation_of_median;
        if (!(deviation > 0)) return;
        const double limit = options_.outlier_distance * deviation;
        for (std::size_t t = 0; t < y_.size(); ++t) {
            // Two in a row are no accident: they may be a promotion or a new level.
            const bool alone =
                (t == 0 || distance[t - 1] <= limit) && (t + 1 >= y_.size() || distance[t + 1] <= limit);
            if (distance[t] <= limit || !alone) continue;
            change(t, expected[t] + std::copysign(limit, before[t] - expected[t]), CleaningReason::outlier);
        }
    }

    // The split that leaves the least absolute deviation, when it halves it.
    void find_level_shift() {
        const std::size_t n = y_.size(), edge = std::max<std::size_t>(6, options_.period);
        if (n < 2 * edge + 2) return;
        const auto spread = [](std::span<const double> part) {
            const double middle = median({part.begin(), part.end()});
            double sum = 0;
            for (const double v : part) sum += std::abs(v - middle);
            return sum;
        };
        const std::span<const double> all(y_);
        double best = spread(all) / 2;
        std::size_t at = 0;
        for (std::size_t t = edge; t + edge <= n; ++t) {
            const double both = spread(all.first(t)) + spread(all.subspan(t));
            if (both < best) {
                best = both;
                at = t;
            }
        }
        if (at == 0) return;
        const double before = median({y_.begin(), y_.begin() + static_cast<std::ptrdiff_t>(at)});
        const double after = median({y_.begin() + static_cast<std::ptrdiff_t>(at), y_.end()});
        if (is_jump(at, edge, after - before)) move_level(at, before, after);
    }

    // A trend also halves the deviation, but climbs little within a few periods.
    bool is_jump(std::size_t at, std::size_t edge, double whole) const {
        const auto from = y_.begin() + static_cast<std::ptrdiff_t>(at);
        const auto reach = static_cast<std::ptrdiff_t>(edge);
        return (median({from, from + reach}) - median({from - reach, from})) / whole > 0.7;
    }

    // Seasons grow with the level where there is nothing below zero.
    void move_level(std::size_t at, double before, double after) {
        const bool scales = before > 0 && after > 0 && *std::min_element(y_.begin(), y_.end()) >= 0;
        for (std::size_t t = 0; t < at; ++t) {
            const double moved = scales ? y_[t] * after / before : y_[t] + after - before;
            if (moved != y_[t]) change(t, moved, CleaningReason::level_shift);
        }
    }

    std::span<double> y_;
    const CleaningOptions& options_;
    std::vector<CleaningChange> changes_;
};

}  // namespace

std::vector<CleaningChange> clean(std::span<double> history, const CleaningOptions& options) {
    return Cleaner(history, options).run();
}

std::vector<SeriesChange> clean_all(Problem& problem, const Problem& stock_out,
                                    const CleaningOptions& options) {
    std::map<std::string_view, std::size_t> shelf;
    for (std::size_t i = 0; i < stock_out.size(); ++i) shelf.emplace(stock_out.ids[i], i);
    Problem cleaned{.period = problem.period,
                    .horizon = problem.horizon,
                    .method = problem.method,
                    .level = problem.level};
    std::vector<SeriesChange> out;
    std::vector<char> empty_shelf;
    for (std::size_t i = 0; i < problem.size(); ++i) {
        const auto raw = problem.history(i);
        std::size_t first = 0, last = raw.size();
        while (last > 0 && std::isnan(raw[last - 1])) --last;
        while (first < last && std::isnan(raw[first])) ++first;
        std::vector<double> history(raw.begin() + static_cast<std::ptrdiff_t>(first),
                                    raw.begin() + static_cast<std::ptrdiff_t>(last));
        empty_shelf.assign(history.size(), 0);
        if (const auto found = shelf.find(problem.ids[i]); found != shelf.end()) {
            const auto flags = stock_out.history(found->second);
            for (std::size_t t = 0; t < history.size() && first + t < flags.size(); ++t)
                empty_shelf[t] = flags[first + t] > 0 ? 1 : 0;
        }
        auto own = options;
        own.stock_out = empty_shelf;
        for (auto change : clean(history, own)) {
            change.at += first;
            out.push_back({i, change});
        }
        cleaned.add(problem.ids[i], history);
    }
    problem = std::move(cleaned);
    return out;
}

}  // namespace octant::engine::forecast
