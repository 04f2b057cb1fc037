#include "app/engines/stock_command.hpp"

#include <fmt/format.h>

#include <array>
#include <string>

#include "app/engines/stock_report.hpp"
#include "app/engines/stock_sales.hpp"
#include "app/files.hpp"
#include "app/options.hpp"
#include "app/workspace.hpp"
#include "base/enumeration.hpp"
#include "base/time.hpp"
#include "engine/stock/case.hpp"
#include "engine/stock/guaranteed_time.hpp"
#include "engine/stock/proof.hpp"

namespace octant::app {
namespace {

namespace stock = engine::stock;

void put_out(const std::string& file, const std::string& text) {
    if (file.empty() || file == "-")
        fmt::print("{}", text);
    else
        write_file(file, text);
}

/// What the commands over items have in common: the file and what its rows do not say.
struct ItemOptions {
    std::string input;
    std::string output;
    std::string method = "automatic";
    std::string service = "fill";
    std::string distribution = "automatic";
    stock::Item defaults;
    stock::ProofOptions proof;
    std::int64_t calibration = 12;
    std::int64_t holdout = 0;
    std::int64_t season = 0;

    void add_to(Options& options) {
        options.text("--input,-i", input, "items: CSV with a header, or id,v1,v2,... without", true)
            .text("--output,-o", output, "result (standard output by default)")
            .real("--target", defaults.target, "service target of rows that name none, 0.95")
            .real("--lead-time", defaults.lead_time, "periods from order to receipt, 1")
            .real("--lead-time-deviation", defaults.lead_time_deviation, "its standard deviation, 0")
            .real("--review", defaults.review, "periods from review to review, 1")
            .real("--unit-cost", defaults.unit_cost, "1")
            .real("--order-cost", defaults.order_cost, "0: no economic lot")
            .real("--stockout-cost", defaults.stockout_cost, "of a unit short for a period")
            .real("--holding-rate", defaults.holding_rate, "of the unit cost and year, 0.25")
            .real("--periods-per-year", proof.policy.periods_per_year, "52")
            .text("--method", method,
                  "automatic|reorder_quantity|periodic|min_max|base_stock|newsvendor|kanban")
            .text("--service", service, "fill|cycle|cost")
            .text("--distribution", distribution,
                  "automatic|normal|gamma|poisson|negative_binomial|empirical")
            .integer("--season", season, "periods in a season (12, 52), seen at least twice; 0: none")
            .integer("--calibration", calibration,
                     "last periods on which service is brought to the target; 0: none");
    }

    Result<std::vector<stock::Item>> read() {
        const auto choose = [](const std::string& name, const EnumNames& names, auto& field) -> Result<void> {
            const int found = names.find(name == "auto" ? "automatic" : name);
            if (found < 0) return refuse("choice_must_be_known", name);
            field = static_cast<std::decay_t<decltype(field)>>(found);
            return {};
        };
        TRY(choose(method, enum_names<stock::Method>(), defaults.method));
        TRY(choose(service, enum_names<stock::Goal>(), defaults.service));
        TRY(choose(distribution, enum_names<stock::DemandFamily>(), defaults.family));
        if (!(proof.policy.periods_per_year > 0))
            return refuse("periods_must_be_positive", "periods_per_year");
        if (calibration < 0 || holdout < 0) return refuse("periods_must_be_positive", "calibration");
        if (season < 0 || season > 1000) return refuse("periods_must_be_positive", "season");
        proof.season = static_cast<std::size_t>(season);
        proof.calibration = static_cast<std::size_t>(calibration);
        proof.holdout = static_cast<std::size_t>(holdout);
        return stock::parse_items(read_file(input), {defaults});
    }
};

struct Planned {
    std::vector<stock::Item> items;
    stock::Ready ready;
    std::vector<stock::DemandFit> fits;
    std::vector<stock::Policy> policies;

    /// The demand that the levels of the period `ahead` of the next one are made for.
    stock::DemandFit fit(std::size_t i, std::size_t ahead) const {
        const auto& item = items[i];
        const auto pattern = static_cast<std::size_t>(stock::pattern_of(item.history));
        const auto model = item.history.empty() ? stock::DemandModel{} : ready.models[pattern];
        const auto known = item.history.size();
        return stock::fit_in_season(item, item.history, model,
                                    {ready.profiles.of(i), ready.profiles.power, known + ahead, known});
    }
};

Result<Planned> plan_items(ItemOptions& options) {
    Planned planned{.items = TRY(options.read())};
    planned.ready = stock::ready_models(planned.items, options.proof);
    for (std::size_t i = 0; i < planned.items.size(); ++i) {
        planned.fits.push_back(planned.fit(i, 0));
        planned.policies.push_back(
            stock::make_policy(planned.items[i], planned.fits.back(), options.proof.policy));
    }
    return planned;
}

/// Levels of the periods to come, the next one first; one period where there is no season.
Schedules schedules_of(const Planned& planned, const stock::PolicyOptions& options, std::size_t horizon) {
    Schedules schedules;
    const auto periods = planned.ready.profiles.length == 0 ? 1 : std::max<std::size_t>(horizon, 1);
    for (std::size_t i = 0; i < planned.items.size(); ++i) {
        schedules.emplace_back();
        for (std::size_t ahead = 0; ahead < periods; ++ahead)
            schedules.back().push_back(stock::make_policy(planned.items[i], planned.fit(i, ahead), options));
    }
    return schedules;
}

int policy_command(int argc, char** argv) {
    ItemOptions common;
    std::string targets;
    std::string from;
    std::int64_t horizon = 0;
    Options options("stock policy", "The levels that meet each item's service target at the least stock.");
    common.add_to(options);
    options.text("--targets", targets, "also write what the planning engine reads (JSON)")
        .text("--from", from, "first day of the targets, 2026-01-05 by default")
        .integer("--horizon", horizon, "periods of targets where there is a season; one season by default");
    if (const auto code = options.parse(argc, argv)) return *code;
    const auto day = parse_date(from.empty() ? "2026-01-05" : from);
    if (!day) return report_refusal(day.error());
    const auto planned = plan_items(common);
    if (!planned) return report_refusal(planned.error());
    put_out(common.output, policy_csv(planned->items, planned->policies));
    if (targets.empty()) return exit_done;
    const auto periods = horizon > 0 ? std::min<std::int64_t>(horizon, 1000) : common.season;
    const auto schedules = schedules_of(*planned, common.proof.policy, static_cast<std::size_t>(periods));
    write_file(targets,
               targets_json(planned->items, schedules, {*day, common.proof.policy.periods_per_year}));
    return exit_done;
}

int classify_command(int argc, char** argv) {
    ItemOptions common;
    stock::ClassOptions classes;
    Options options("stock classify",
                    "ABC-XYZ-FSN, turns, days of supply, GMROI, excess and obsolete stock, and what the "
                    "policies would do "
                    "to cash.");
    common.add_to(options);
    options.real("--receivable-days", classes.days_receivable, "DSO, 45")
        .real("--payable-days", classes.days_payable, "DPO, 30")
        .real("--supply-limit", classes.supply_limit,
              "years of demand above which stock is obsolete at risk, 1");
    if (const auto code = options.parse(argc, argv)) return *code;
    const auto planned = plan_items(common);
    if (!planned) return report_refusal(planned.error());
    classes.policy = common.proof.policy;
    const auto result = stock::classify(planned->items, planned->policies, classes);
    put_out(common.output, classes_csv(planned->items, result));
    fmt::print(stderr, "{}", summary_text(result.summary));
    return exit_done;
}

int simulate_command(int argc, char** argv) {
    ItemOptions common;
    stock::SeasonOptions seasons;
    std::int64_t count = 1000;
    std::int64_t length = 52;
    std::int64_t seed = 1;
    Options options("stock simulate",
                    "Prove the policies: on periods held out, and over many drawn seasons.");
    common.add_to(options);
    options
        .integer("--holdout", common.holdout, "last periods of each history that the policies do not see, 0")
        .integer("--seasons", count, "drawn seasons an item, 1000; 0: none")
        .integer("--season-length", length, "periods in a season, 52")
        .integer("--seed", seed, "1");
    if (const auto code = options.parse(argc, argv)) return *code;
    if (count < 0 || count > 1'000'000 || length < 1 || length > 100'000)
        return report_refusal(Problem{"periods_must_be_positive", "seasons"});
    const auto planned = plan_items(common);
    if (!planned) return report_refusal(planned.error());
    std::vector<stock::SeasonReport> reports;
    std::vector<double> cash;  // of all items, by season
    seasons.seasons = static_cast<std::size_t>(count);
    seasons.periods = static_cast<std::size_t>(length);
    seasons.policy = common.proof.policy;
    for (std::size_t i = 0; count > 0 && i < planned->items.size(); ++i) {
        // Each item has its own stream, so that a file cut short gives the same figures.
        seasons.seed = static_cast<std::uint64_t>(seed) * 1'000'003 + i;
        auto fit = planned->fits[i];
        fit.spread = 1;  // the calibration guards against what the past did not show; the draws are the past
        reports.push_back(stock::simulate_seasons(planned->items[i], fit, planned->policies[i], seasons));
        cash.resize(reports.back().season_cash.size());
        for (std::size_t k = 0; k < cash.size(); ++k) cash[k] += reports.back().season_cash[k];
        reports.back().season_cash = {};
    }
    stock::Proof proof;
    if (common.holdout > 0) proof = stock::prove(planned->items, common.proof);
    put_out(common.output, simulation_csv(planned->items, planned->policies, reports, proof));
    fmt::print(
        stderr, "{}",
        proof_text(planned->items, reports, stock::interval_of(std::move(cash), seasons.interval), proof));
    return exit_done;
}

int solve_command(int argc, char** argv) {
    std::string input;
    std::string output;
    Options options(
        "stock solve",
        "Textbook cases: EOQ family, joint and dynamic lots, newsvendor, (s,S), (r,Q), serial and guaranteed-"
        "service chains.");
    options.text("cases", input, "JSON: a list of {id, model, inputs}, or an object with `cases`", true)
        .text("--output,-o", output, "answers (standard output by default)");
    if (const auto code = options.parse(argc, argv)) return *code;
    const auto report = stock::solve_cases(read_file(input));
    if (!report) return report_refusal(report.error());
    put_out(output, report->answers);
    fmt::print(stderr, "{} solved, {} refused", report->solved, report->refused.size());
    if (report->compared)
        fmt::print(stderr, "; {} brought their expected figures, {} figures differ", report->compared,
                   report->unlike.size());
    fmt::print(stderr, "\n");
    for (const auto& line : report->unlike) fmt::print(stderr, "differs: {}\n", line);
    for (const auto& problem : report->refused) report_refusal(problem);
    return report->refused.empty() && report->unlike.empty() ? exit_done : exit_refused;
}

int chain_command(int argc, char** argv) {
    std::string input;
    std::string output;
    double holding_rate = 0.3;
    std::int64_t seed = 1;
    std::int64_t rounds = 1000;
    Options options("stock chain", "Where to keep safety stock in a network (guaranteed service).");
    options
        .text("chain", input, "CSV: stage_id,lead_time,max_s_time,cost,risk_pool,ext_demand_*,up_stages",
              true)
        .text("--output,-o", output, "CSV of stages (standard output by default)")
        .real("--holding-rate", holding_rate, "yearly cost of stock for one of value, 0.3")
        .integer("--rounds", rounds, "of the search where the network is no tree, 1000")
        .integer("--seed", seed, "1");
    if (const auto code = options.parse(argc, argv)) return *code;
    const auto network = stock::parse_chain(read_file(input), holding_rate);
    if (!network) return report_refusal(network.error());
    const auto answer = stock::place_safety_stock(
        *network, {.seed = static_cast<std::uint64_t>(seed), .rounds = static_cast<int>(rounds)});
    if (!answer) return report_refusal(answer.error());
    put_out(output, chain_csv(*network, *answer));
    fmt::print(stderr, "safety stock cost {:.2f} ({})\n", answer->total,
               answer->is_tree ? "proven optimum" : "not a tree: best found");
    return exit_done;
}

int history_command(int argc, char** argv) {
    std::string input;
    std::string output;
    std::int64_t days = 7;
    bool numbered = false;
    Options options("stock history", "A demand history an item out of sales lines (online-retail layout).");
    options.text("sales", input, "CSV: InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID", true)
        .text("--output,-o", output, "id,v1,v2,... (standard output by default)")
        .integer("--days", days, "in a period, 7")
        .flag("--numbered", numbered,
              "only items whose code begins with a figure: no postage, samples, fees");
    if (const auto code = options.parse(argc, argv)) return *code;
    if (days < 1 || days > 366) return report_refusal(Problem{"periods_must_be_positive", "days"});
    const auto history =
        sales_history(read_file(input), static_cast<int>(days), numbered ? Codes::numbered : Codes::all);
    if (!history) return report_refusal(history.error());
    std::string out = "item,price,history\n";
    for (const auto& row : history->items)
        out += fmt::format("{},{:.4f},{}\n", row.item, row.price, fmt::join(row.demand, " "));
    put_out(output, out);
    fmt::print(stderr, "{} items over {} periods; {} lines were cancelled in full\n", history->items.size(),
               history->periods, history->cancelled);
    return exit_done;
}

struct StockPart {
    const char* name;
    const char* summary;
    int (*run)(int argc, char** argv);
};

constexpr std::array parts{
    StockPart{"policy", "levels that meet a service target", policy_command},
    StockPart{"simulate", "prove them on held-out demand and drawn seasons", simulate_command},
    StockPart{"classify", "ABC-XYZ-FSN, excess, turns, GMROI, cash effect", classify_command},
    StockPart{"solve", "textbook cases", solve_command},
    StockPart{"chain", "safety stock in a network", chain_command},
    StockPart{"history", "sales lines into demand histories", history_command},
};

}  // namespace

int stock_command(int argc, char** argv) {
    const std::string name = argc > 1 ? argv[1] : "";
    for (const auto& part : parts)
        if (name == part.name) return part.run(argc - 1, argv + 1);
    auto* stream = name == "--help" || name == "-h" ? stdout : stderr;
    fmt::print(stream, "octant stock: how much of what to keep where.\n");
    for (const auto& part : parts) fmt::print(stream, "  {:<10} {}\n", part.name, part.summary);
    fmt::print(stream, "`octant stock PART --help` says more.\n");
    return stream == stdout ? exit_done : exit_usage;
}

}  // namespace octant::app
