#pragma once
// A file of sales lines, understood: documents in order of their first line, items and customers.

#include "app/import/sales_import.hpp"
#include "inventory/inventory.hpp"

namespace octant::app {

struct SalesLine {
    std::uint32_t item;
    std::uint32_t customer;
    Quantity quantity;
    UnitPrice price;
};

enum class SalesKind { sale, returned, write_off, bad_debt };

struct SalesDocument {
    std::string number;
    SalesKind kind;
    Date date{};
    std::uint32_t customer;
    std::vector<SalesLine> lines;
};

struct ItemFacts {
    std::string code;
    std::string name;
    bool is_service = false;
    Quantity balance;  // running
    Quantity lowest;
    std::vector<std::int64_t> prices;
    Id<master::Item> id;
};

struct CustomerFacts {
    std::string code;
    std::string name;
    std::string region;
    Id<master::Party> id;
};

/// The file, understood: documents in order, with what items and customers they need.
struct History {
    std::vector<SalesDocument> documents;
    std::vector<ItemFacts> items;
    std::vector<CustomerFacts> customers;
};

/// Reads the whole file; a line that is not taken is listed in `report` with its number and reason. Refuses
/// only a header that lacks a column. Knows afterwards how deep each item's balance falls.
Result<History> read_history(const SalesMapping& mapping, std::string_view csv, SalesImport& report);

}  // namespace octant::app
