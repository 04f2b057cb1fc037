#include "engine/plan/build_ahead.hpp"

#include <ClpSimplex.hpp>
#include <CoinPackedMatrix.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "engine/plan/contribution.hpp"
#include "engine/plan/promise.hpp"

namespace octant::engine::plan {
namespace {

constexpr double weeks_of_year = 365.0 / 7;
constexpr double least = 1e-6;  // units and minutes below this are rounding

struct Product {
    std::int32_t node = none;
    std::vector<double> wanted;
    std::vector<double> minutes;  // a unit, by resource of the season
    double holding = 0;           // a unit and week
    double contribution = 0;      // a unit
};

struct Season {
    std::size_t weeks = 0;
    std::vector<std::int32_t> resources;        // in scarce supply
    std::vector<std::vector<double>> capacity;  // by resource and week, after what the rest needs
    std::vector<double> premium;                // of a minute of overtime; below 0: there is none
    std::vector<Product> products;
};

/// What leaves a node by week (what is due at a midnight belongs to the week before it), what stock on hand
/// covers taken off the earliest weeks.
std::vector<double> wanted_by_week(const State& state, std::int32_t index, std::size_t weeks) {
    const auto& node = state.node(index);
    std::vector<Demand> open;
    consume_forecast(node, state.at(index).demands.all(), open);
    std::vector<double> wanted(weeks, 0.0);
    for (const auto& demand : open)
        wanted[std::min(weeks - 1, static_cast<std::size_t>(std::max(demand.due - 1, 0) / days_of_week))] +=
            static_cast<double>(demand.quantity) / 1e6;
    auto stock = static_cast<double>(node.on_hand) / 1e6;
    for (auto r = node.receipts.begin; r < node.receipts.end; ++r)
        stock += static_cast<double>(state.receipt(r).quantity) / 1e6;
    for (auto& units : wanted) {
        const auto covered = std::min(units, std::max(stock, 0.0));
        units -= covered;
        stock -= covered;
    }
    return wanted;
}

Product product_of(const State& state, std::int32_t index, std::span<const std::int64_t> costs,
                   const BuildAheadOptions& options) {
    const auto& problem = state.problem();
    const auto& node = state.node(index);
    const auto cost = static_cast<double>(costs[static_cast<std::size_t>(index)]) / 1e6;
    double units = 0, revenue = 0;
    for (const auto& demand : state.at(index).demands) {
        units += static_cast<double>(demand.quantity) / 1e6;
        revenue += static_cast<double>(demand.quantity) / 1e6 *
                   static_cast<double>(demand.price == none ? node.price : demand.price) / 1e6;
    }
    Product product{
        .node = index,
        .wanted = wanted_by_week(state, index, static_cast<std::size_t>(empty_measures(problem).weeks()))};
    product.holding =
        (node.holding_cost > 0 ? static_cast<double>(node.holding_cost) / 1e6 : options.holding_rate * cost) /
        weeks_of_year;
    product.contribution = units > 0 ? std::max(revenue / units - cost, 0.0) : 0;
    return product;
}

/// Minutes of every resource for a unit, set-ups spread over what a week wants on average.
std::vector<double> unit_minutes(const Problem& problem, const Product& product) {
    double units = 0, weeks = 0;
    for (const auto wanted : product.wanted) {
        units += wanted;
        weeks += wanted > 0;
    }
    const auto lot = std::max(1.0, std::round(units / std::max(weeks, 1.0)));
    const auto minutes = minutes_needed(problem, product.node, static_cast<std::int64_t>(lot) * whole);
    std::vector<double> each;
    for (const auto of_lot : minutes) each.push_back(static_cast<double>(of_lot) / lot);
    return each;
}

/// Everything that is sold, with its minutes on every resource of the network.
std::vector<Product> sold_products(const State& state, std::span<const std::int64_t> costs,
                                   const BuildAheadOptions& options) {
    std::vector<Product> all;
    for (std::int32_t node = 0; node < std::ssize(state.problem().nodes); ++node) {
        if (state.at(node).demands.count == 0) continue;
        all.push_back(product_of(state, node, costs, options));
        all.back().minutes = unit_minutes(state.problem(), all.back());
    }
    return all;
}

/// Which resources are short in some week.
void find_scarce(const State& state, const std::vector<Product>& all, Season& season) {
    const auto& problem = state.problem();
    for (std::int32_t r = 0; r < std::ssize(problem.resources); ++r) {
        std::vector<double> capacity;
        bool is_short = false;
        for (std::size_t t = 0; t < season.weeks; ++t) {
            double load = 0;
            for (const auto& product : all)
                load += product.minutes[static_cast<std::size_t>(r)] * product.wanted[t];
            capacity.push_back(static_cast<double>(
                capacity_of_week(problem, state.overrides.outages, r, static_cast<std::int32_t>(t))));
            is_short = is_short || load > capacity[t] + least;
        }
        if (!is_short) continue;
        const auto& resource = problem.resources[static_cast<std::size_t>(r)];
        const auto premium =
            std::max<std::int64_t>(resource.overtime_cost_per_hour - resource.cost_per_hour, 0);
        season.resources.push_back(r);
        season.capacity.push_back(std::move(capacity));
        season.premium.push_back(resource.overtime_cost_per_hour == 0 ? -1
                                                                      : static_cast<double>(premium) / 6e7);
    }
}

/// The largest users of what is scarce are planned; the hours of the others are taken off first.
void choose_products(std::vector<Product>& all, std::size_t most, Season& season) {
    std::vector<std::pair<double, std::size_t>> users;
    for (std::size_t p = 0; p < all.size(); ++p) {
        std::vector<double> scarce;
        double used = 0;
        for (const auto r : season.resources) {
            scarce.push_back(all[p].minutes[static_cast<std::size_t>(r)]);
            for (const auto units : all[p].wanted) used += scarce.back() * units;
        }
        all[p].minutes = std::move(scarce);
        if (used > 0) users.emplace_back(-used, p);
    }
    std::ranges::sort(users);
    for (std::size_t i = 0; i < users.size(); ++i) {
        auto& product = all[users[i].second];
        if (i < most) {
            season.products.push_back(std::move(product));
            continue;
        }
        for (std::size_t r = 0; r < season.resources.size(); ++r)
            for (std::size_t t = 0; t < season.weeks; ++t)
                season.capacity[r][t] =
                    std::max(0.0, season.capacity[r][t] - product.minutes[r] * product.wanted[t]);
    }
}

Season season_of(const State& state, std::span<const std::int64_t> costs, const BuildAheadOptions& options) {
    Season season{.weeks = static_cast<std::size_t>(empty_measures(state.problem()).weeks())};
    auto all = sold_products(state, costs, options);
    find_scarce(state, all, season);
    choose_products(all, options.most_products, season);
    return season;
}

/// Columns: three a product and week, then overtime by resource and week. Rows: balances, then hours.
class Programme {
public:
    Programme(const Season& season, double overtime_share)
        : season_(season), share_(overtime_share), cells_(season.products.size() * season.weeks) {}

    enum Kind { made, stock, not_sold, kinds };
    int column(std::size_t product, std::size_t week, Kind kind) const {
        return static_cast<int>((product * season_.weeks + week) * kinds + kind);
    }
    int overtime(std::size_t resource, std::size_t week) const {
        return static_cast<int>(cells_ * kinds + resource * season_.weeks + week);
    }
    int balance(std::size_t product, std::size_t week) const {
        return static_cast<int>(product * season_.weeks + week);
    }
    int hours(std::size_t resource, std::size_t week) const {
        return static_cast<int>(cells_ + resource * season_.weeks + week);
    }

    void load(ClpSimplex& model, bool with_stock, bool with_overtime) {
        const auto minutes = season_.resources.size() * season_.weeks;
        const auto columns = cells_ * kinds + minutes, rows = cells_ + minutes;
        high_.assign(columns, COIN_DBL_MAX);
        cost_.assign(columns, 0);
        low_row_.assign(rows, -COIN_DBL_MAX);
        high_row_.assign(rows, 0);
        row_.clear();
        column_.clear();
        value_.clear();
        for (std::size_t p = 0; p < season_.products.size(); ++p) add_product(p, with_stock);
        for (std::size_t r = 0; r < season_.resources.size(); ++r) add_resource(r, with_overtime);
        CoinPackedMatrix matrix(true, row_.data(), column_.data(), value_.data(),
                                static_cast<CoinBigIndex>(value_.size()));
        matrix.setDimensions(static_cast<int>(rows), static_cast<int>(columns));
        const std::vector<double> low(columns, 0);
        model.setLogLevel(0);
        model.loadProblem(matrix, low.data(), high_.data(), cost_.data(), low_row_.data(), high_row_.data());
    }

private:
    void add(int row, int column, double value) {
        row_.push_back(row);
        column_.push_back(column);
        value_.push_back(value);
    }
    void add_product(std::size_t p, bool with_stock) {
        const auto& product = season_.products[p];
        for (std::size_t t = 0; t < season_.weeks; ++t) {
            const auto row = balance(p, t);
            add(row, column(p, t, made), 1);
            add(row, column(p, t, not_sold), 1);
            add(row, column(p, t, stock), -1);
            if (t > 0) add(row, column(p, t - 1, stock), 1);
            low_row_[static_cast<std::size_t>(row)] = high_row_[static_cast<std::size_t>(row)] =
                product.wanted[t];
            const auto at = [&](Kind kind) { return static_cast<std::size_t>(column(p, t, kind)); };
            cost_[at(stock)] = product.holding;
            cost_[at(not_sold)] = product.contribution;
            high_[at(not_sold)] = product.wanted[t];
            if (!with_stock || t + 1 == season_.weeks) high_[at(stock)] = 0;
            for (std::size_t r = 0; r < season_.resources.size(); ++r)
                if (product.minutes[r] > 0) add(hours(r, t), column(p, t, made), product.minutes[r]);
        }
    }
    void add_resource(std::size_t r, bool with_overtime) {
        for (std::size_t t = 0; t < season_.weeks; ++t) {
            add(hours(r, t), overtime(r, t), -1);
            high_row_[static_cast<std::size_t>(hours(r, t))] = season_.capacity[r][t];
            const auto at = static_cast<std::size_t>(overtime(r, t));
            const bool may = with_overtime && season_.premium[r] >= 0;
            high_[at] = may ? share_ * season_.capacity[r][t] : 0;
            cost_[at] = std::max(season_.premium[r], 0.0);
        }
    }

    const Season& season_;
    double share_;
    std::size_t cells_;
    std::vector<int> row_, column_;
    std::vector<double> value_, high_, cost_, low_row_, high_row_;
};

Result<void> solve(ClpSimplex& model) {
    model.dual();
    if (model.status() != 0) model.primal();
    if (model.status() != 0) return refuse("plan_must_be_feasible", "build_ahead");
    return {};
}

SeasonCost cost_of(const Season& season, const Programme& at, const ClpSimplex& model) {
    const auto* x = model.primalColumnSolution();
    SeasonCost cost;
    for (std::size_t t = 0; t < season.weeks; ++t) {
        for (std::size_t p = 0; p < season.products.size(); ++p) {
            cost.holding += x[at.column(p, t, Programme::stock)] * season.products[p].holding;
            cost.lost += x[at.column(p, t, Programme::not_sold)] * season.products[p].contribution;
        }
        for (std::size_t r = 0; r < season.resources.size(); ++r)
            cost.overtime += x[at.overtime(r, t)] * std::max(season.premium[r], 0.0);
    }
    return cost;
}

void read_products(const Season& season, const Programme& at, const ClpSimplex& model, BuildAheadPlan& plan) {
    const auto* x = model.primalColumnSolution();
    for (std::size_t p = 0; p < season.products.size(); ++p) {
        const auto& from = season.products[p];
        BuildAheadProduct product{.node = from.node, .wanted = from.wanted};
        for (std::size_t t = 0; t < season.weeks; ++t) {
            product.made.push_back(x[at.column(p, t, Programme::made)]);
            product.stock.push_back(x[at.column(p, t, Programme::stock)]);
            product.not_sold.push_back(x[at.column(p, t, Programme::not_sold)]);
            product.holding_cost += product.stock.back() * from.holding;
            product.lost_contribution += product.not_sold.back() * from.contribution;
        }
        plan.products.push_back(std::move(product));
    }
}

void read_resources(const Season& season, const Programme& at, const ClpSimplex& model,
                    BuildAheadPlan& plan) {
    const auto* x = model.primalColumnSolution();
    const auto* price = model.dualRowSolution();
    for (std::size_t r = 0; r < season.resources.size(); ++r) {
        BuildAheadResource resource{.resource = season.resources[r], .capacity = season.capacity[r]};
        for (std::size_t t = 0; t < season.weeks; ++t) {
            double wanted = 0, used = 0;
            bool ahead = false;
            for (std::size_t p = 0; p < season.products.size(); ++p) {
                const auto& product = season.products[p];
                wanted += product.minutes[r] * product.wanted[t];
                used += product.minutes[r] * plan.products[p].made[t];
                ahead = ahead || (product.minutes[r] > 0 && plan.products[p].stock[t] > least);
            }
            resource.wanted.push_back(wanted);
            resource.used.push_back(used);
            resource.overtime.push_back(x[at.overtime(r, t)]);
            resource.hour_value.push_back(std::max(0.0, -price[at.hours(r, t)] * 60));
            resource.overtime_cost += resource.overtime.back() * std::max(season.premium[r], 0.0);
            if (ahead && resource.first_week_ahead == none)
                resource.first_week_ahead = static_cast<std::int32_t>(t);
        }
        plan.resources.push_back(std::move(resource));
    }
}

}  // namespace

Result<BuildAheadPlan> build_ahead(const State& state, std::span<const std::int64_t> costs,
                                   const BuildAheadOptions& options) {
    const auto season = season_of(state, costs, options);
    BuildAheadPlan plan;
    if (season.resources.empty()) return plan;
    Programme programme(season, options.overtime_share);
    const auto way = [&](bool with_stock, bool with_overtime, SeasonCost& cost) -> Result<void> {
        ClpSimplex model;
        programme.load(model, with_stock, with_overtime);
        TRY(solve(model));
        cost = cost_of(season, programme, model);
        if (!with_stock || !with_overtime) return {};
        read_products(season, programme, model, plan);
        read_resources(season, programme, model, plan);
        return {};
    };
    TRY(way(true, true, plan.best));
    TRY(way(false, true, plan.overtime_only));
    TRY(way(true, false, plan.stock_only));
    TRY(way(false, false, plan.neither));
    return plan;
}

std::string build_ahead_targets(const Problem& problem, const BuildAheadPlan& plan) {
    namespace json = boost::json;
    json::array targets;
    for (const auto& product : plan.products) {
        const auto& node = problem.nodes[static_cast<std::size_t>(product.node)];
        json::array steps;
        auto last = static_cast<double>(node.safety) / 1e6;
        for (std::size_t week = 0; week < product.stock.size(); ++week) {
            // What is carried out of a week is there at the midnight that ends it.
            const auto stock =
                std::ceil(product.stock[week] - least) + static_cast<double>(node.safety) / 1e6;
            if (stock == last) continue;
            last = stock;
            const auto day = std::min<int>(static_cast<int>(week + 1) * days_of_week, problem.days - 1);
            steps.push_back({{"from", format_date(problem.start + Days(day))}, {"quantity", stock}});
        }
        if (steps.empty()) continue;
        json::object target{{"item", problem.names[node.item]}};
        if (node.site != none) target["site"] = problem.names[node.site];
        target["safety_stock"] = std::move(steps);
        targets.push_back(std::move(target));
    }
    return json::serialize(targets) + "\n";
}

}  // namespace octant::engine::plan
