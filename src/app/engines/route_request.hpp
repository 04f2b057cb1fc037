#pragma once
// What `octant route` was asked, shared by its verbs.

#include <functional>
#include <string>

#include "engine/route/rich_search.hpp"

namespace octant::app {

struct RouteRequest {
    std::string verb;
    std::string instance;
    std::string second;  // events, an order, a plan or a solution, as the verb says
    std::string output;
    std::string plan;
    std::string rounding = "automatic";
    std::string table;  // HOST:PORT of a table service
    std::string profile = "driving";
    double seconds = 0;
    double threshold = 1;  // currency units that an improvement must save to be published
    std::int64_t iterations = 0;
    std::int64_t improve = 0;
    std::int64_t seed = 1;
    std::int64_t threads = 2;
    bool report = false;
    bool explains = false;
    bool improves_while_waiting = false;
    std::function<double()> elapsed_seconds;
};

/// To the output named, or to standard output.
void put(const RouteRequest& request, const std::string& text);
/// What writing and leaving costs, so that the answer is there within the time given.
double search_seconds(double seconds);
engine::route::RichOptions rich_options(const RouteRequest& request);
/// The model of the instance named, its distances from the table service when one is named.
Result<engine::route::RichModel> read_rich_model(const RouteRequest& request, std::string_view text);
/// The plan named, or a new one.
Result<engine::route::RichPlan> first_plan(const RouteRequest& request,
                                           const engine::route::RichModel& model);

Result<void> solve_rich(const RouteRequest& request);
Result<void> live(const RouteRequest& request);
Result<void> quote(const RouteRequest& request);
Result<void> explain_plan(const RouteRequest& request);
Result<void> rounds(const RouteRequest& request);

}  // namespace octant::app
