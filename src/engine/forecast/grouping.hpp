#pragma once
// Groups of series, and forecasts of every group that agree with those of its members: item x site x customer
// group x time.

#include <string>
#include <string_view>
#include <vector>

#include "engine/forecast/hierarchy.hpp"
#include "engine/forecast/solve.hpp"

namespace octant::engine::forecast {

/// The sums over series that a table of groups asks for: the total, and each value of each column.
struct Grouping {
    std::vector<std::string> levels;        // column by column; the total comes before them
    std::vector<std::string> names;         // of each sum: "total", "site=North"
    std::vector<std::size_t> level_of_sum;  // 0: the total, else 1 + the column
    Hierarchy hierarchy;
};

/// Rows `id,group1,group2,..` below a header; every series of the problem has one. A column may hold a
/// crossing of others, such as item and site together.
Result<Grouping> read_groups(std::string_view text, const Problem& problem);

enum class Reconciliation : std::int32_t { bottom_up, top_down, middle_out, wls, mint };

struct ReconciliationOptions {
    Reconciliation method = Reconciliation::mint;
    std::string level;           // of middle-out: the column whose groups are shared out
    bool never_negative = true;  // leaves; where no history is below zero
    std::vector<int> blocks;     // sums over so many periods are forecast and reconciled too
    SolveOptions base;           // of the forecasts that are reconciled
};

/// Forecasts of the leaves and then of the sums, each row of the horizon; they agree to the last digits. A
/// history that is shorter than others is taken to begin later. Intervals keep their width about the
/// reconciled forecast.
Result<Plan> solve_groups(const Problem& problem, const Grouping& grouping,
                          const ReconciliationOptions& options);

/// Leaves and sums as series of their own; where a leaf had not begun it adds nothing.
Problem with_sums(const Problem& problem, const Grouping& grouping);

}  // namespace octant::engine::forecast
