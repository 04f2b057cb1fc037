#pragma once
// Where to keep safety stock in a network of stages that each promise a service time (Graves and Willems
// 2000).

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace octant::engine::stock {

/// One place in the chain. Times are whole periods.
struct Stage {
    std::string name;
    std::int64_t time = 0;              // to make or move
    double holding = 0;                 // per unit of safety stock and period (or year)
    double bound = 1;                   // deviations of demand over the net time that stock must cover
    std::int64_t inbound = 0;           // what outside suppliers promise
    std::int64_t longest_service = -1;  // to the customer or downstream; -1: any
    double demand_mean = 0;             // from outside
    double demand_deviation = 0;
    double pooling = 2;  // exponent of combining deviations of the stages served (2: independent)
};

struct Link {
    std::int32_t from = 0;  // supplier
    std::int32_t to = 0;
    double units = 1;  // of the supplier's item in one of the other
};

struct Network {
    std::vector<Stage> stages;
    std::vector<Link> links;
};

struct ServiceAnswer {
    std::vector<std::int64_t> service;  // promised by each stage
    std::vector<std::int64_t> inbound;  // the longest promised to it
    std::vector<double> safety_stock;
    std::vector<double> cost;
    std::vector<double> deviation;  // of the demand it serves
    double total = 0;
    bool is_tree = true;  // a proven optimum; otherwise the best of the neighbourhoods searched
};

Result<void> validate(const Network& network);

struct SearchOptions {
    std::uint64_t seed = 1;
    int rounds = 1000;  // of the search in a network that is no tree
};
/// Validates. Trees: the optimum by the dynamic programme. Others: from the best of two starts, one spanning
/// tree after another is solved exactly while the remaining links keep an agreed time between their ends.
Result<ServiceAnswer> place_safety_stock(const Network& network, const SearchOptions& options);

/// What given service times cost.
ServiceAnswer service_cost(const Network& network, const std::vector<std::int64_t>& service);

/// The text of a chain: a header and a row a stage with its suppliers in pairs (name, units); `cost` is added
/// at each stage and accumulates, and safety stock costs `holding_rate` of it.
Result<Network> parse_chain(std::string_view text, double holding_rate);

}  // namespace octant::engine::stock
