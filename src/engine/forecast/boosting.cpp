#include "engine/forecast/boosting.hpp"

#include <xgboost/c_api.h>

#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <string>

#include "base/text.hpp"

namespace octant::engine::forecast {
namespace {

using Table = std::unique_ptr<void, int (*)(void*)>;

Result<void> accepted(int code) {
    if (code != 0) return refuse("model_must_be_well_formed", XGBGetLastError());
    return {};
}

Result<void> set_options(void* booster, const BoostingTable& table, const BoostingOptions& options) {
    const auto set = [&](const char* name, const std::string& value) {
        return accepted(XGBoosterSetParam(booster, name, value.c_str()));
    };
    TRY(set("verbosity", "0"));
    TRY(set("nthread", "1"));  // sums of several threads differ in the last bit
    TRY(set("tree_method", "hist"));
    TRY(set("objective", table.outputs > 1 ? "multi:softprob" : "reg:squarederror"));
    if (table.outputs > 1) TRY(set("num_class", std::to_string(table.outputs)));
    TRY(set("base_score", "0"));
    TRY(set("eta", std::to_string(options.rate)));
    TRY(set("max_depth", std::to_string(options.depth)));
    TRY(set("min_child_weight", std::to_string(options.weight_of_leaf)));
    TRY(set("lambda", std::to_string(options.shrinkage)));
    TRY(set("subsample", std::to_string(options.share_of_rows)));
    TRY(set("colsample_bytree", std::to_string(options.share_of_features)));
    return set("seed", std::to_string(options.seed));
}

struct DumpedNode {
    int feature = -1;
    float value = 0;
    int yes = 0, no = 0;
};

double number_after(std::string_view line, std::string_view key) {
    const auto start = line.find(key) + key.size();
    const auto end = line.find_first_of(",] \t", start);
    return to_real(line.substr(start, end == std::string_view::npos ? end : end - start)).value_or(0);
}

// Lines of XGBoost's text dump: `0:[f3<0.5] yes=1,no=2,missing=1` and `1:leaf=0.25`.
void append_tree(std::string_view dump, Forest& forest) {
    std::map<int, DumpedNode> dumped;
    for (const auto raw : split(dump, '\n')) {
        const auto line = trim(raw);
        if (line.empty()) continue;
        DumpedNode node;
        const int id = static_cast<int>(to_integer(line.substr(0, line.find(':'))).value_or(0));
        if (line.find("leaf=") != std::string_view::npos) {
            node.value = static_cast<float>(number_after(line, "leaf="));
        } else {
            const auto less = line.find('<');
            const auto first = line.find("[f") + 2;
            node.feature = static_cast<int>(to_integer(line.substr(first, less - first)).value_or(0));
            node.value = static_cast<float>(number_after(line, "<"));
            node.yes = static_cast<int>(number_after(line, "yes="));
            node.no = static_cast<int>(number_after(line, "no="));
        }
        dumped[id] = node;
    }
    const std::size_t root = forest.nodes.size();
    forest.roots.push_back(static_cast<std::int32_t>(root));
    std::vector<int> order{0};
    for (std::size_t i = 0; i < order.size(); ++i) {
        const auto& node = dumped[order[i]];
        Forest::Node out{.feature = node.feature, .value = node.value};
        if (node.feature >= 0) {
            out.yes = static_cast<std::int32_t>(root + order.size());
            order.push_back(node.yes);
            order.push_back(node.no);
        }
        forest.nodes.push_back(out);
    }
}

Result<void> one_round(void* booster, void* data, const BoostingTable& table,
                       const Differentiate& differentiate) {
    const std::size_t cells = table.rows() * table.outputs;
    std::vector<float> gradient(cells), hessian(cells);
    bst_ulong length = 0;
    const float* margins = nullptr;
    // 1: margins, without the objective's transformation.
    TRY(accepted(XGBoosterPredict(booster, data, 1, 0, 1, &length, &margins)));
    if (length != cells) return refuse("model_must_fit_the_members", "margins");
    differentiate({margins, cells}, gradient, hessian);
    return accepted(XGBoosterBoostOneIter(booster, data, gradient.data(), hessian.data(), cells));
}

}  // namespace

Result<Forest> boost(const BoostingTable& table, const BoostingOptions& options,
                     const Differentiate& differentiate) {
    if (table.rows() == 0) return refuse("table_must_not_be_empty", "examples");
    void* raw = nullptr;
    TRY(accepted(XGDMatrixCreateFromMat(table.values.data(), table.rows(), table.columns,
                                        std::numeric_limits<float>::quiet_NaN(), &raw)));
    const Table data(raw, XGDMatrixFree);
    std::vector<float> margins;
    for (std::size_t i = 0; i < table.rows(); ++i)
        margins.insert(margins.end(), table.base.begin(), table.base.end());
    TRY(accepted(XGDMatrixSetFloatInfo(raw, "base_margin", margins.data(), margins.size())));
    void* booster = nullptr;
    TRY(accepted(XGBoosterCreate(&raw, 1, &booster)));
    const Table model(booster, XGBoosterFree);
    TRY(set_options(booster, table, options));
    for (int round = 0; round < options.rounds; ++round) TRY(one_round(booster, raw, table, differentiate));
    Forest forest{.base = table.base};
    bst_ulong count = 0;
    const char** dumps = nullptr;
    TRY(accepted(XGBoosterDumpModelEx(booster, "", 0, "text", &count, &dumps)));
    for (bst_ulong i = 0; i < count; ++i) append_tree(dumps[i], forest);
    return forest;
}

}  // namespace octant::engine::forecast
