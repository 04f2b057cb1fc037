#pragma once
// The files and lines that `octant stock` writes.

#include <string>
#include <vector>

#include "base/time.hpp"
#include "engine/stock/classify.hpp"
#include "engine/stock/guaranteed_time.hpp"
#include "engine/stock/proof.hpp"

namespace octant::app {

using Items = std::vector<engine::stock::Item>;
using Policies = std::vector<engine::stock::Policy>;
using Schedules = std::vector<Policies>;  // by item, the next period first

struct TargetDates {
    Date from{};
    double periods_per_year = 52;  // 12: calendar months
};

std::string policy_csv(const Items& items, const Policies& policies);
/// What the planning engine reads: a list of {item, site, safety_stock, reorder_point, order_up_to, kanban}.
/// Safety stock by date where the levels of an item change over its schedule.
std::string targets_json(const Items& items, const Schedules& schedules, const TargetDates& dates);
std::string classes_csv(const Items& items, const engine::stock::Classes& classes);
std::string summary_text(const engine::stock::StockSummary& summary);
std::string simulation_csv(const Items& items, const Policies& policies,
                           const std::vector<engine::stock::SeasonReport>& reports,
                           const engine::stock::Proof& proof);
/// `cash`: of all items together, season by season.
std::string proof_text(const Items& items, const std::vector<engine::stock::SeasonReport>& reports,
                       const engine::stock::Interval& cash, const engine::stock::Proof& proof);
std::string chain_csv(const engine::stock::Network& network, const engine::stock::ServiceAnswer& answer);

}  // namespace octant::app
