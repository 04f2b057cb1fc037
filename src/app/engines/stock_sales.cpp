#include "app/engines/stock_sales.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "base/time.hpp"

namespace octant::app {
namespace {

struct SoldLine {
    std::string item;
    std::string customer;
    double quantity = 0;
    double price = 0;
    int day = 0;
};

struct SalesColumns {
    std::size_t invoice = 0, item = 0, quantity = 0, date = 0, price = 0, customer = 0;
};

Result<SalesColumns> find_columns(const std::vector<std::string_view>& header) {
    const auto find = [&](std::initializer_list<const char*> names) -> Result<std::size_t> {
        for (const auto* name : names)
            for (std::size_t i = 0; i < header.size(); ++i)
                if (lower(trim(header[i])) == name) return i;
        return refuse("column_must_be_given", *names.begin());
    };
    return SalesColumns{TRY(find({"invoiceno", "invoice"})),
                        TRY(find({"stockcode", "item"})),
                        TRY(find({"quantity"})),
                        TRY(find({"invoicedate", "date"})),
                        TRY(find({"unitprice", "price"})),
                        TRY(find({"customerid", "customer id", "customer"}))};
}

bool is_numbered(std::string_view code) { return code.front() >= '0' && code.front() <= '9'; }

Result<std::vector<SoldLine>> read_lines(std::string_view csv, Codes codes) {
    CsvReader reader(csv);
    std::vector<std::string_view> row;
    if (!reader.next(row)) return refuse("file_must_not_be_empty", "sales");
    const auto columns = TRY(find_columns(row));
    std::vector<SoldLine> lines;
    const auto refused = [&](const char* rule) {
        return refuse(Problem{rule, "sales"}.with("line", std::to_string(reader.line())));
    };
    while (reader.next(row)) {
        if (row.size() == 1 && trim(row[0]).empty()) continue;
        if (row.size() <=
            std::max({columns.item, columns.date, columns.price, columns.customer, columns.quantity}))
            return refused("row_must_be_complete");
        const auto quantity = to_real(trim(row[columns.quantity]));
        const auto price = to_real(trim(row[columns.price]));
        const auto date = parse_date(trim(row[columns.date]).substr(0, 10));
        if (!quantity || !price || !date) return refused("value_must_be_a_number");
        // Write-offs have no price.
        const auto item = trim(row[columns.item]);
        if (*price <= 0 || item.empty() || (codes == Codes::numbered && !is_numbered(item))) continue;
        lines.push_back({std::string(item), std::string(trim(row[columns.customer])), *quantity, *price,
                         static_cast<int>(date->time_since_epoch().count())});
    }
    return lines;
}

std::size_t drop_cancelled(std::vector<SoldLine>& lines) {
    std::map<std::tuple<std::string, std::string, double>, int> returned;
    for (const auto& line : lines)
        if (line.quantity < 0 && !line.customer.empty())
            ++returned[{line.customer, line.item, -line.quantity}];
    std::size_t dropped = 0;
    const auto is_gone = [&](const SoldLine& line) {
        if (line.quantity <= 0) return true;
        const auto it = returned.find({line.customer, line.item, line.quantity});
        if (it == returned.end() || it->second == 0) return false;
        --it->second;
        ++dropped;
        return true;
    };
    lines.erase(std::remove_if(lines.begin(), lines.end(), is_gone), lines.end());
    return dropped;
}

}  // namespace

Result<DemandHistory> sales_history(std::string_view csv, int period_days, Codes codes) {
    auto lines = TRY(read_lines(csv, codes));
    DemandHistory history;
    history.cancelled = drop_cancelled(lines);
    if (lines.empty()) return refuse("file_must_not_be_empty", "sales");
    const auto [first, last] = std::minmax_element(
        lines.begin(), lines.end(), [](const auto& a, const auto& b) { return a.day < b.day; });
    const int start = first->day;
    // The last period is left out where it is not complete.
    history.periods = static_cast<std::size_t>((last->day - start + 1) / period_days);
    std::map<std::string, std::size_t> place;
    std::vector<double> units;
    for (const auto& line : lines) {
        const auto period = static_cast<std::size_t>((line.day - start) / period_days);
        if (period >= history.periods) continue;
        const auto [it, is_new] = place.emplace(line.item, history.items.size());
        if (is_new) {
            history.items.push_back({line.item, 0, std::vector<double>(history.periods, 0.0)});
            units.push_back(0);
        }
        auto& item = history.items[it->second];
        item.demand[period] += line.quantity;
        item.price += line.price * line.quantity;
        units[it->second] += line.quantity;
    }
    for (std::size_t i = 0; i < history.items.size(); ++i) {
        auto& item = history.items[i];
        item.price /= units[i];
        const auto begin =
            std::find_if(item.demand.begin(), item.demand.end(), [](double v) { return v > 0; });
        item.demand.erase(item.demand.begin(), begin);
    }
    return history;
}

}  // namespace octant::app
