#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>

#include "base/enumeration.hpp"
#include "base/text.hpp"
#include "engine/stock/column_names.hpp"
#include "engine/stock/item.hpp"

namespace octant::engine::stock {
namespace {

struct NumberColumn {
    const char* names;  // separated by spaces; the first is what refusals name
    double Item::*field;
};

constexpr std::array number_columns{
    NumberColumn{"demand_mean mean mu", &Item::mean},
    NumberColumn{"demand_deviation deviation demand_sd demand_std sd std sigma", &Item::deviation},
    NumberColumn{"lead_time leadtime lead_time_mean", &Item::lead_time},
    NumberColumn{"lead_time_deviation lead_time_sd lead_time_std", &Item::lead_time_deviation},
    NumberColumn{"review review_period", &Item::review},
    NumberColumn{"unit_cost cost", &Item::unit_cost},
    NumberColumn{"price unit_price selling_price", &Item::price},
    NumberColumn{"salvage salvage_value", &Item::salvage},
    NumberColumn{"order_cost fixed_cost setup_cost", &Item::order_cost},
    NumberColumn{"holding_rate carrying_rate", &Item::holding_rate},
    NumberColumn{"stockout_cost backorder_cost", &Item::stockout_cost},
    NumberColumn{"target service_target target_service fill_rate target_fill_rate", &Item::target},
    NumberColumn{"minimum moq minimum_quantity", &Item::minimum},
    NumberColumn{"multiple lot_multiple", &Item::multiple},
    NumberColumn{"container container_quantity", &Item::container},
    NumberColumn{"allowance", &Item::allowance},
    NumberColumn{"on_hand stock", &Item::on_hand},
    NumberColumn{"on_order", &Item::on_order},
};

/// Above it a sum over a history and its square lose whole units to rounding.
constexpr double most_units = 1e9;

constexpr const char* item_names = "item id sku code stock_code item_id";
constexpr const char* site_names = "site location warehouse";
constexpr const char* history_names = "history demand";
constexpr const char* method_names = "method policy";
constexpr const char* service_names = "service service_type";
constexpr const char* distribution_names = "distribution family";

bool is_blank(std::string_view text) { return text.empty() || lower(text) == "na" || lower(text) == "nan"; }

/// Blanks at both ends are unknown periods; one inside is refused, since it would be read as no demand.
Result<std::vector<double>> read_history(const std::vector<std::string_view>& cells, std::size_t line) {
    auto first = cells.begin();
    auto last = cells.end();
    while (first != last && is_blank(trim(*first))) ++first;
    while (first != last && is_blank(trim(*(last - 1)))) --last;
    std::vector<double> history;
    for (; first != last; ++first) {
        const auto value = to_real(trim(*first));
        if (!value || !std::isfinite(*value)) return refuse_at("value_must_be_a_number", "history", line);
        if (*value < 0) return refuse_at("demand_must_not_be_negative", "history", line);
        if (*value > most_units) return refuse_at("demand_must_be_in_range", "history", line);
        history.push_back(*value);
    }
    return history;
}

/// A column of the history: d1, v12, t3, 2026-01, 2026-01-05 or a plain number.
bool is_period(std::string_view name) {
    if (name.empty()) return false;
    if (name.front() >= '0' && name.front() <= '9') return true;
    return name.size() > 1 && (name.front() == 'd' || name.front() == 'v' || name.front() == 't') &&
           to_integer(name.substr(1)).has_value();
}

bool is_item_column(std::string_view name) {
    for (const auto* names :
         {item_names, site_names, history_names, method_names, service_names, distribution_names})
        if (is_one_of(name, names)) return true;
    return is_period(name) || std::any_of(number_columns.begin(), number_columns.end(),
                                          [&](const auto& number) { return is_one_of(name, number.names); });
}

template <class E>
Result<E> read_choice(std::string_view text, E otherwise, const char* field, std::size_t line) {
    if (text.empty()) return otherwise;
    std::string name = lower(text);
    std::replace(name.begin(), name.end(), ' ', '_');
    std::replace(name.begin(), name.end(), '-', '_');
    if (name == "auto") name = "automatic";
    const int found = enum_names<E>().find(name);
    if (found < 0) return refuse_at("choice_must_be_known", field, line);
    return static_cast<E>(found);
}

class ItemFile {
public:
    explicit ItemFile(const ItemDefaults& defaults) : defaults_(defaults) {}

    /// False where the first row is already data.
    bool read_header(const std::vector<std::string_view>& row) {
        for (const auto cell : row) {
            names_.push_back(lower(trim(cell)));
            std::replace(names_.back().begin(), names_.back().end(), ' ', '_');
        }
        for (const auto& name : names_)
            if (is_one_of(name, item_names)) return has_header_ = true;
        if (row.size() > 1 && !is_blank(trim(row[1])) && !to_real(trim(row[1]))) {
            // A header whose first column has some other name.
            if (!is_item_column(names_.front())) names_.front() = "item";
            return has_header_ = true;
        }
        return false;
    }

    /// A column that nobody reads is a misspelt one more often than a needless one.
    Result<void> check_header(std::size_t line) const {
        std::set<std::string_view> seen;
        for (const auto& name : names_) {
            if (!has_header_ || name.empty()) continue;
            if (!is_item_column(name)) return refuse_column("column_must_be_known", name, line);
            if (!seen.insert(name).second) return refuse_column("column_must_not_repeat", name, line);
        }
        return {};
    }

    Result<Item> read(const std::vector<std::string_view>& row, std::size_t line) const {
        Item item = defaults_.item;
        item.line = line;
        std::vector<std::string_view> history;
        if (!has_header_) {
            item.item = std::string(trim(row[0]));
            history.assign(row.begin() + 1, row.end());
        }
        for (std::size_t i = 0; has_header_ && i < row.size() && i < names_.size(); ++i)
            TRY(read_cell(item, history, i, trim(row[i])));
        // More cells than names: a ragged history that goes on.
        if (has_header_ && row.size() > names_.size()) {
            if (!is_period(names_.back())) return refuse_at("row_must_fit_the_header", "items", line);
            history.insert(history.end(), row.begin() + static_cast<std::ptrdiff_t>(names_.size()),
                           row.end());
        }
        item.history = TRY(read_history(history, line));
        TRY(validate(item));
        return item;
    }

private:
    Result<void> read_cell(Item& item, std::vector<std::string_view>& history, std::size_t column,
                           std::string_view text) const {
        const auto& name = names_[column];
        if (is_one_of(name, item_names)) item.item = std::string(text);
        if (is_one_of(name, site_names)) item.site = std::string(text);
        if (is_one_of(name, history_names)) {
            const char separator = text.find(';') != std::string_view::npos   ? ';'
                                   : text.find('|') != std::string_view::npos ? '|'
                                                                              : ' ';
            for (const auto part : split(text, separator))
                if (!trim(part).empty()) history.push_back(trim(part));
        }
        if (is_period(name)) history.push_back(text);
        if (is_one_of(name, method_names)) {
            item.method = TRY(read_choice(text, item.method, "method", item.line));
        } else if (is_one_of(name, service_names)) {
            item.service = TRY(read_choice(text, item.service, "service", item.line));
        } else if (is_one_of(name, distribution_names)) {
            item.family = TRY(read_choice(text, item.family, "distribution", item.line));
        }
        if (is_blank(text)) return {};
        for (const auto& number : number_columns) {
            if (!is_one_of(name, number.names)) continue;
            const bool percent = text.back() == '%';
            const auto value = to_real(percent ? text.substr(0, text.size() - 1) : text);
            if (!value || !std::isfinite(*value))
                return refuse_at("value_must_be_a_number", split(number.names, ' ').front(), item.line);
            item.*number.field = percent ? *value / 100 : *value;
        }
        return {};
    }

    const ItemDefaults& defaults_;
    std::vector<std::string> names_;
    bool has_header_ = false;
};

}  // namespace

Result<void> validate(const Item& item) {
    const auto no = [&](const char* rule, const char* field) { return refuse_at(rule, field, item.line); };
    if (item.item.empty()) return no("item_must_not_be_empty", "item");
    if (item.history.empty() && item.mean < 0) return no("demand_must_be_given", "history");
    if (item.history.empty() && item.deviation < 0) return no("demand_must_be_given", "demand_deviation");
    if (!(item.lead_time >= 0)) return no("lead_time_must_not_be_negative", "lead_time");
    if (item.lead_time > 1000 || item.lead_time_deviation > 1000)
        return no("lead_time_must_be_in_range", "lead_time");
    if (!(item.lead_time_deviation >= 0)) return no("lead_time_must_not_be_negative", "lead_time_deviation");
    if (!(item.review >= 1) || item.review > 1000 || item.review != std::floor(item.review))
        return no("review_must_be_whole_periods", "review");
    if (!(item.target > 0 && item.target < 1)) return no("target_must_be_between_0_and_1", "target");
    for (const auto& [value, field] : {std::pair{item.unit_cost, "unit_cost"},
                                       {item.order_cost, "order_cost"},
                                       {item.holding_rate, "holding_rate"},
                                       {item.stockout_cost, "stockout_cost"},
                                       {item.price, "price"},
                                       {item.salvage, "salvage"}})
        if (!(value >= 0) || value > 1e12) return no("cost_must_not_be_negative", field);
    if (item.mean > most_units || item.deviation > most_units)
        return no("demand_must_be_in_range", item.mean > most_units ? "demand_mean" : "demand_deviation");
    for (const auto& [value, field] : {std::pair{item.minimum, "minimum"},
                                       {item.multiple, "multiple"},
                                       {item.container, "container"},
                                       {item.allowance, "allowance"},
                                       {item.on_hand, "on_hand"},
                                       {item.on_order, "on_order"}}) {
        if (!(value >= 0)) return no("value_must_not_be_negative", field);
        if (value > most_units) return no("value_must_be_in_range", field);
    }
    if (item.method == Method::kanban && !(item.container > 0))
        return no("container_must_be_positive", "container");
    if (item.service == Goal::cost && item.method != Method::newsvendor && !(item.stockout_cost > 0))
        return no("stockout_cost_must_be_positive", "stockout_cost");
    if (item.method == Method::newsvendor && !(item.price > item.unit_cost && item.unit_cost > item.salvage))
        return no("revenue_must_exceed_purchase_cost", "price");
    return {};
}

Result<std::vector<Item>> parse_items(std::string_view text, const ItemDefaults& defaults) {
    CsvReader reader(text);
    std::vector<std::string_view> row;
    ItemFile file(defaults);
    std::vector<Item> items;
    std::set<std::pair<std::string, std::string>> seen;
    bool first = true;
    while (reader.next(row)) {
        if (reader.malformed()) return refuse_at("quotes_must_be_closed", "items", reader.line());
        if (std::all_of(row.begin(), row.end(), [](auto cell) { return trim(cell).empty(); })) continue;
        if (std::exchange(first, false) && file.read_header(row)) {
            TRY(file.check_header(reader.line()));
            continue;
        }
        items.push_back(TRY(file.read(row, reader.line())));
        if (!seen.emplace(items.back().item, items.back().site).second)
            return refuse_at("item_must_not_repeat", "item", reader.line());
    }
    if (items.empty()) return refuse("file_must_not_be_empty", "items");
    return items;
}

}  // namespace octant::engine::stock
