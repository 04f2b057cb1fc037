// The stock policies proved on demand they have not seen, and the engine timed.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <filesystem>

#include "app/bench/table.hpp"
#include "app/cpu_time.hpp"
#include "app/engines/stock_sales.hpp"
#include "app/files.hpp"
#include "base/enumeration.hpp"
#include "base/rng.hpp"
#include "engine/stock/case.hpp"
#include "engine/stock/guaranteed_time.hpp"
#include "engine/stock/proof.hpp"

namespace octant::app {
namespace {

namespace stock = engine::stock;

std::string data_file(const std::string& name) {
    std::vector<std::string> places{"../shared/data/", "shared/data/", "../../shared/data/"};
    if (const auto* named = std::getenv("OCTANT_DATA"))
        places.insert(places.begin(), std::string(named) + "/");
    for (const auto& place : places)
        if (std::filesystem::exists(place + name)) return place + name;
    return {};
}

void report_proof(BenchReport& report, const std::string& name, const stock::Proof& proof, double target) {
    const double gap = 100 * std::abs(proof.all.fill_rate() - target);
    report.add({fmt::format("{} {:.0f} %: fill off by", name, 100 * target), gap, "points", 1, Better::lower,
                "frePPLe, SAP: not shown to the user"});
    report.add({"  fill, items by root of level", 100 * proof.all.fill_rate(), "%"});
    report.add({"  half of its 90 % interval", 164.5 * proof.all.error(), "points"});
    report.add({"  fill, all units", 100 * proof.all.run.fill_rate(), "%"});
    report.add(
        {"  fill, mean of items", 100 * proof.all.own_fill / static_cast<double>(proof.all.items), "%"});
    report.add({"  stock at cost", proof.cash, ""});
}

void prove_on(BenchReport& report, const std::string& name, const std::vector<stock::Item>& items,
              const stock::ProofOptions& options) {
    for (const double target : {0.9, 0.95, 0.98}) {
        auto aimed = items;
        for (auto& item : aimed) item.target = target;
        const double start = cpu_seconds();
        const auto proof = stock::prove(aimed, options);
        report_proof(report, name, proof, target);
        report.add({"  CPU", cpu_seconds() - start, "s"});
        for (std::size_t p = 0; p < proof.by_pattern.size(); ++p) {
            const auto& pool = proof.by_pattern[p];
            if (pool.items)
                report.note(fmt::format(
                    "{}: {} items, fill {:.1f} % ({:.1f} % of units), smoothing {}, {}, spread {:.2f}, lift "
                    "{:.2f}",
                    name_of(static_cast<stock::Pattern>(p)), pool.items, 100 * pool.fill_rate(),
                    100 * pool.run.fill_rate(), proof.models[p].smoothing, name_of(proof.models[p].family),
                    proof.models[p].spread, proof.models[p].lift));
        }
    }
}

std::vector<stock::Item> retail_items(const DemandHistory& history, double lead_time) {
    std::vector<stock::Item> items;
    for (const auto& row : history.items) {
        if (row.demand.size() < 36) continue;
        stock::Item item;
        item.item = row.item;
        item.history = row.demand;
        item.lead_time = lead_time;
        item.unit_cost = row.price * 0.6;
        item.order_cost = 5;
        items.push_back(std::move(item));
    }
    return items;
}

void prove_retail(BenchReport& report, int days) {
    const auto file = data_file("online_retail/online_retail.csv.gz");
    if (file.empty()) return report.note("online retail skipped: no ../shared/data/online_retail");
    const auto history = sales_history(read_file(file), days, Codes::numbered);
    if (!history) return report.note("online retail refused: " + history.error().rule);
    const bool weekly = days == 7;
    const auto items = retail_items(*history, weekly ? 2 : 10);
    report.note(fmt::format("online retail by {} days: {} items of {} periods or fewer", days, items.size(),
                            history->periods));
    stock::ProofOptions options{.policy = {.periods_per_year = 365.0 / days}};
    if (!weekly) options.holdout = options.calibration = 60;
    prove_on(report, weekly ? "retail weekly" : "retail daily", items, options);
}

void prove_carparts(BenchReport& report) {
    const auto file = data_file("intermittent/carparts.csv.gz");
    if (file.empty()) return report.note("carparts skipped: no ../shared/data/intermittent");
    stock::ItemDefaults defaults;
    defaults.item.lead_time = 2;
    defaults.item.unit_cost = 20;
    const auto items = stock::parse_items(read_file(file), defaults);
    if (!items) return report.note("carparts refused: " + items.error().rule);
    prove_on(report, "carparts", *items, {.policy = {.periods_per_year = 12}});
}

/// A random tree: each stage but the first supplies or is served by an earlier one.
stock::Network random_tree(std::size_t size, std::uint64_t seed) {
    Rng rng(seed);
    stock::Network network;
    for (std::size_t k = 0; k < size; ++k) {
        stock::Stage stage;
        stage.name = std::to_string(k);
        stage.time = rng.between(1, 12);
        stage.holding = 0.1 + rng.uniform();
        stage.demand_deviation = rng.uniform() < 0.3 ? 1 + 9 * rng.uniform() : 0;
        stage.bound = 1.645;
        network.stages.push_back(stage);
        if (k == 0) continue;
        // Near ones, so that the chains become long.
        const auto other = static_cast<std::int32_t>(
            rng.between(static_cast<std::int64_t>(k > 20 ? k - 20 : 0), static_cast<std::int64_t>(k) - 1));
        const auto here = static_cast<std::int32_t>(k);
        network.links.push_back(rng.uniform() < 0.5 ? stock::Link{here, other} : stock::Link{other, here});
    }
    std::vector<bool> serves(size, false);
    for (const auto& link : network.links) serves[static_cast<std::size_t>(link.from)] = true;
    for (std::size_t k = 0; k < size; ++k)
        if (!serves[k]) network.stages[k].longest_service = 0;
    return network;
}

void time_chains(BenchReport& report) {
    for (const std::size_t size : {1'000, 10'000}) {
        const auto network = random_tree(size, 1);
        const double start = cpu_seconds();
        const auto answer = stock::place_safety_stock(network, {});
        const double seconds = cpu_seconds() - start;
        if (!answer) return report.note("tree refused: " + answer.error().rule);
        report.add({fmt::format("guaranteed service, tree of {} stages", size), seconds, "CPU s", 1,
                    size == 1'000 ? Better::lower : Better::none, "stockpyl: minutes"});
    }
    const auto file = data_file("inventory/multi_echelon/bulldozer.txt");
    if (file.empty()) return report.note("bulldozer skipped: no ../shared/data/inventory");
    const auto network = stock::parse_chain(read_file(file), 0.3);
    const auto answer = network ? stock::place_safety_stock(*network, {}) : tl::unexpected(network.error());
    if (answer)
        report.add(
            {"bulldozer chain", answer->total, "", 632'720, Better::lower, "Graves and Willems: 632,720"});
}

void golden(BenchReport& report) {
    const auto file = data_file("inventory/golden.json");
    if (file.empty()) return report.note("golden cases skipped: no ../shared/data/inventory");
    const double start = cpu_seconds();
    const auto cases = stock::solve_cases(read_file(file));
    if (!cases) return report.note("golden cases refused: " + cases.error().rule);
    report.add({"golden cases that differ", static_cast<double>(cases->unlike.size() + cases->refused.size()),
                "", 0, Better::lower, "stockpyl"});
    report.add({"golden cases, all", cpu_seconds() - start, "CPU s"});
}

}  // namespace

int bench_stock(BenchReport& report, std::span<const std::string> arguments) {
    const auto wants = [&](const char* part) {
        return arguments.empty() || std::find(arguments.begin(), arguments.end(), part) != arguments.end();
    };
    if (wants("golden")) golden(report);
    if (wants("chain")) time_chains(report);
    if (wants("carparts")) prove_carparts(report);
    if (wants("weekly")) prove_retail(report, 7);
    if (wants("daily")) prove_retail(report, 1);
    return 0;
}

}  // namespace octant::app
