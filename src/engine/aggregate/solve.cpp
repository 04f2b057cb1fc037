#include "engine/aggregate/solve.hpp"

#include <ClpSimplex.hpp>
#include <CoinPackedMatrix.hpp>
#include <algorithm>
#include <cmath>

#include "engine/aggregate/reasons.hpp"

namespace octant::engine::aggregate {
namespace {

/// What the last month's backlog costs: without a price of its own no order is left open while there is any
/// way.
double open_order_cost(const Family& family) {
    if (family.final_backlog_cost >= 0) return family.final_backlog_cost;
    return family.backlog_cost +
           10 * std::max({family.regular_cost, family.overtime_cost, family.subcontract_cost});
}

/// Places of rows and columns; five columns a cell, three a month where the workforce is planned.
struct Layout {
    std::size_t families = 0;
    std::size_t months = 0;
    bool workforce = false;

    enum Kind { regular, overtime, subcontract, stock, backlog, kinds };
    enum Staff { workers, hired, laid_off, staff_kinds };

    int column(std::size_t family, std::size_t month, Kind kind) const {
        return static_cast<int>((family * months + month) * kinds + kind);
    }
    int staff(std::size_t month, Staff kind) const {
        return static_cast<int>(families * months * kinds + month * staff_kinds + kind);
    }
    int columns() const {
        return static_cast<int>(families * months * kinds + (workforce ? months * staff_kinds : 0));
    }
    int balance(std::size_t family, std::size_t month) const {
        return static_cast<int>(family * months + month);
    }
    int regular_row(std::size_t month) const { return static_cast<int>(families * months + month); }
    int overtime_row(std::size_t month) const { return static_cast<int>((families + 1) * months + month); }
    int staff_row(std::size_t month) const { return static_cast<int>((families + 2) * months + month); }
    int delivery(std::size_t family, std::size_t month) const {
        return staff_row(0) + static_cast<int>((workforce ? months : 0) + family * months + month);
    }
    int rows() const { return delivery(families, 0); }
};

struct Programme {
    std::vector<int> row, column;
    std::vector<double> value;
    std::vector<double> column_low, column_high, cost, row_low, row_high;

    void add(int r, int c, double v) {
        row.push_back(r);
        column.push_back(c);
        value.push_back(v);
    }
};

void add_family(const Problem& problem, const Layout& at, std::size_t f, Programme& lp) {
    const auto& family = problem.families[f];
    for (std::size_t t = 0; t < at.months; ++t) {
        const int row = at.balance(f, t);
        const double late = t + 1 == at.months ? open_order_cost(family) : family.backlog_cost;
        const double costs[] = {family.regular_cost, family.overtime_cost, family.subcontract_cost,
                                family.holding_cost, late};
        for (int kind = 0; kind < Layout::kinds; ++kind)
            lp.cost[static_cast<std::size_t>(at.column(f, t, static_cast<Layout::Kind>(kind)))] = costs[kind];
        // made + last stock - last backlog - stock + backlog = demand
        for (const auto kind : {Layout::regular, Layout::overtime, Layout::subcontract})
            lp.add(row, at.column(f, t, kind), 1);
        lp.add(row, at.column(f, t, Layout::stock), -1);
        lp.add(row, at.column(f, t, Layout::backlog), 1);
        double right = family.demand[t];
        if (t > 0) {
            lp.add(row, at.column(f, t - 1, Layout::stock), 1);
            lp.add(row, at.column(f, t - 1, Layout::backlog), -1);
        } else {
            right += family.initial_backlog - family.initial_stock;
        }
        lp.row_low[static_cast<std::size_t>(row)] = lp.row_high[static_cast<std::size_t>(row)] = right;
        // No less than nothing is delivered: otherwise stock could be "kept" by owing it to a customer.
        const int delivery = at.delivery(f, t);
        lp.add(delivery, at.column(f, t, Layout::backlog), 1);
        if (t > 0) lp.add(delivery, at.column(f, t - 1, Layout::backlog), -1);
        lp.row_high[static_cast<std::size_t>(delivery)] =
            family.demand[t] + (t > 0 ? 0 : family.initial_backlog);
        const double least = t + 1 == at.months ? std::max(family.safety_stock[t], family.final_stock)
                                                : family.safety_stock[t];
        lp.column_low[static_cast<std::size_t>(at.column(f, t, Layout::stock))] = least;
        lp.column_high[static_cast<std::size_t>(at.column(f, t, Layout::subcontract))] =
            family.subcontract_limit[t];
        lp.add(at.regular_row(t), at.column(f, t, Layout::regular), family.unit_hours);
        lp.add(at.overtime_row(t), at.column(f, t, Layout::overtime), family.unit_hours);
    }
}

void add_months(const Problem& problem, const Layout& at, Programme& lp) {
    const auto& staff = problem.workforce;
    for (std::size_t t = 0; t < at.months; ++t) {
        lp.row_high[static_cast<std::size_t>(at.regular_row(t))] = problem.regular_hours[t];
        lp.row_high[static_cast<std::size_t>(at.overtime_row(t))] = problem.overtime_hours[t];
        if (!at.workforce) continue;
        lp.add(at.regular_row(t), at.staff(t, Layout::workers), -staff.hours);
        lp.add(at.overtime_row(t), at.staff(t, Layout::workers), -staff.hours * staff.overtime_share);
        const int row = at.staff_row(t);
        lp.add(row, at.staff(t, Layout::workers), 1);
        lp.add(row, at.staff(t, Layout::hired), -1);
        lp.add(row, at.staff(t, Layout::laid_off), 1);
        if (t > 0) lp.add(row, at.staff(t - 1, Layout::workers), -1);
        const double right = t > 0 ? 0 : staff.initial;
        lp.row_low[static_cast<std::size_t>(row)] = lp.row_high[static_cast<std::size_t>(row)] = right;
        lp.cost[static_cast<std::size_t>(at.staff(t, Layout::workers))] = staff.wage;
        lp.cost[static_cast<std::size_t>(at.staff(t, Layout::hired))] = staff.hire_cost;
        lp.cost[static_cast<std::size_t>(at.staff(t, Layout::laid_off))] = staff.layoff_cost;
        lp.column_high[static_cast<std::size_t>(at.staff(t, Layout::workers))] = staff.maximum;
    }
}

Programme build(const Problem& problem, const Layout& at) {
    Programme lp;
    const auto columns = static_cast<std::size_t>(at.columns());
    const auto rows = static_cast<std::size_t>(at.rows());
    lp.column_low.assign(columns, 0);
    lp.column_high.assign(columns, COIN_DBL_MAX);
    lp.cost.assign(columns, 0);
    lp.row_low.assign(rows, -COIN_DBL_MAX);
    lp.row_high.assign(rows, 0);
    for (std::size_t f = 0; f < at.families; ++f) add_family(problem, at, f, lp);
    add_months(problem, at, lp);
    return lp;
}

void read_cells(const Problem& problem, const Layout& at, const ClpSimplex& model, Plan& plan) {
    const double* x = model.primalColumnSolution();
    const double* price = model.dualRowSolution();
    plan.cells.assign(at.families, std::vector<Cell>(at.months));
    for (std::size_t f = 0; f < at.families; ++f)
        for (std::size_t t = 0; t < at.months; ++t) {
            const auto& family = problem.families[f];
            auto& cell = plan.cells[f][t];
            cell = {
                x[at.column(f, t, Layout::regular)],     x[at.column(f, t, Layout::overtime)],
                x[at.column(f, t, Layout::subcontract)], x[at.column(f, t, Layout::stock)],
                x[at.column(f, t, Layout::backlog)],     price[at.balance(f, t)] + price[at.delivery(f, t)]};
            plan.costs.regular += cell.regular * family.regular_cost;
            plan.costs.overtime += cell.overtime * family.overtime_cost;
            plan.costs.subcontract += cell.subcontract * family.subcontract_cost;
            plan.costs.holding += cell.stock * family.holding_cost;
            plan.costs.backlog +=
                cell.backlog * (t + 1 == at.months ? open_order_cost(family) : family.backlog_cost);
            plan.months[t].regular_hours += cell.regular * family.unit_hours;
            plan.months[t].overtime_hours += cell.overtime * family.unit_hours;
        }
}

void read_months(const Problem& problem, const Layout& at, const ClpSimplex& model, Plan& plan) {
    const double* x = model.primalColumnSolution();
    const double* price = model.dualRowSolution();
    for (std::size_t t = 0; t < at.months; ++t) {
        auto& month = plan.months[t];
        month.regular_value = std::max(0.0, -price[at.regular_row(t)]);
        month.overtime_value = std::max(0.0, -price[at.overtime_row(t)]);
        if (!at.workforce) continue;
        month.workers = x[at.staff(t, Layout::workers)];
        month.hired = x[at.staff(t, Layout::hired)];
        month.laid_off = x[at.staff(t, Layout::laid_off)];
        plan.costs.wages += month.workers * problem.workforce.wage;
        plan.costs.hiring +=
            month.hired * problem.workforce.hire_cost + month.laid_off * problem.workforce.layoff_cost;
    }
}

void load(const Layout& at, const Programme& lp, ClpSimplex& model) {
    CoinPackedMatrix matrix(true, lp.row.data(), lp.column.data(), lp.value.data(),
                            static_cast<CoinBigIndex>(lp.value.size()));
    matrix.setDimensions(at.rows(), static_cast<int>(lp.cost.size()));
    model.setLogLevel(0);
    model.loadProblem(matrix, lp.column_low.data(), lp.column_high.data(), lp.cost.data(), lp.row_low.data(),
                      lp.row_high.data());
}

bool is_solved(ClpSimplex& model) {
    model.dual();
    if (model.status() != 0) model.primal();
    return model.status() == 0;
}

/// Only the stock asked for can be out of reach: the least that would have to come from elsewhere, and when.
tl::unexpected<octant::Problem> out_of_reach(const Problem& problem, const Layout& at, Programme lp) {
    const auto extra = lp.cost.size();
    std::fill(lp.cost.begin(), lp.cost.end(), 0);
    for (int row = at.delivery(0, 0); row < at.rows(); ++row) {
        lp.add(row, static_cast<int>(lp.cost.size()), -1);
        // As late as it can be: all else alike, the last month that asks is the one that is named.
        const auto left = at.rows() - row - 1;
        lp.cost.push_back(1 + 1e-3 * (left % static_cast<int>(at.months)) / static_cast<double>(at.months));
        lp.column_low.push_back(0);
        lp.column_high.push_back(COIN_DBL_MAX);
    }
    ClpSimplex model;
    load(at, lp, model);
    if (!is_solved(model)) return refuse("plan_must_be_feasible", "families");
    const double* x = model.primalColumnSolution();
    for (std::size_t k = 0; k < at.families * at.months; ++k)
        if (x[extra + k] > 1e-6)
            return refuse(octant::Problem{"stock_must_be_reachable", "safety_stock"}
                              .with("family", problem.families[k / at.months].name)
                              .with("month", problem.months[k % at.months])
                              .with("short", std::to_string(std::llround(std::ceil(x[extra + k] - 1e-6)))));
    return refuse("plan_must_be_feasible", "families");
}

}  // namespace

Result<Plan> solve(const Problem& problem) {
    TRY(validate(problem));
    const Layout at{problem.families.size(), problem.months.size(), problem.workforce.planned};
    const auto lp = build(problem, at);
    ClpSimplex model;
    load(at, lp, model);
    if (!is_solved(model)) return out_of_reach(problem, at, lp);
    Plan plan;
    plan.months.resize(at.months);
    read_cells(problem, at, model, plan);
    read_months(problem, at, model, plan);
    plan.items = disaggregate(problem, plan);
    plan.reasons = reasons(problem, plan);
    return plan;
}

}  // namespace octant::engine::aggregate
