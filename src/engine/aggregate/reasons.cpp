#include "engine/aggregate/reasons.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace octant::engine::aggregate {
namespace {

constexpr double nothing = 1e-6;

std::string money(double value) {
    char text[64];
    std::snprintf(text, sizeof text, "%.2f", value);
    return text;
}

/// What a further hour in the month would take the place of: the dearest thing still done in it or carried
/// through it.
std::string replaced(const Problem& problem, const Plan& plan, std::size_t month) {
    double dearest = -1;
    std::string what = "stock built in an earlier month";
    for (std::size_t f = 0; f < problem.families.size(); ++f) {
        const auto& family = problem.families[f];
        const auto& cell = plan.cells[f][month];
        const double hours = std::max(family.unit_hours, nothing);
        const struct {
            double amount, cost;
            const char* name;
        } ways[] = {{cell.overtime, family.overtime_cost, "overtime"},
                    {cell.subcontract, family.subcontract_cost, "subcontracting"},
                    {cell.backlog, family.backlog_cost + family.regular_cost, "backlog"}};
        for (const auto& way : ways)
            if (way.amount > nothing && (way.cost - family.regular_cost) / hours > dearest) {
                dearest = (way.cost - family.regular_cost) / hours;
                what = std::string(way.name) + " of " + family.name;
            }
    }
    return what;
}

}  // namespace

std::vector<std::string> reasons(const Problem& problem, const Plan& plan) {
    std::vector<std::string> lines;
    for (std::size_t t = 0; t < problem.months.size(); ++t) {
        const auto& month = plan.months[t];
        if (month.regular_value > nothing && !problem.workforce.planned)
            lines.push_back(problem.months[t] + ": one more regular hour saves " +
                            money(month.regular_value) + "; it would replace " + replaced(problem, plan, t));
        if (month.overtime_value > nothing && !problem.workforce.planned)
            lines.push_back(problem.months[t] + ": one more overtime hour saves " +
                            money(month.overtime_value) + "; it would replace " + replaced(problem, plan, t));
    }
    for (std::size_t f = 0; f < problem.families.size(); ++f) {
        const auto& cells = plan.cells[f];
        const auto dearest = std::max_element(cells.begin(), cells.end(), [](const auto& a, const auto& b) {
            return a.marginal_cost < b.marginal_cost;
        });
        const auto t = static_cast<std::size_t>(dearest - cells.begin());
        lines.push_back(problem.families[f].name + ": one more unit costs most in " + problem.months[t] +
                        ", " + money(dearest->marginal_cost) +
                        (dearest->backlog > nothing ? "; it would be delivered late" : ""));
    }
    return lines;
}

}  // namespace octant::engine::aggregate
