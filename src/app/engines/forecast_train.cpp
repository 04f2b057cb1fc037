#include <fmt/core.h>

#include "app/engines/forecast_command.hpp"
#include "app/files.hpp"
#include "app/options.hpp"
#include "app/workspace.hpp"
#include "engine/forecast/read_series.hpp"
#include "engine/forecast/train.hpp"

namespace octant::app {
namespace {

namespace forecast = engine::forecast;

struct SeriesKind {
    const char* name;
    int period, horizon;
};

// The kinds of the M4 competition. Daily is left to the class of Weekly: both are long and without
// short season.
constexpr SeriesKind series_kinds[] = {
    {"Yearly", 1, 6}, {"Quarterly", 4, 8}, {"Monthly", 12, 18}, {"Weekly", 1, 13}, {"Hourly", 24, 48}};

Result<std::string> run(const std::string& folder) {
    std::vector<forecast::TrainingSet> sets;
    for (const auto& kind : series_kinds) {
        forecast::TrainingSet set{kind.name, {.period = kind.period, .horizon = kind.horizon}};
        const auto text = read_file(folder + "/" + kind.name + "-train.csv.gz");
        TRY(forecast::read_series(text, {}, set.problem));
        sets.push_back(std::move(set));
    }
    auto file = TRY(forecast::train(sets));
    file.comment =
        "# Learned by `octant forecast train` on truncated histories of the training parts of M4 alone:\n" +
        file.comment;
    return forecast::to_text(file);
}

}  // namespace

int forecast_train_command(int argc, char** argv) {
    std::string folder, output;
    Options options("forecast train",
                    "Learn the weights of the combination and the quantiles of its errors.");
    options.text("--data", folder, "folder of <Frequency>-train.csv.gz", true)
        .text("--output", output, "the model file: src/engine/forecast/weights.txt", true);
    if (const auto code = options.parse(argc, argv)) return *code;
    const auto text = run(folder);
    if (!text) return report_refusal(text.error());
    write_file(output, *text);
    return exit_done;
}

}  // namespace octant::app
