#include "engine/forecast/train.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "engine/forecast/solve.hpp"
#include "engine/forecast/train_network.hpp"
#include "engine/forecast/train_weights.hpp"

namespace octant::engine::forecast {
namespace {

// Where histories are cut and how far they are then forecast, in horizons.
struct Origin {
    double cut, ahead;
};

constexpr Origin whole_horizons[] = {{1, 1}, {2, 1}, {3, 1}, {4, 1}};
// Months come in few seasons: what is cut a whole horizon short may not show its season any more, so shorter
// views are learned from too.
constexpr Origin seasonal_origins[] = {{1. / 3, 1. / 3}, {.5, .5}, {2. / 3, 2. / 3}, {1, 1}, {4. / 3, 2. / 3},
                                       {4. / 3, 1},      {1.5, 1}, {2, 1},           {3, 1}, {4, 1}};
constexpr std::size_t origins_of_errors = 3;

std::size_t typical_length(const Problem& problem) {
    std::vector<std::size_t> lengths;
    for (std::size_t i = 0; i < problem.size(); ++i) lengths.push_back(problem.history(i).size());
    std::nth_element(lengths.begin(), lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() / 2),
                     lengths.end());
    return lengths[lengths.size() / 2];
}

// Examples of every other series apart, so that errors can be told of series that were not learned from.
struct Examples {
    std::array<std::vector<Example>, 2> halves;

    std::vector<Example> all() const {
        auto out = halves[0];
        out.insert(out.end(), halves[1].begin(), halves[1].end());
        return out;
    }
};

void add_examples(const Problem& problem, Examples& examples) {
    const auto period = static_cast<std::size_t>(problem.period);
    const auto part = [&](double share) { return static_cast<std::size_t>(share * problem.horizon + 0.5); };
    const std::span<const Origin> origins =
        period > 1 ? std::span<const Origin>(seasonal_origins) : std::span<const Origin>(whole_horizons);
    Example example;
    for (std::size_t i = 0; i < problem.size(); ++i)
        for (const auto& origin : origins)
            if (make_example(problem.history(i), {period, part(origin.ahead), part(origin.cut)}, example))
                examples.halves[i % 2].push_back(example);
}

SeriesClass class_of_set(const TrainingSet& set) {
    return class_of(typical_length(set.problem), static_cast<std::size_t>(set.problem.period),
                    static_cast<std::size_t>(set.problem.horizon));
}

struct Learned {
    Forest all;
    std::array<Forest, 2> other;  // for series of each half, from those of the other
};

using LearnedByMembers = std::map<const Method*, Learned>;

// Classes with the same members learn together: what decides between methods is much the same for quarters
// and months.
Result<LearnedByMembers> learn_all_weights(const std::vector<TrainingSet>& sets) {
    std::map<const Method*, Examples> examples;
    for (const auto& set : sets) {
        const auto members = members_of(class_of_set(set));
        if (!members.empty()) add_examples(set.problem, examples[members.data()]);
    }
    LearnedByMembers out;
    for (const auto& [members, known] : examples) {
        auto& learned = out[members];
        learned.all = TRY(train_weights(known.all(), {}));
        for (const std::size_t half : {0, 1})
            learned.other[half] = TRY(train_weights(known.halves[1 - half], {}));
    }
    return out;
}

// What a class learned, and for series of each half what the other half taught.
struct Models {
    ClassModel all;
    std::array<ClassModel, 2> other;
};

Models models_of(const TrainingSet& set, const LearnedByMembers& learned) {
    Models models;
    const auto members = members_of(class_of_set(set));
    if (members.empty()) return models;
    const auto& weights = learned.at(members.data());
    models.all = {weights.all,
                  train_network(set.problem, {}),
                  train_network(set.problem, {.kind = NetworkKind::bounds, .epochs = 20}),
                  {}};
    for (const std::size_t half : {0, 1})
        models.other[half] = {weights.other[half], train_network(set.problem, {.half = 1 - half}), {}, {}};
    return models;
}

// Errors of the combination at origins of the past, each series forecast by what was learned from others.
Result<ErrorQuantiles> learn_quantiles(const Problem& problem, const std::array<ClassModel, 2>& models) {
    const auto horizon = static_cast<std::size_t>(problem.horizon);
    const std::size_t least = std::max<std::size_t>(10, 2 * static_cast<std::size_t>(problem.period) + 4);
    std::vector<PastError> past;
    std::vector<double> forecast(horizon);
    Combination combination;
    Prepared series;
    for (std::size_t i = 0; i < problem.size(); ++i)
        for (std::size_t k = 1; k <= origins_of_errors; ++k) {
            const auto history = problem.history(i);
            const std::size_t cut = k * horizon;
            if (history.size() < cut + least) break;
            auto known = history.first(history.size() - cut);
            if (known.size() > longest_history) known = known.last(longest_history);
            prepare(known, static_cast<std::size_t>(problem.period), series);
            forecast_automatic(series, models[i % 2], forecast, combination);
            if (!(combination.parts.noise > 0)) continue;
            PastError error{combination.parts, {}, mean_seasonal_change(known, series.period)};
            // A history that was not weighed by the trees tells nothing of those that are.
            if (!(error.unit > 0) || (models[0].weights && error.parts.features.empty())) continue;
            for (std::size_t h = 0; h < horizon; ++h)
                error.errors.push_back(history[history.size() - cut + h] - forecast[h]);
            past.push_back(std::move(error));
        }
    return learn_errors(past);
}

}  // namespace

Result<ModelFile> train(const std::vector<TrainingSet>& sets) {
    ModelFile file;
    for (const auto& set : sets) TRY(validate(set.problem));
    const auto learned = TRY(learn_all_weights(sets));
    for (const auto& set : sets) {
        auto& model = file.classes[static_cast<std::size_t>(class_of_set(set))];
        auto models = models_of(set, learned);
        model = std::move(models.all);
        // Too short to be cut: the errors of another class stand in.
        if (auto errors = learn_quantiles(set.problem, models.other)) model.errors = std::move(*errors);
        file.comment += "# " + set.name + ": " + std::to_string(set.problem.size()) + " series, period " +
                        std::to_string(set.problem.period) + ", horizon " +
                        std::to_string(set.problem.horizon) + "\n";
    }
    return file;
}

}  // namespace octant::engine::forecast
