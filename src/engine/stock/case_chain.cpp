#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "engine/stock/case_parts.hpp"
#include "engine/stock/guaranteed_time.hpp"
#include "engine/stock/serial.hpp"

namespace octant::engine::stock {
namespace json = boost::json;
namespace {

Result<std::string> name_of_node(const json::value* value) {
    if (!value) return refuse("stage_must_be_named", "node");
    if (value->is_string()) return std::string(value->get_string().data(), value->get_string().size());
    if (value->is_int64()) return std::to_string(value->get_int64());
    if (value->is_uint64()) return std::to_string(value->get_uint64());
    return refuse("stage_must_be_named", "node");
}

struct Node {
    std::string name;
    const json::object* object = nullptr;
};

Result<std::vector<Node>> nodes_of(const CaseInput& in) {
    const auto* list = in.find({"nodes", "stages"});
    if (!list || !list->is_array() || list->get_array().empty())
        return refuse("stages_must_not_be_empty", "nodes");
    std::vector<Node> nodes;
    std::map<std::string, int> seen;
    for (const auto& element : list->get_array()) {
        if (!element.is_object()) return refuse("stage_must_be_named", "nodes");
        const auto& object = element.get_object();
        nodes.push_back({TRY(name_of_node(CaseInput(object).find({"node", "name", "id"}))), &object});
        if (seen[nodes.back().name]++) return refuse("stage_must_not_repeat", "nodes");
    }
    return nodes;
}

Result<std::int64_t> whole_time(const CaseInput& in, Names names, std::int64_t otherwise) {
    const double value = TRY(in.number(names, static_cast<double>(otherwise)));
    if (value != std::floor(value) || std::abs(value) > 1e6)
        return refuse("time_must_be_whole_periods", *names.begin());
    return static_cast<std::int64_t>(value);
}

/// From the customer upwards: the stage with a stock-out cost comes first.
Result<void> from_the_customer(std::vector<Node>& nodes) {
    const auto stockout = [](const Node& node) { return CaseInput(*node.object).number(stockout_names, 0); };
    const double first = TRY(stockout(nodes.front()));
    const double last = TRY(stockout(nodes.back()));
    if (last > 0 && (first <= 0 || nodes.size() == 1)) {
        std::reverse(nodes.begin(), nodes.end());
        return {};
    }
    if (first > 0) return {};
    return refuse("stockout_cost_must_be_positive", "p");
}

}  // namespace

Result<json::object> serial_case(const CaseInput& in, std::string_view) {
    auto nodes = TRY(nodes_of(in));
    TRY(from_the_customer(nodes));
    SerialChain chain;
    chain.stockout = TRY(CaseInput(*nodes.front().object).number(stockout_names));
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const CaseInput node(*nodes[i].object);
        SerialStage stage;
        if (node.has({"echelon_h", "echelon_holding_cost"})) {
            stage.echelon_holding = TRY(node.number({"echelon_h", "echelon_holding_cost"}));
        } else {
            const Names local{"local_h", "local_holding_cost", "h", "holding_cost"};
            stage.echelon_holding = TRY(node.number(local));
            if (i + 1 < nodes.size())
                stage.echelon_holding -= TRY(CaseInput(*nodes[i + 1].object).number(local));
        }
        stage.lead_time = TRY(node.at_least_zero({"L", "lead_time", "shipment_lead_time"}));
        chain.stages.push_back(stage);
    }
    const auto* demand = in.find({"demand"});
    if (!demand || !demand->is_object()) return refuse("value_must_be_given", "demand");
    const CaseInput source(demand->get_object());
    const auto* type = source.find({"type", "distribution"});
    const auto kind = type && type->is_string() ? std::string(type->get_string().c_str()) : "N";
    chain.mean = TRY(source.at_least_zero(mean_names));
    if (kind == "P" || kind == "poisson") {
        chain.family = Family::poisson;
    } else if (kind == "N" || kind == "normal") {
        chain.deviation = TRY(source.at_least_zero(deviation_names));
    } else {
        return refuse("distribution_must_be_known", "demand");
    }
    const auto answer = TRY(serial_base_stock(chain));
    json::object levels;
    json::object local;
    double below = 0;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        levels[nodes[i].name] = answer.echelon_levels[i];
        // Local levels follow from the least echelon level at and above each stage.
        const double echelon = *std::min_element(
            answer.echelon_levels.begin() + static_cast<std::ptrdiff_t>(i), answer.echelon_levels.end());
        local[nodes[i].name] = echelon - below;
        below = echelon;
    }
    return json::object{{"echelon_S", levels}, {"local_S", local}, {"cost", answer.cost}};
}

namespace {

Result<Stage> stage_of(const Node& node) {
    const CaseInput in(*node.object);
    Stage stage;
    stage.name = node.name;
    stage.time = TRY(whole_time(in, {"T", "processing_time", "time", "lead_time"}, 0));
    stage.holding = TRY(in.number({"h", "holding_cost", "local_h"}, 0));
    stage.inbound = TRY(whole_time(in, {"cst_in", "external_inbound_cst"}, 0));
    stage.longest_service = TRY(whole_time(in, {"cst_out", "external_outbound_cst"}, -1));
    stage.bound = TRY(in.number({"demand_bound", "demand_bound_constant", "z"}, 1));
    stage.demand_deviation = TRY(in.number(deviation_names, 0));
    stage.demand_mean = TRY(in.number(mean_names, 0));
    return stage;
}

Result<void> add_edges(const CaseInput& in, const std::map<std::string, std::int32_t>& place,
                       Network& network) {
    const auto* edges = in.find({"edges", "links"});
    if (!edges) return {};
    if (!edges->is_array()) return refuse("stage_must_exist", "edges");
    for (const auto& edge : edges->get_array()) {
        if (!edge.is_array() || edge.get_array().size() < 2) return refuse("stage_must_exist", "edges");
        const auto& ends = edge.get_array();
        const auto from = place.find(TRY(name_of_node(&ends[0])));
        const auto to = place.find(TRY(name_of_node(&ends[1])));
        if (from == place.end() || to == place.end()) return refuse("stage_must_exist", "edges");
        const double units = ends.size() > 2 ? TRY(to_number(ends[2], "edges")) : 1;
        network.links.push_back({from->second, to->second, units});
    }
    return {};
}

}  // namespace

Result<json::object> guaranteed_case(const CaseInput& in, std::string_view) {
    const auto nodes = TRY(nodes_of(in));
    Network network;
    std::map<std::string, std::int32_t> place;
    for (const auto& node : nodes) {
        place[node.name] = static_cast<std::int32_t>(network.stages.size());
        network.stages.push_back(TRY(stage_of(node)));
    }
    TRY(add_edges(in, place, network));
    if (in.has({"demand_sd", "demand_deviation"})) {
        // One figure for each stage that serves no other, in the order of the list.
        const auto deviations = TRY(in.list({"demand_sd", "demand_deviation"}));
        std::vector<bool> serves(network.stages.size(), false);
        for (const auto& link : network.links) serves[static_cast<std::size_t>(link.from)] = true;
        std::size_t next = 0;
        for (std::size_t k = 0; k < serves.size() && next < deviations.size(); ++k)
            if (!serves[k]) network.stages[k].demand_deviation = deviations[next++];
    }
    const auto answer = TRY(place_safety_stock(network, {}));
    json::object service;
    json::object inbound;
    json::object stock;
    for (std::size_t k = 0; k < network.stages.size(); ++k) {
        service[network.stages[k].name] = answer.service[k];
        inbound[network.stages[k].name] = answer.inbound[k];
        stock[network.stages[k].name] = answer.safety_stock[k];
    }
    return json::object{{"cst", service},
                        {"inbound_cst", inbound},
                        {"safety_stock", stock},
                        {"cost", answer.total},
                        {"optimal", answer.is_tree}};
}

}  // namespace octant::engine::stock
