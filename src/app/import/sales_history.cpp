#include "app/import/sales_history.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/text.hpp"

namespace octant::app {

using namespace octant::platform;
using namespace octant::master;

namespace {

struct MappedColumns {
    std::array<std::size_t, 8> at{};
    enum { number, item, item_name, quantity, date, price, customer, region };
};

Result<MappedColumns> find_columns(const SalesMapping& m, const std::vector<std::string_view>& header) {
    MappedColumns columns;
    const std::array names{&m.number, &m.item,  &m.item_name, &m.quantity,
                           &m.date,   &m.price, &m.customer,  &m.region};
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto found = std::ranges::find(header, std::string_view(*names[i]));
        if (found == header.end())
            return refuse(Problem{"column_must_be_known", "", {{"column", *names[i]}}});
        columns.at[i] = static_cast<std::size_t>(found - header.begin());
    }
    return columns;
}

class Reader {
public:
    Reader(const SalesMapping& mapping, History& history) : mapping_(mapping), history_(history) {}

    /// Adds one row to the document of its number.
    Result<void> add(const std::vector<std::string_view>& row, const MappedColumns& columns) {
        const auto cell = [&](std::size_t column) { return trim(row[columns.at[column]]); };
        for (const auto column : columns.at)
            if (column >= row.size()) return refuse("row_must_have_all_fields");
        if (cell(MappedColumns::number).empty()) return refuse("number_must_not_be_empty");
        if (cell(MappedColumns::item).empty()) return refuse("item_code_must_not_be_empty");
        const Quantity quantity{TRY(parse_decimal(cell(MappedColumns::quantity), 6))};
        const UnitPrice price{TRY(parse_decimal(cell(MappedColumns::price), 6))};
        const auto date = TRY(parse_date(cell(MappedColumns::date).substr(0, 10)));
        const auto kind = TRY(kind_of(cell(MappedColumns::number), quantity, price));
        const auto customer = customer_of(cell(MappedColumns::customer), cell(MappedColumns::region));
        const auto item = item_of(cell(MappedColumns::item), cell(MappedColumns::item_name));
        auto& document = document_of(cell(MappedColumns::number), kind, date, customer);
        document.lines.push_back({item, customer, quantity, price});
        if (price.micro > 0) history_.items[item].prices.push_back(price.micro);
        return {};
    }

private:
    Result<SalesKind> kind_of(std::string_view number, Quantity quantity, UnitPrice price) const {
        if (!mapping_.bad_debt_prefix.empty() && number.starts_with(mapping_.bad_debt_prefix))
            return SalesKind::bad_debt;
        if (!quantity) return refuse("quantity_must_not_be_zero");
        if (price.micro < 0) return refuse("price_must_not_be_negative");
        if (!mapping_.return_prefix.empty() && number.starts_with(mapping_.return_prefix))
            return quantity.micro < 0 ? Result<SalesKind>(SalesKind::returned)
                                      : refuse("returned_quantity_must_be_negative");
        if (quantity.micro > 0) return SalesKind::sale;
        return price ? refuse("negative_quantity_must_have_no_price")
                     : Result<SalesKind>(SalesKind::write_off);
    }

    std::uint32_t item_of(std::string_view code, std::string_view name) {
        const auto [found, added] =
            item_by_code_.try_emplace(std::string(code), static_cast<std::uint32_t>(history_.items.size()));
        if (added)
            history_.items.push_back({.code = std::string(code),
                                      .name = std::string(name),
                                      .is_service = mapping_.is_service(code)});
        auto& item = history_.items[found->second];
        if (item.name.empty()) item.name = name;
        return found->second;
    }

    std::uint32_t customer_of(std::string_view id, std::string_view region) {
        if (id.ends_with(".0")) id.remove_suffix(2);
        auto code = id.empty() ? fmt::format("WALK-IN {}", region) : std::string(id);
        const auto [found, added] =
            customer_by_code_.try_emplace(code, static_cast<std::uint32_t>(history_.customers.size()));
        if (added)
            history_.customers.push_back(
                {code,
                 id.empty() ? fmt::format("Walk-in customers, {}", region) : fmt::format("Customer {}", id),
                 std::string(region),
                 {}});
        return found->second;
    }

    SalesDocument& document_of(std::string_view number, SalesKind kind, Date date, std::uint32_t customer) {
        // A kind of line that does not belong to the number's document starts a second one.
        const auto key = fmt::format("{} {} {}", number, static_cast<int>(kind), customer);
        const auto [known, added] = documents_.try_emplace(key, history_.documents.size());
        if (added) history_.documents.push_back({std::string(number), kind, date, customer, {}});
        return history_.documents[known->second];
    }

    std::unordered_map<std::string, std::size_t> documents_;
    std::unordered_map<std::string, std::uint32_t> item_by_code_;
    std::unordered_map<std::string, std::uint32_t> customer_by_code_;
    const SalesMapping& mapping_;
    History& history_;
};

/// How deep each item's running balance falls when the documents are carried out in order.
void find_shortfalls(History& history) {
    for (const auto& document : history.documents)
        for (const auto& line : document.lines) {
            auto& item = history.items[line.item];
            if (item.is_service || document.kind == SalesKind::bad_debt) continue;
            // Sold is positive; what comes back and what is written off are negative.
            item.balance -= document.kind == SalesKind::write_off ? -line.quantity : line.quantity;
            item.lowest = std::min(item.lowest, item.balance);
        }
}

}  // namespace

Result<History> read_history(const SalesMapping& mapping, std::string_view csv, SalesImport& report) {
    History history;
    Reader reader(mapping, history);
    CsvReader rows(csv);
    std::vector<std::string_view> row;
    if (!rows.next(row)) return refuse("file_must_have_a_header");
    const auto columns = TRY(find_columns(mapping, row));
    while (rows.next(row)) {
        ++report.lines;
        const auto taken = rows.malformed() ? refuse("csv_must_be_well_formed") : reader.add(row, columns);
        if (taken)
            ++report.taken;
        else
            report.refused.push_back({rows.line(), taken.error().rule});
    }
    find_shortfalls(history);
    return history;
}

}  // namespace octant::app
