#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "base/text.hpp"
#include "engine/stock/column_names.hpp"
#include "engine/stock/distribution.hpp"
#include "engine/stock/guaranteed_time.hpp"

namespace octant::engine::stock {
namespace {

/// Sums along a chain of such numbers keep their cents.
constexpr double largest_number = 1e12;

constexpr const char* name_names = "stage_id stage node name";
constexpr const char* time_names = "lead_time time";
constexpr const char* inbound_names = "inbound_time inbound";
constexpr const char* service_time_names = "max_s_time service_time";
constexpr const char* cost_names = "cost_rate cost";
constexpr const char* pooling_names = "risk_pool";
constexpr const char* mean_names = "ext_demand_mean demand_mean";
constexpr const char* deviation_names = "ext_demand_std demand_deviation";
constexpr const char* bound_names = "ext_demand_thres bound";
constexpr const char* supplier_names = "up_stages";

bool is_chain_column(std::string_view name) {
    for (const auto* names : {name_names, time_names, inbound_names, service_time_names, cost_names,
                              pooling_names, mean_names, deviation_names, bound_names, supplier_names})
        if (is_one_of(name, names)) return true;
    return false;
}

struct Columns {
    std::map<std::string, std::size_t, std::less<>> place;

    std::string_view text(const std::vector<std::string_view>& row, const char* names) const {
        for (const auto name : split(names, ' '))
            if (const auto it = place.find(name); it != place.end() && it->second < row.size())
                return trim(row[it->second]);
        return {};
    }
};

Result<double> number(std::string_view text, double otherwise, const char* field, std::size_t line) {
    if (text.empty()) return otherwise;
    const auto value = to_real(text);
    if (!value || !std::isfinite(*value)) return refuse_at("value_must_be_a_number", field, line);
    if (std::abs(*value) > largest_number) return refuse_at("value_must_be_in_range", field, line);
    return *value;
}

Result<std::int64_t> whole(std::string_view text, std::int64_t otherwise, const char* field,
                           std::size_t line) {
    const double value = TRY(number(text, static_cast<double>(otherwise), field, line));
    if (value != std::floor(value) || std::abs(value) > 1e6)
        return refuse_at("time_must_be_whole_periods", field, line);
    return static_cast<std::int64_t>(value);
}

/// A column that nobody reads is a misspelt one more often than a needless one.
Result<Columns> read_header(CsvReader& reader) {
    Columns columns;
    std::vector<std::string_view> fields;
    while (columns.place.empty() && reader.next(fields))
        for (std::size_t i = 0; i < fields.size(); ++i) {
            const auto name = lower(trim(fields[i]));
            if (name.empty()) continue;
            if (!is_chain_column(name)) return refuse_column("column_must_be_known", name, reader.line());
            if (!columns.place.emplace(name, i).second)
                return refuse_column("column_must_not_repeat", name, reader.line());
        }
    if (columns.place.empty()) return refuse("file_must_not_be_empty", "chain");
    return columns;
}

/// A bound is a quantile of the normal distribution, and tables print it with three decimals: 1.645 is the
/// quantile of 95 %. The exact one is taken for the service levels in use.
double exact_bound(double printed) {
    for (const double service : {0.9, 0.95, 0.975, 0.98, 0.99, 0.995, 0.999})
        if (const double z = normal_quantile(service); std::abs(z - printed) <= 0.0005) return z;
    return printed;
}

struct Supplier {
    std::string name;
    double units = 1;
    std::size_t line = 0;
};

struct Row {
    Stage stage;
    std::vector<Supplier> suppliers;
};

Result<Row> read_row(const Columns& columns, const std::vector<std::string_view>& fields, std::size_t line) {
    Row row;
    auto& stage = row.stage;
    stage.name = std::string(columns.text(fields, name_names));
    if (stage.name.empty()) return refuse_at("stage_must_be_named", "stage_id", line);
    stage.time = TRY(whole(columns.text(fields, time_names), 0, "lead_time", line));
    stage.inbound = TRY(whole(columns.text(fields, inbound_names), 0, "inbound_time", line));
    stage.longest_service = TRY(whole(columns.text(fields, service_time_names), -1, "max_s_time", line));
    stage.holding = TRY(number(columns.text(fields, cost_names), 0, "cost", line));
    stage.pooling = TRY(number(columns.text(fields, pooling_names), 2, "risk_pool", line));
    stage.demand_mean = TRY(number(columns.text(fields, mean_names), 0, "demand_mean", line));
    stage.demand_deviation = TRY(number(columns.text(fields, deviation_names), 0, "demand_std", line));
    stage.bound = exact_bound(TRY(number(columns.text(fields, bound_names), -1, "bound", line)));
    const auto first = columns.place.find(supplier_names);
    for (auto i = first == columns.place.end() ? fields.size() : first->second; i < fields.size(); i += 2) {
        if (trim(fields[i]).empty()) continue;
        const double units =
            i + 1 < fields.size() ? TRY(number(trim(fields[i + 1]), 1, "up_stages", line)) : 1;
        row.suppliers.push_back({std::string(trim(fields[i])), units, line});
    }
    return row;
}

/// Costs accumulate from the suppliers on; a stage without a bound of its own takes the largest of those it
/// serves.
void carry_through(Network& network, double holding_rate) {
    const auto size = network.stages.size();
    std::vector<double> total(size);
    for (std::size_t pass = 0; pass <= size; ++pass) {
        bool changed = false;
        std::vector<double> next(size);
        for (std::size_t k = 0; k < size; ++k) next[k] = network.stages[k].holding;
        for (const auto& link : network.links)
            next[static_cast<std::size_t>(link.to)] +=
                link.units * total[static_cast<std::size_t>(link.from)];
        for (const auto& link : network.links) {
            auto& supplier = network.stages[static_cast<std::size_t>(link.from)];
            const double bound = network.stages[static_cast<std::size_t>(link.to)].bound;
            if (supplier.demand_deviation == 0 && bound > supplier.bound) {
                supplier.bound = bound;
                changed = true;
            }
        }
        changed = changed || next != total;
        total = std::move(next);
        if (!changed) break;
    }
    for (std::size_t k = 0; k < size; ++k) {
        network.stages[k].holding = total[k] * holding_rate;
        if (network.stages[k].bound < 0) network.stages[k].bound = 0;
    }
}

}  // namespace

Result<Network> parse_chain(std::string_view text, double holding_rate) {
    CsvReader reader(text);
    const auto columns = TRY(read_header(reader));
    std::vector<std::string_view> fields;
    std::vector<Row> rows;
    std::map<std::string, std::int32_t> place;
    while (reader.next(fields)) {
        if (fields.empty() || (fields.size() == 1 && trim(fields[0]).empty())) continue;
        rows.push_back(TRY(read_row(columns, fields, reader.line())));
        if (!place.emplace(rows.back().stage.name, static_cast<std::int32_t>(rows.size() - 1)).second)
            return refuse_at("stage_must_not_repeat", "stage_id", reader.line());
    }
    if (reader.malformed()) return refuse_at("quotes_must_be_closed", "chain", reader.line());
    Network network;
    for (const auto& row : rows) {
        for (const auto& supplier : row.suppliers) {
            const auto it = place.find(supplier.name);
            if (it == place.end()) return refuse_at("stage_must_exist", "up_stages", supplier.line);
            network.links.push_back(
                {it->second, static_cast<std::int32_t>(network.stages.size()), supplier.units});
        }
        network.stages.push_back(row.stage);
    }
    auto checked =
        network;  // a bound not given is -1 until it is carried through, which needs a sound network
    for (auto& stage : checked.stages) stage.bound = std::max(0.0, stage.bound);
    TRY(validate(checked));
    carry_through(network, holding_rate);
    return network;
}

}  // namespace octant::engine::stock
