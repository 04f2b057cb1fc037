#pragma once
// Visit rounds of sales people: whom to see, on which day, in which order. Each person's day is a vehicle of
// the rich model and each visit that falls due an order with a prize, so the same insertion plans both.

#include <string>
#include <string_view>

#include "engine/route/rich_search.hpp"

namespace octant::engine::route {

constexpr std::int64_t seconds_of_day = 86'400;

/// The rich model of the rounds; vehicle `person * days + day`, moments counted from the first midnight.
struct VisitRounds {
    RichModel model;
    int days = 0;
    std::vector<std::string> people;
    std::vector<std::string> customers;  // by order of the model
    std::vector<int> due_days;           // by order of the model; may lie before day 0
};

/// JSON as docs/engines/route.md describes it; refuses with the path of the value.
Result<VisitRounds> read_rounds(std::string_view json);
/// Each person's days with the customers in order, and who is left for a later round.
std::string to_json(const VisitRounds& rounds, const RichPlan& plan);

}  // namespace octant::engine::route
