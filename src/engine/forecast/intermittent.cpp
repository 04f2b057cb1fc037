#include "engine/forecast/intermittent.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "engine/forecast/two_state.hpp"

namespace octant::engine::forecast {
namespace {

constexpr double constants[] = {0.02, 0.05, 0.1, 0.15, 0.2, 0.3};

// Smoothed size and interval; `squares` is of the one-step errors of their ratio.
struct Rate {
    double mean = 0;
    double squares = 0;
};

Rate run_croston(std::span<const double> history, double alpha, double correction) {
    double size = 0, interval = 1, since = 0;
    bool seen = false;
    Rate rate;
    for (const double y : history) {
        ++since;
        const double expected = seen ? correction * size / interval : 0;
        if (seen) rate.squares += (y - expected) * (y - expected);
        if (y <= 0) continue;
        size = seen ? size + alpha * (y - size) : y;
        interval = seen ? interval + alpha * (since - interval) : since;
        seen = true;
        since = 0;
    }
    rate.mean = seen ? correction * size / interval : 0;
    return rate;
}

Rate run_tsb(std::span<const double> history, double alpha, double beta) {
    double size = 0, count = 0;
    for (const double y : history)
        if (y > 0) {
            size += y;
            count += 1;
        }
    if (count == 0) return {};
    size /= count;
    double probability = count / static_cast<double>(history.size());
    Rate rate;
    for (const double y : history) {
        const double expected = probability * size;
        rate.squares += (y - expected) * (y - expected);
        probability += beta * ((y > 0 ? 1 : 0) - probability);
        if (y > 0) size += alpha * (y - size);
    }
    rate.mean = probability * size;
    return rate;
}

double croston(std::span<const double> history, bool corrected) {
    Rate best{.squares = std::numeric_limits<double>::infinity()};
    for (const double alpha : constants) {
        const auto rate = run_croston(history, alpha, corrected ? 1 - alpha / 2 : 1);
        if (rate.squares < best.squares) best = rate;
    }
    return best.mean;
}

double tsb(std::span<const double> history) {
    Rate best{.squares = std::numeric_limits<double>::infinity()};
    for (const double alpha : {0.05, 0.1, 0.2})
        for (const double beta : constants) {
            const auto rate = run_tsb(history, alpha, beta);
            if (rate.squares < best.squares) best = rate;
        }
    return best.mean;
}

// Simple smoothing of sums over blocks of one length, per period.
double blocks(std::span<const double> history, std::size_t length) {
    const std::size_t count = history.size() / length;
    std::vector<double> sums(count, 0);
    const auto used = history.last(count * length);
    for (std::size_t t = 0; t < used.size(); ++t) sums[t / length] += used[t];
    if (count < 3) {
        double total = 0;
        for (const double s : sums) total += s;
        return total / static_cast<double>(used.size());
    }
    double next = 0;
    project(fit_simple(sums), {&next, 1});
    return std::max(next, 0.0) / static_cast<double>(length);
}

double mean_interval(std::span<const double> history) {
    const auto sold = std::count_if(history.begin(), history.end(), [](double y) { return y > 0; });
    return static_cast<double>(history.size()) / static_cast<double>(std::max<std::ptrdiff_t>(sold, 1));
}

double over_blocks(std::span<const double> history, bool all) {
    const auto longest =
        std::clamp<std::size_t>(static_cast<std::size_t>(std::lround(mean_interval(history))), 1,
                                std::max<std::size_t>(history.size() / 3, 1));
    if (!all) return blocks(history, longest);
    double sum = 0;
    for (std::size_t length = 1; length <= longest; ++length) sum += blocks(history, length);
    return sum / static_cast<double>(longest);
}

}  // namespace

bool is_intermittent(std::span<const double> history) {
    std::size_t zeros = 0;
    for (const double y : history) {
        if (y < 0) return false;
        zeros += y == 0 ? 1 : 0;
    }
    return 10 * zeros >= 3 * history.size();
}

void forecast_intermittent(Method method, std::span<const double> history, std::span<double> out) {
    const double mean = method == Method::croston ? croston(history, false)
                        : method == Method::sba   ? croston(history, true)
                        : method == Method::adida ? over_blocks(history, false)
                        : method == Method::imapa ? over_blocks(history, true)
                                                  : tsb(history);
    std::fill(out.begin(), out.end(), mean);
}

}  // namespace octant::engine::forecast
