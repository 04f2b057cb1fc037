#pragma once
// What was learned offline, as shipped: weights.txt, built into the program. Its first lines, of comment,
// tell what it was trained on and by which command.

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "engine/forecast/forest.hpp"
#include "engine/forecast/members.hpp"
#include "engine/forecast/network.hpp"
#include "engine/forecast/uncertainty.hpp"

namespace octant::engine::forecast {

struct ClassModel {
    std::optional<Forest> weights;           // of the members; absent where a history weighs its own
    std::optional<Network> network, bounds;  // absent where none was trained
    std::optional<ErrorQuantiles> errors;
};

struct ModelFile {
    std::string comment;  // lines that begin with #
    std::array<ClassModel, class_count> classes;
};

Result<ModelFile> read_model(std::string_view text);
std::string to_text(const ModelFile& file);

const ClassModel& shipped_model(SeriesClass series_class);

}  // namespace octant::engine::forecast
