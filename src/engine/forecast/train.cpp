#include "engine/forecast/train.hpp"

#include <algorithm>

#include "engine/forecast/solve.hpp"
#include "engine/forecast/train_weights.hpp"

namespace octant::engine::forecast {
namespace {

constexpr std::size_t origins_of_weights = 4;
constexpr std::size_t origins_of_errors = 3;

std::size_t typical_length(const Problem& problem) {
    std::vector<std::size_t> lengths;
    for (std::size_t i = 0; i < problem.size(); ++i) lengths.push_back(problem.history(i).size());
    std::nth_element(lengths.begin(), lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() / 2),
                     lengths.end());
    return lengths[lengths.size() / 2];
}

Result<Forest> learn_weights(const Problem& problem) {
    const auto period = static_cast<std::size_t>(problem.period),
               horizon = static_cast<std::size_t>(problem.horizon);
    std::vector<Example> examples;
    Example example;
    const std::size_t apart = period > 6 ? horizon / 3 : horizon;
    for (std::size_t i = 0; i < problem.size(); ++i)
        for (std::size_t k = 0; k < origins_of_weights; ++k)
            if (make_example(problem.history(i), {period, horizon, horizon + k * apart}, example))
                examples.push_back(example);
    return train_weights(examples, {});
}

// Errors of the combination that was just learned, at origins it was learned from: small trees and the equal
// share keep what that flatters below a percent.
ErrorQuantiles learn_quantiles(const Problem& problem, const ClassModel& model) {
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
            forecast_automatic(series, model, forecast, combination);
            if (!(combination.parts.noise > 0)) continue;
            PastError error{combination.parts, {}};
            for (std::size_t h = 0; h < horizon; ++h)
                error.errors.push_back(history[history.size() - cut + h] - forecast[h]);
            past.push_back(std::move(error));
        }
    return learn_errors(past);
}

}  // namespace

Result<ModelFile> train(const std::vector<TrainingSet>& sets) {
    ModelFile file;
    for (const auto& set : sets) {
        TRY(validate(set.problem));
        const auto series_class =
            class_of(typical_length(set.problem), static_cast<std::size_t>(set.problem.period),
                     static_cast<std::size_t>(set.problem.horizon));
        auto& model = file.classes[static_cast<std::size_t>(series_class)];
        if (!members_of(series_class).empty()) model.weights = TRY(learn_weights(set.problem));
        model.errors = learn_quantiles(set.problem, model);
        file.comment += "# " + set.name + ": " + std::to_string(set.problem.size()) + " series, period " +
                        std::to_string(set.problem.period) + ", horizon " +
                        std::to_string(set.problem.horizon) + "\n";
    }
    return file;
}

}  // namespace octant::engine::forecast
