#pragma once
// History of sales from any CSV of sales lines, by a mapping file: orders, deliveries, invoices, payments,
// returns, write-offs, free goods and bad debts, posted and dated as they happened.

#include <string>
#include <string_view>
#include <vector>

#include "app/workspace.hpp"

namespace octant::app {

/// What the columns and numbers of a file mean; read from TOML (src/app/import/mappings/online-retail.toml is
/// the first).
struct SalesMapping {
    NewCompany company;  // made when the database is empty
    std::string number, item, item_name, quantity, date, price, customer, region;  // column names
    std::string return_prefix;
    std::string bad_debt_prefix;
    std::vector<std::string> services;  // codes; "gift_*" by prefix
    double cost_share = 0.5;

    bool is_service(std::string_view code) const;
};
/// Throws std::runtime_error naming the key that is wrong.
SalesMapping read_sales_mapping(const std::string& toml);
std::string online_retail_mapping();

struct RefusedLine {
    std::size_t line;
    std::string reason;
};

struct SalesImport {
    std::int64_t lines = 0;
    std::int64_t taken = 0;
    std::vector<RefusedLine> refused;
    std::int64_t orders = 0, returns = 0, adjustments = 0, bad_debts = 0, items = 0, customers = 0;
    Amount revenue;   // of the lines taken, returns deducted
    Amount bad_debt;  // not in revenue
};

/// Refuses the whole file only for a header that lacks a column. Works through a transaction of some hundred
/// documents at a time; the company must be new.
Result<SalesImport> import_sales(Workspace& workspace, const SalesMapping& mapping, std::string_view csv);

}  // namespace octant::app
