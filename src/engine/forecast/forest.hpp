#pragma once
// Boosted trees as they are shipped: read from text, evaluated without a library.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "engine/forecast/words.hpp"

namespace octant::engine::forecast {

/// One tree for each output in turn; the outputs of a row are the sums over their trees plus the base.
struct Forest {
    struct Node {
        std::int32_t feature = -1;  // -1: a leaf
        float value = 0;            // threshold (less goes to `yes`), or the leaf's value
        std::int32_t yes = 0;       // `no` is the one after

        bool operator==(const Node&) const = default;
    };
    std::vector<float> base;          // one an output
    std::vector<std::int32_t> roots;  // tree i belongs to output i modulo base.size()
    std::vector<Node> nodes;

    bool operator==(const Forest&) const = default;
    std::size_t outputs() const { return base.size(); }
    void evaluate(std::span<const float> features, std::span<double> out) const;
};

/// Lines: `forest OUTPUTS TREES`, `base v..`, then for each tree `tree NODES` and its nodes, `feature value
/// yes` each.
Result<Forest> read_forest(Words& words, std::size_t features);
std::string to_text(const Forest& forest);

}  // namespace octant::engine::forecast
