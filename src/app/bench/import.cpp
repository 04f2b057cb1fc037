// History and master data brought in from files, as a user would: by the program's own command.

#include <fmt/format.h>

#include <filesystem>

#include "app/bench/house.hpp"
#include "app/bench/table.hpp"
#include "app/files.hpp"
#include "app/options.hpp"
#include "app/world/world.hpp"

namespace octant::app {
namespace {

std::string online_retail_file(const std::string& given) {
    if (!given.empty()) return given;
    for (const auto* place : {"../shared", "shared", "../../shared"}) {
        auto file = std::string(place) + "/data/online_retail/online_retail.csv.gz";
        if (std::filesystem::exists(file)) return file;
    }
    return {};
}

void year(BenchReport& report, const Scratch& scratch, const std::string& file) {
    if (file.empty()) {
        report.note(
            "the online-retail year skipped: no ../shared/data/online_retail; file=PATH names another");
        return;
    }
    const auto data = scratch.path() + "/year";
    const auto done = run_well(scratch, {"import", "online-retail", file, "--data", data});
    report.add({"import of the online-retail year", done.seconds, "s", 30, Better::lower,
                "Odoo: 100 products/s; Tryton: 213"});
    report.add({"  its CPU", done.cpu_seconds, "s"});
    report.add({"  peak memory", done.peak_mb, "MB", 500, Better::lower});
    report.add(
        {"  database", static_cast<double>(std::filesystem::file_size(data + "/octant.db")) / 1e6, "MB"});
    const auto verified = run_program(scratch, {"verify", "--data", data});
    report.add({"  octant verify, exit code", static_cast<double>(verified.code), "", 0, Better::lower});
    report.add({"  octant verify", verified.seconds, "s"});
}

void items(BenchReport& report, const Scratch& scratch, std::int64_t count) {
    const auto data = scratch.path() + "/items";
    {
        Workspace workspace({.data = data});
        if (auto made = create_empty_company(workspace); !made) throw std::runtime_error(made.error().rule);
    }
    std::string csv = "code,name,category,unit,tax,list_price,standard_cost\n";
    for (std::int64_t i = 0; i < count; ++i)
        csv += fmt::format("P{:06},Part number {},group {},pcs,V13,{}.50,{}.25\n", i, i, i % 40, 2 + i % 90,
                           1 + i % 60);
    const auto file = scratch.path() + "/items.csv";
    write_file(file, csv);
    const auto done = run_well(scratch, {"import", "master.item", file, "--data", data});
    report.add({"import of items", static_cast<double>(count) / done.seconds, "items/s", 20'000,
                Better::higher, "Odoo: 100 products/s; Tryton: 213; Twenty: 11 rows/s"});
    report.add({"  its CPU", done.cpu_seconds * 1e6 / static_cast<double>(count), "us/item"});
    const auto again = run_well(scratch, {"import", "master.item", file, "--key", "code", "--data", data});
    report.add(
        {"  the same again by key, nothing new", static_cast<double>(count) / again.seconds, "items/s"});
}

}  // namespace

int bench_import(BenchReport& report, std::span<const std::string> given) {
    const Arguments arguments(given, {"file", "items", "only"});
    const auto only = arguments.text("only", "");
    const Scratch scratch;
    if (only != "items") year(report, scratch, online_retail_file(arguments.text("file", "")));
    if (only != "year") items(report, scratch, arguments.number("items", 50'000));
    return exit_done;
}

}  // namespace octant::app
