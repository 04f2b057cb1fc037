#pragma once
// Textbook cases: a model's name and its inputs in, its figures out.

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace octant::engine::stock {

/// {"model": "EOQ", "inputs": {"K": 8, ...}} gives {"Q": .., "cost": ..}. The models and the names of their
/// inputs and figures are listed in docs/engines/stock.md.
Result<boost::json::object> solve_case(std::string_view model, const boost::json::object& inputs);

struct CaseReport {
    std::string
        answers;  // JSON: {"answers": [{"id", "model", "answer"}, {"id", "model", "refused", "field"}]}
    std::size_t solved = 0;
    std::vector<Problem> refused;
    std::size_t compared = 0;           // cases that bring their expected figures
    std::vector<std::string> unlike{};  // "id key: expected, got"
};
/// A list of cases, an object with `cases`, or one case. Where a case has `expected`, its figures are
/// compared within `rel_tol`.
Result<CaseReport> solve_cases(std::string_view text);

}  // namespace octant::engine::stock
