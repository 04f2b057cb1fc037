#include "engine/forecast/model_file.hpp"

#include "base/check.hpp"
#include "base/enumeration.hpp"

namespace octant::engine::forecast {
namespace {

constexpr char shipped[] =
#include "forecast_weights.inc"
    ;

Result<void> read_class(Words& words, ModelFile& file) {
    const auto name = words.next();
    const int index = enum_names<SeriesClass>().find(name);
    if (index < 0) return refuse("model_must_have_a_class", name);
    auto& model = file.classes[static_cast<std::size_t>(index)];
    const auto members = members_of(static_cast<SeriesClass>(index)).size();
    if (words.peek() == "weights_of") {
        words.next();
        const int other = enum_names<SeriesClass>().find(words.next());
        if (other < 0) return refuse("model_must_have_a_class", name);
        model.weights = file.classes[static_cast<std::size_t>(other)].weights;
        if (!model.weights || model.weights->outputs() != members)
            return refuse("model_must_fit_the_members", name);
    }
    if (words.peek() == "forest") {
        model.weights = TRY(read_forest(words, feature_count(members)));
        if (model.weights->outputs() != members) return refuse("model_must_fit_the_members", name);
    }
    if (words.peek() == "network") model.network = TRY(read_network(NetworkKind::network, words));
    if (words.peek() == "bounds") model.bounds = TRY(read_network(NetworkKind::bounds, words));
    if (words.peek() == "quantiles")
        model.errors = TRY(read_quantiles(words, feature_count(members) + scale_features));
    return {};
}

// A forest that two classes share is written once.
std::string weights_text(const ModelFile& file, std::size_t index) {
    const auto& weights = *file.classes[index].weights;
    for (std::size_t i = 0; i < index; ++i)
        if (file.classes[i].weights == weights)
            return "weights_of " + std::string(enum_names<SeriesClass>()[i]) + "\n";
    return to_text(weights);
}

}  // namespace

Result<ModelFile> read_model(std::string_view text) {
    ModelFile file;
    while (text.starts_with('#')) {
        const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
        file.comment += text.substr(0, end);
        text.remove_prefix(end);
    }
    Words words(text);
    while (words.peek() == "class") {
        words.next();
        TRY(read_class(words, file));
    }
    if (!words.peek().empty()) return refuse("model_must_be_well_formed", words.peek());
    return file;
}

std::string to_text(const ModelFile& file) {
    auto out = file.comment;
    for (std::size_t i = 0; i < class_count; ++i) {
        const auto& model = file.classes[i];
        if (!model.weights && !model.network && !model.bounds && !model.errors) continue;
        out += "class " + std::string(enum_names<SeriesClass>()[i]) + "\n";
        if (model.weights) out += weights_text(file, i);
        if (model.network) out += to_text(*model.network);
        if (model.bounds) out += to_text(*model.bounds);
        if (model.errors) out += to_text(*model.errors);
    }
    return out;
}

const ClassModel& shipped_model(SeriesClass series_class) {
    static const auto file = read_model({shipped, sizeof shipped - 1});
    check(file.has_value());
    return file->classes[static_cast<std::size_t>(series_class)];
}

}  // namespace octant::engine::forecast
