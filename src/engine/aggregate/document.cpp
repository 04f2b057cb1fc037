#include <boost/json.hpp>

#include "engine/aggregate/solve.hpp"

namespace octant::engine::aggregate {
namespace json = boost::json;
namespace {

json::object month_object(const Problem& problem, const Plan& plan, std::size_t t) {
    const auto& month = plan.months[t];
    json::object object{{"month", problem.months[t]},
                        {"regular_hours", month.regular_hours},
                        {"overtime_hours", month.overtime_hours},
                        {"value_of_regular_hour", month.regular_value},
                        {"value_of_overtime_hour", month.overtime_value}};
    if (problem.workforce.planned) {
        object["workers"] = month.workers;
        object["hired"] = month.hired;
        object["laid_off"] = month.laid_off;
    }
    return object;
}

json::object family_object(const Problem& problem, const Plan& plan, std::size_t f) {
    json::array months;
    for (std::size_t t = 0; t < problem.months.size(); ++t) {
        const auto& cell = plan.cells[f][t];
        months.push_back(json::object{{"month", problem.months[t]},
                                      {"regular", cell.regular},
                                      {"overtime", cell.overtime},
                                      {"subcontract", cell.subcontract},
                                      {"stock", cell.stock},
                                      {"backlog", cell.backlog},
                                      {"marginal_cost", cell.marginal_cost}});
    }
    return {{"family", problem.families[f].name}, {"months", std::move(months)}};
}

}  // namespace

std::string to_json(const Problem& problem, const Plan& plan) {
    json::array months;
    for (std::size_t t = 0; t < problem.months.size(); ++t) months.push_back(month_object(problem, plan, t));
    json::array families;
    for (std::size_t f = 0; f < problem.families.size(); ++f)
        families.push_back(family_object(problem, plan, f));
    json::array items;
    for (const auto& item : plan.items)
        items.push_back(
            json::object{{"family", item.family},
                         {"item", item.item},
                         {"make", json::array(item.make.begin(), item.make.end())},
                         {"subcontract", json::array(item.subcontract.begin(), item.subcontract.end())}});
    const auto& c = plan.costs;
    const json::object costs{{"total", c.total()},     {"regular", c.regular},
                             {"overtime", c.overtime}, {"subcontract", c.subcontract},
                             {"holding", c.holding},   {"backlog", c.backlog},
                             {"wages", c.wages},       {"hiring", c.hiring}};
    return json::serialize(json::object{{"costs", costs},
                                        {"months", std::move(months)},
                                        {"families", std::move(families)},
                                        {"items", std::move(items)},
                                        {"reasons", json::array(plan.reasons.begin(), plan.reasons.end())}}) +
           "\n";
}

}  // namespace octant::engine::aggregate
