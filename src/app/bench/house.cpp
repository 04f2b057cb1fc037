#include "app/bench/house.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "app/files.hpp"
#include "base/rng.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "inventory/inventory.hpp"
#include "platform/document.hpp"

namespace octant::app {

using namespace octant::platform;
using namespace octant::master;

Arguments::Arguments(std::span<const std::string> given, std::vector<std::string> known) {
    for (const auto& argument : given) {
        const auto equals = argument.find('=');
        const auto name = argument.substr(0, equals);
        if (equals == std::string::npos || std::ranges::find(known, name) == known.end())
            throw std::runtime_error(fmt::format("'{}' is no argument here; name=value, with a name of: {}",
                                                 argument, fmt::join(known, " ")));
        values_.emplace_back(name, argument.substr(equals + 1));
    }
}

std::string Arguments::text(std::string_view name, const std::string& otherwise) const {
    for (const auto& [known, value] : values_)
        if (known == name) return value;
    return otherwise;
}

std::int64_t Arguments::number(std::string_view name, std::int64_t otherwise) const {
    const auto value = to_integer(text(name, std::to_string(otherwise)));
    if (!value) throw std::runtime_error(fmt::format("{} must be a whole number", name));
    return *value;
}

Scratch::Scratch() {
    auto pattern = (std::filesystem::temp_directory_path() / "octant-bench-XXXXXX").string();
    if (!mkdtemp(pattern.data())) throw std::runtime_error("cannot make a folder like " + pattern);
    path_ = pattern;
    using std::filesystem::perms;
    std::filesystem::permissions(path_, perms::owner_all | perms::group_exec | perms::others_exec |
                                            perms::group_read |
                                            perms::others_read);  // PostgreSQL is another user
}
Scratch::~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

double percentile(std::vector<double> values, double share) {
    if (values.empty()) return 0;
    std::ranges::sort(values);
    const auto last = static_cast<double>(values.size() - 1);
    return values[static_cast<std::size_t>(last * share + 0.5)];
}

Session::Session(std::uint16_t port, const std::string& login) : client_("127.0.0.1", port) {
    const auto password = login == "admin" ? "octant-admin" : bench_password;
    const auto answer = client_.request("POST", "/api/v1/login", {},
                                        fmt::format(R"({{"user":"{}","password":"{}"}})", login, password));
    const auto csrf = answer.body.find("\"csrf\":\"");
    if (answer.status != 200 || csrf == std::string::npos)
        throw std::runtime_error(fmt::format("login of {}: {} {}", login, answer.status, answer.body));
    const auto cookie = answer.header("set-cookie");
    headers_ = {{"Cookie", std::string(cookie.substr(0, cookie.find(';')))},
                {"X-CSRF-Token", answer.body.substr(csrf + 8, 64)}};
}

namespace {

std::string success(ClientResponse answer, const std::string& target) {
    if (answer.status >= 300)
        throw std::runtime_error(fmt::format("{}: {} {}", target, answer.status, answer.body.substr(0, 400)));
    return std::move(answer.body);
}

}  // namespace

std::string Session::get(const std::string& target) {
    return success(client_.request("GET", target, headers_), target);
}
std::string Session::post(const std::string& target, const std::string& body) {
    return success(client_.request("POST", target, headers_, body), target);
}

// --- companies to work on

std::string bench_item(int number) { return fmt::format("ITEM-{:05}", number); }
std::string bench_customer(int number) { return fmt::format("C{:05}", number); }

namespace {

Result<void> add_items(Context& cx, int count) {
    const Id<Unit> piece{find_by_key(cx, type_info<Unit>(), "pcs")};
    const Id<Tax> tax{find_by_key(cx, type_info<Tax>(), "V13")};
    inventory::Adjustment opening;
    opening.date = cx.today;
    opening.reason = inventory::AdjustmentReason::opening;
    for (int i = 0; i < count; ++i) {
        Item item;
        item.code = bench_item(i), item.name = fmt::format("Item {}", i), item.unit = piece, item.tax = tax;
        item.list_price = {(5 + i % 90) * UnitPrice::scale};
        item.standard_cost = {(3 + i % 50) * UnitPrice::scale};
        inventory::AdjustmentLine line;
        line.line = i + 1;
        line.item = {TRY(create(cx, item)).id};
        line.quantity = Quantity::of(1'000'000);
        line.unit_cost = item.standard_cost;
        opening.lines.push_back(std::move(line));
    }
    TRY(create(cx, std::move(opening), inventory::Adjustment::post));
    return {};
}

Result<void> add_customers(Context& cx, int count) {
    for (int i = 0; i < count; ++i) {
        Party party;
        party.code = bench_customer(i), party.name = fmt::format("Customer {}", i);
        party.region = i % 2 ? "north" : "south";
        party.credit_limit = {1'000'000'000'00};
        party.payment_days = 30;
        TRY(create(cx, std::move(party)));
    }
    return {};
}

}  // namespace

Result<void> create_bench_company(Workspace& workspace, const BenchCompany& wanted) {
    const auto company = TRY(create_company(workspace, {.code = "BENCH", .name = "Bench", .language = "en"}));
    for (const auto& [login, roles] : {std::pair{"seller", "sales_rep"}, std::pair{"keeper", "store_keeper"},
                                       std::pair{"accountant", "accountant"}})
        TRY(create_user(
            workspace, company,
            {.login = login, .name = login, .roles = roles, .password = bench_password, .language = "en"}));
    return workspace.write(company, [&](Context& cx) -> Result<void> {
        TRY(add_items(cx, wanted.items));
        return add_customers(cx, wanted.customers);
    });
}

void import_bench_history(const Scratch& scratch, const Place& place, const SalesHistory& history) {
    const auto file = scratch.path() + "/history.csv";
    std::string csv = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
    constexpr std::int64_t days = 730;
    Rng rng(1);
    for (std::int64_t order = 0; order < history.orders; ++order) {
        const auto date = format_date(to_date(2024, 1, 1) + Days(order * days / history.orders));
        const auto customer = rng.below(static_cast<std::uint64_t>(history.customers));
        for (int line = 0; line < history.lines; ++line) {
            const auto item = rng.below(static_cast<std::uint64_t>(history.items));
            csv += fmt::format("{},ITEM-{:05},Item {},{},{} 08:00:00,{}.{:02},{},{}\n", 100'000 + order, item,
                               item, 1 + rng.below(20), date, 1 + item % 60, item % 100, 10'000 + customer,
                               customer % 3 ? "United Kingdom" : "France");
        }
    }
    write_file(file, csv);
    std::vector<std::string> arguments{"import", "online-retail", file};
    if (place.postgres.empty())
        arguments.insert(arguments.end(), {"--data", place.data});
    else
        arguments.insert(arguments.end(), {"--postgres", place.postgres});
    run_well(scratch, arguments);
    std::filesystem::remove(file);
}

}  // namespace octant::app
