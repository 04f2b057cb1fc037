#pragma once
// A neural network that was trained on many series of a kind, beside the methods that learn from one history
// alone: what it saw of many it lends to one (Oreshkin and others 2020 and Smyl 2020 showed that such models
// go beyond combinations of single ones). It reads the last values as logarithms without season, counted from
// the last one in multiples of their own mean change, so that a series in dozens and one in millions look
// alike, and says the steps ahead in the same unit.

#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "engine/forecast/prepared.hpp"
#include "engine/forecast/words.hpp"

namespace octant::engine::forecast {

struct Layer {
    std::size_t inputs = 0, outputs = 0;
    std::vector<float> values;  // a row of outputs for each input, then one more: what is added

    std::span<const float> row(std::size_t input) const {
        return std::span(values).subspan(input * outputs, outputs);
    }
};

/// y = x W + b for each row of x.
void apply(const Layer& layer, std::span<const float> x, std::vector<float>& y);
/// Of negative values nothing goes on.
void rectify(std::span<float> values);

/// Two hidden layers, rectified between, and one of steps ahead.
using Net = std::vector<Layer>;

/// What the outputs are: a step ahead each, or the widths below and above it that hold 95 % of what comes.
enum class NetworkKind : std::int32_t { network, bounds };

struct Network {
    NetworkKind kind = NetworkKind::network;
    std::size_t period = 1, horizon = 1;
    std::vector<float> centre, width;  // of each input: mean and standard deviation
    std::vector<Net> nets;             // alike but for their random start; their mean is the answer

    std::size_t outputs() const { return kind == NetworkKind::bounds ? 2 * horizon : horizon; }
};

/// What a network sees of one history.
struct View {
    std::vector<float> inputs;
    double level = 0;            // logarithm of the last value without season
    double unit = 1;             // mean absolute change of the logarithms without season
    std::vector<double> season;  // logarithm of the index of each step ahead
};

std::size_t input_count(std::size_t period, std::size_t horizon);

/// A net of that shape, all naught.
Net empty_net(const Network& network, std::size_t hidden);

/// False where a network cannot help: a value not above zero, or a history too short or constant.
bool view_of(const Prepared& series, std::size_t horizon, View& out);

/// Centres and scales the inputs, as the nets want them.
void standardise(const Network& network, std::span<float> inputs);

/// Moves the forecasts in `out` by a share of the way to those of the network, in logarithms no further than
/// to a third or three times; beyond its horizon by as much as over its last season. False, and `out` as it
/// was, where the network cannot help.
bool move_towards(const Network& network, const Prepared& series, double share, std::span<double> out);

/// In logarithms a bound is no further than this from the last value.
inline constexpr double largest_bound = 4;

/// How far a bound is from the last value, in units of the view, for one output of a net: a random walk's for
/// none.
inline double bound_width(double output, std::size_t step) {
    return 1.5 * std::sqrt(static_cast<double>(step + 1)) * std::exp(output);
}

/// What 95 % of the future lies between, for each step of the network's horizon.
struct Bounds {
    std::vector<double> lower, upper;
};

/// False where the network cannot help.
bool bounds_by(const Network& network, const Prepared& series, Bounds& out);

/// Lines: the kind and `PERIOD HORIZON NETS HIDDEN`, `centre v..`, `width v..`, and for each net three of
/// `layer v..`.
Result<Network> read_network(NetworkKind kind, Words& words);
std::string to_text(const Network& network);

}  // namespace octant::engine::forecast
