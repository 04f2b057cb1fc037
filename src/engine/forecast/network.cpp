#include "engine/forecast/network.hpp"

#include <algorithm>
#include <cmath>

#include "base/enumeration.hpp"

namespace octant::engine::forecast {
namespace {

// Of longer histories no more is looked at, so that all lie in the range that was learned.
constexpr std::size_t longest_view = 120;
// A series that hardly moves would have no unit.
constexpr double least_unit = 1e-3;
constexpr double largest_input = 6;       // in standard deviations
constexpr double largest_step = 1.09861;  // log 3
constexpr std::size_t other_inputs = 4;

std::size_t least_view(std::size_t period) { return std::max<std::size_t>(7, period + 4); }

// Values looked back at one by one: two seasons at least.
std::size_t lags_of(std::size_t period) { return period == 1 ? 12 : std::max<std::size_t>(16, 2 * period); }

std::span<const double> last_of(std::span<const double> values, std::size_t count) {
    return values.last(std::min(count, values.size()));
}

// Five units are one, none is beyond six.
float input_of(double units) { return static_cast<float>(std::clamp(units, -30.0, 30.0) / 5); }

// A shorter history is filled up at its beginning with its first value.
template <class Logarithm>
void add_lags(std::size_t lags, std::size_t known, Logarithm&& at, View& out) {
    for (std::size_t k = lags; k > 0; --k)
        out.inputs.push_back(input_of((at(std::min(k, known)) - out.level) / out.unit));
}

void evaluate(const Net& net, std::span<const float> inputs, std::span<double> steps) {
    thread_local std::vector<float> from, to;
    from.assign(inputs.begin(), inputs.end());
    for (const auto& layer : net) {
        apply(layer, from, to);
        if (&layer != &net.back()) rectify(to);
        from.swap(to);
    }
    for (std::size_t h = 0; h < steps.size(); ++h) steps[h] += from[h];
}

// The mean of the nets; false where they cannot help.
bool ask(const Network& network, const Prepared& series, View& view, std::vector<double>& answer) {
    if (series.period != network.period || !view_of(series, network.horizon, view)) return false;
    standardise(network, view.inputs);
    answer.assign(network.outputs(), 0);
    for (const auto& net : network.nets) evaluate(net, view.inputs, answer);
    for (auto& a : answer) a /= static_cast<double>(network.nets.size());
    return true;
}

Result<void> read_row(Words& words, std::string_view name, std::span<float> out) {
    TRY(words.expect(name));
    for (auto& v : out) v = TRY(words.number<float>());
    return {};
}

// Four digits of a weight: the mean of the nets is no better for more.
void add_row(std::string_view name, std::span<const float> values, std::string& out) {
    out += name;
    for (const float v : values) out += " " + brief(v, 4);
    out += "\n";
}

}  // namespace

// Every inner loop runs along outputs, so that it is done several at a time.
void apply(const Layer& layer, std::span<const float> x, std::vector<float>& y) {
    const std::size_t rows = x.size() / layer.inputs, width = layer.outputs;
    y.resize(rows * width);
    for (std::size_t r = 0; r < rows; ++r) {
        float* const to = &y[r * width];
        std::copy_n(layer.row(layer.inputs).data(), width, to);
        for (std::size_t i = 0; i < layer.inputs; ++i) {
            const float v = x[r * layer.inputs + i];
            if (v == 0) continue;
            const float* const from = layer.row(i).data();
            for (std::size_t k = 0; k < width; ++k) to[k] += v * from[k];
        }
    }
}

void rectify(std::span<float> values) {
    for (auto& v : values) v = std::max(v, 0.0f);
}

Net empty_net(const Network& network, std::size_t hidden) {
    const std::size_t sizes[] = {input_count(network.period, network.horizon), hidden, hidden,
                                 network.outputs()};
    Net net;
    for (std::size_t i = 0; i < 3; ++i)
        net.push_back({sizes[i], sizes[i + 1], std::vector<float>((sizes[i] + 1) * sizes[i + 1])});
    return net;
}

std::size_t input_count(std::size_t period, std::size_t horizon) {
    const std::size_t lags = lags_of(period);
    return 2 * lags + other_inputs + (period > 1 ? lags + horizon : 0);
}

bool view_of(const Prepared& series, std::size_t horizon, View& out) {
    const std::size_t n = series.history.size(), period = series.period;
    if (!series.positive || n < least_view(period)) return false;
    const auto logs = last_of(series.logarithms, longest_view);
    double change = 0;
    for (std::size_t t = 1; t < logs.size(); ++t) change += std::abs(logs[t] - logs[t - 1]);
    if (!(change > 0)) return false;
    out.level = logs.back();
    out.unit = std::max(change / static_cast<double>(logs.size() - 1), least_unit);
    out.season.assign(horizon, 0);
    if (series.has_season())
        for (std::size_t h = 0; h < horizon; ++h) out.season[h] = std::log(series.indices[(n + h) % period]);
    out.inputs.clear();
    const std::size_t lags = lags_of(period), known = std::min(n, lags);
    add_lags(
        lags, known, [&](std::size_t back) { return logs[logs.size() - back]; }, out);
    for (std::size_t k = lags; k > 0; --k) out.inputs.push_back(k <= known ? 1 : 0);
    if (period > 1) {
        add_lags(
            lags, known, [&](std::size_t back) { return std::log(series.history[n - back]); }, out);
        for (const double s : out.season) out.inputs.push_back(input_of(s / out.unit));
    }
    const double root = std::sqrt(static_cast<double>(logs.size()));
    const double climb = (out.level - logs.front()) / out.unit / root;
    out.inputs.push_back(series.has_season() ? 1 : 0);
    out.inputs.push_back(static_cast<float>(std::log(static_cast<double>(logs.size()))));
    out.inputs.push_back(static_cast<float>(std::log(out.unit)));
    out.inputs.push_back(static_cast<float>(std::clamp(climb, -5.0, 5.0)));
    return true;
}

void standardise(const Network& network, std::span<float> inputs) {
    for (std::size_t i = 0; i < inputs.size(); ++i)
        inputs[i] = std::clamp<float>((inputs[i] - network.centre[i]) / network.width[i], -largest_input,
                                      largest_input);
}

bool move_towards(const Network& network, const Prepared& series, double share, std::span<double> out) {
    thread_local View view;
    thread_local std::vector<double> steps;
    if (!ask(network, series, view, steps)) return false;
    const std::size_t season = std::min(network.period, network.horizon);
    double held = 0;  // the mean of the last season
    for (std::size_t h = 0; h < out.size(); ++h) {
        if (h < network.horizon && out[h] > 0) {
            const double wanted = view.level + view.unit * steps[h] + view.season[h];
            steps[h] = std::clamp(wanted - std::log(out[h]), -largest_step, largest_step);
            if (h + season >= network.horizon) held += steps[h] / static_cast<double>(season);
        }
        if (out[h] > 0) out[h] *= 1 + share * (std::exp(h < network.horizon ? steps[h] : held) - 1);
    }
    return true;
}

bool bounds_by(const Network& network, const Prepared& series, Bounds& out) {
    thread_local View view;
    thread_local std::vector<double> widths;
    if (!ask(network, series, view, widths)) return false;
    const auto bound = [&](std::size_t h, double width) {
        return std::exp(view.level + view.season[h] +
                        std::clamp(view.unit * width, -largest_bound, largest_bound));
    };
    out.lower.resize(network.horizon);
    out.upper.resize(network.horizon);
    for (std::size_t h = 0; h < network.horizon; ++h) {
        out.lower[h] = bound(h, -bound_width(widths[h], h));
        out.upper[h] = bound(h, bound_width(widths[network.horizon + h], h));
    }
    return true;
}

Result<Network> read_network(NetworkKind kind, Words& words) {
    Network network{.kind = kind};
    TRY(words.expect(name_of(kind)));
    network.period = TRY(words.number<std::uint32_t>());
    network.horizon = TRY(words.number<std::uint32_t>());
    const auto nets = TRY(words.number<std::uint32_t>());
    const auto hidden = TRY(words.number<std::uint32_t>());
    const auto in_range = [](std::size_t value, std::size_t most) { return value > 0 && value <= most; };
    if (!in_range(network.period, 100) || !in_range(network.horizon, 100) || !in_range(nets, 100) ||
        !in_range(hidden, 1000))
        return refuse("model_must_be_well_formed", "network");
    network.centre.resize(input_count(network.period, network.horizon));
    network.width.resize(network.centre.size());
    TRY(read_row(words, "centre", network.centre));
    TRY(read_row(words, "width", network.width));
    for (const float w : network.width)
        if (!(w > 0)) return refuse("model_must_be_well_formed", "width");
    for (std::size_t n = 0; n < nets; ++n) {
        auto& net = network.nets.emplace_back(empty_net(network, hidden));
        for (auto& layer : net) TRY(read_row(words, "layer", layer.values));
    }
    return network;
}

std::string to_text(const Network& network) {
    std::string out(name_of(network.kind));
    for (const std::size_t number :
         {network.period, network.horizon, network.nets.size(), network.nets[0][0].outputs})
        out += " " + std::to_string(number);
    out += "\n";
    add_row("centre", network.centre, out);
    add_row("width", network.width, out);
    for (const auto& net : network.nets)
        for (const auto& layer : net) add_row("layer", layer.values, out);
    return out;
}

}  // namespace octant::engine::forecast
