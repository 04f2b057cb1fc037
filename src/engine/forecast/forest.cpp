#include "engine/forecast/forest.hpp"

namespace octant::engine::forecast {
namespace {

// Children stand after their parent, so that a walk always ends.
bool is_valid(const Forest::Node& node, std::size_t place, std::size_t count, std::size_t features) {
    if (node.feature < 0) return node.feature == -1;
    return static_cast<std::size_t>(node.feature) < features && node.yes > static_cast<std::int32_t>(place) &&
           static_cast<std::size_t>(node.yes) + 1 < count;
}

Result<void> read_tree(Words& words, std::size_t features, Forest& forest) {
    TRY(words.expect("tree"));
    const auto count = TRY(words.number<std::uint32_t>());
    if (count < 1 || count > 1u << 16) return refuse("model_must_be_well_formed", "tree");
    const auto root = static_cast<std::int32_t>(forest.nodes.size());
    forest.roots.push_back(root);
    for (std::size_t i = 0; i < count; ++i) {
        Forest::Node node;
        node.feature = TRY(words.number<std::int32_t>());
        node.value = TRY(words.number<float>());
        node.yes = TRY(words.number<std::int32_t>());
        if (!is_valid(node, i, count, features)) return refuse("model_must_be_well_formed", "node");
        node.yes += root;
        forest.nodes.push_back(node);
    }
    return {};
}

}  // namespace

void Forest::evaluate(std::span<const float> features, std::span<double> out) const {
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = base[k];
    for (std::size_t i = 0; i < roots.size(); ++i) {
        std::int32_t at = roots[i];
        while (nodes[static_cast<std::size_t>(at)].feature >= 0) {
            const auto& node = nodes[static_cast<std::size_t>(at)];
            at = node.yes + (features[static_cast<std::size_t>(node.feature)] < node.value ? 0 : 1);
        }
        out[i % base.size()] += nodes[static_cast<std::size_t>(at)].value;
    }
}

Result<Forest> read_forest(Words& words, std::size_t features) {
    Forest forest;
    TRY(words.expect("forest"));
    const auto outputs = TRY(words.number<std::uint32_t>());
    const auto trees = TRY(words.number<std::uint32_t>());
    if (outputs < 1 || outputs > 1000 || trees > 1u << 20 || trees % outputs != 0)
        return refuse("model_must_be_well_formed", "forest");
    TRY(words.expect("base"));
    for (std::size_t k = 0; k < outputs; ++k) forest.base.push_back(TRY(words.number<float>()));
    for (std::size_t i = 0; i < trees; ++i) TRY(read_tree(words, features, forest));
    return forest;
}

std::string to_text(const Forest& forest) {
    std::string out =
        "forest " + std::to_string(forest.outputs()) + " " + std::to_string(forest.roots.size()) + "\nbase";
    for (const float b : forest.base) out += " " + brief(b);
    out += "\n";
    for (std::size_t i = 0; i < forest.roots.size(); ++i) {
        const auto root = static_cast<std::size_t>(forest.roots[i]);
        const auto end =
            i + 1 < forest.roots.size() ? static_cast<std::size_t>(forest.roots[i + 1]) : forest.nodes.size();
        out += "tree " + std::to_string(end - root) + "\n";
        for (std::size_t k = root; k < end; ++k) {
            const auto& node = forest.nodes[k];
            out += std::to_string(node.feature) + " " + brief(node.value) + " " +
                   std::to_string(node.feature < 0 ? 0 : node.yes - forest.roots[i]) + "\n";
        }
    }
    return out;
}

}  // namespace octant::engine::forecast
