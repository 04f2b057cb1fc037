#pragma once
// The inputs of one textbook case, read by any of the names in use for them.

#include <boost/json.hpp>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "engine/stock/distribution.hpp"

namespace octant::engine::stock {

using Names = std::initializer_list<const char*>;

class CaseInput {
public:
    explicit CaseInput(const boost::json::object& inputs) : inputs_(inputs) {}

    /// The value of the first name that is there and not null.
    const boost::json::value* find(Names names) const;
    bool has(Names names) const { return find(names) != nullptr; }
    Result<double> number(Names names) const;
    Result<double> number(Names names, double otherwise) const;
    Result<double> positive(Names names) const;
    Result<double> at_least_zero(Names names) const;
    Result<std::vector<double>> list(Names names) const;
    /// One number for all periods, or a list (of `periods`, or one more whose first is passed over).
    Result<std::vector<double>> per_period(Names names, std::size_t periods, double otherwise) const;
    /// Demand of one unit of time: `pmf`, or mean and deviation with the family in `model` or `distribution`.
    Result<Distribution> demand(std::string_view model) const;

private:
    const boost::json::object& inputs_;
};

Result<double> to_number(const boost::json::value& value, const char* name);

inline constexpr Names order_cost_names{"K", "fixed_cost", "order_cost", "setup_cost"};
inline constexpr Names holding_names{"h", "holding_cost"};
inline constexpr Names stockout_names{"p", "stockout_cost", "backorder_cost", "penalty_cost"};
inline constexpr Names demand_names{"demand_rate", "demand", "d", "lambda", "mean", "demand_mean"};
inline constexpr Names mean_names{"mean", "demand_mean", "mu", "demand_rate"};
inline constexpr Names deviation_names{"sd",        "demand_sd",         "std", "sigma", "demand_std",
                                       "deviation", "standard_deviation"};
inline constexpr Names lead_time_names{"lead_time", "L"};
inline constexpr Names quantity_names{"Q", "order_quantity", "quantity"};
inline constexpr Names level_names{"S", "base_stock_level", "level", "order_up_to_level"};

}  // namespace octant::engine::stock
