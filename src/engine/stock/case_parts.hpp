#pragma once
// The solvers of cases, by family of models.

#include <string_view>

#include "engine/stock/case.hpp"
#include "engine/stock/case_input.hpp"

namespace octant::engine::stock {

/// Inputs and the lower-case name of the model.
using CaseSolver = Result<boost::json::object> (*)(const CaseInput&, std::string_view);

inline bool says(std::string_view model, std::string_view word) {
    return model.find(word) != std::string_view::npos;
}
inline boost::json::array to_array(const std::vector<double>& values) {
    return boost::json::array(values.begin(), values.end());
}

Result<boost::json::object> economic_order_case(const CaseInput& in, std::string_view model);
Result<boost::json::object> discount_case(const CaseInput& in, std::string_view model);
Result<boost::json::object> disruption_case(const CaseInput& in, std::string_view model);
Result<boost::json::object> yield_case(const CaseInput& in, std::string_view model);
Result<boost::json::object> joint_case(const CaseInput& in, std::string_view model);
Result<boost::json::object> dynamic_case(const CaseInput& in, std::string_view model);
Result<boost::json::object> kanban_case(const CaseInput& in, std::string_view model);

Result<boost::json::object> newsvendor_case(const CaseInput& in, std::string_view model);
Result<boost::json::object> season_case(const CaseInput& in, std::string_view model);
Result<boost::json::object> min_max_case(const CaseInput& in, std::string_view model);
Result<boost::json::object> reorder_case(const CaseInput& in, std::string_view model);
Result<boost::json::object> loss_case(const CaseInput& in, std::string_view model);
Result<boost::json::object> horizon_case(const CaseInput& in, std::string_view model);

Result<boost::json::object> serial_case(const CaseInput& in, std::string_view model);
Result<boost::json::object> guaranteed_case(const CaseInput& in, std::string_view model);

}  // namespace octant::engine::stock
