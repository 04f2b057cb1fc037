#include "engine/forecast/read_drivers.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/forecast/at_line.hpp"

namespace octant::engine::forecast {
namespace {

enum Column : std::size_t { id_column, day_column, price_column, promotion_column, column_count };
constexpr std::array<std::string_view, column_count> column_names{"id", "day", "price", "promotion"};
constexpr std::size_t absent = ~std::size_t{0};

using Places = std::array<std::size_t, column_count>;

Result<Places> read_header(const CsvReader& reader, std::span<const std::string_view> fields) {
    Places places;
    places.fill(absent);
    for (std::size_t at = 0; at < fields.size(); ++at) {
        const auto name = lower(trim(fields[at]));
        const auto found = std::find(column_names.begin(), column_names.end(), name);
        if (found == column_names.end())
            return refuse(at_line("column_must_be_known", reader, name).with("column", name));
        places[static_cast<std::size_t>(found - column_names.begin())] = at;
    }
    if (places[day_column] == absent) return refuse(at_line("column_must_be_given", reader, "day"));
    return places;
}

Result<double> number_at(const CsvReader& reader, std::string_view field, std::size_t column, double usual) {
    if (field.empty()) return usual;
    const auto value = to_real(field);
    if (!value || !std::isfinite(*value))
        return refuse(at_line("value_must_be_a_number", reader, column_names[column])
                          .with("value", std::string(field)));
    return *value;
}

Result<void> read_row(const CsvReader& reader, std::span<const std::string_view> fields, const Places& places,
                      Drivers& out) {
    const auto field = [&](std::size_t column) {
        return places[column] < fields.size() ? trim(fields[places[column]]) : std::string_view{};
    };
    const auto day = parse_date(field(day_column));
    if (!day)
        return refuse(
            at_line("date_must_be_valid", reader, "day").with("value", std::string(field(day_column))));
    Driver driver{.day = *day};
    driver.price = TRY(number_at(reader, field(price_column), price_column, 1));
    driver.promotion = TRY(number_at(reader, field(promotion_column), promotion_column, 0));
    if (!(driver.price > 0)) return refuse(at_line("price_must_be_above_zero", reader, "price"));
    auto& drivers = out.of[field(id_column).empty() ? "*" : std::string(field(id_column))];
    if (!drivers.empty() && drivers.back().day >= driver.day)
        return refuse(at_line("days_must_rise", reader, "day"));
    drivers.push_back(driver);
    return {};
}

}  // namespace

std::span<const Driver> Drivers::find(std::string_view id) const {
    auto found = of.find(id);
    if (found == of.end()) found = of.find("*");
    if (found == of.end()) return {};
    return found->second;
}

Result<Drivers> read_drivers(std::string_view text) {
    CsvReader reader(text);
    std::vector<std::string_view> fields;
    Drivers out;
    bool first = true;
    Places places{};
    while (reader.next(fields)) {
        if (fields.empty() || (fields.size() == 1 && trim(fields[0]).empty())) continue;
        if (first)
            places = TRY(read_header(reader, fields));
        else
            TRY(read_row(reader, fields, places, out));
        first = false;
    }
    if (reader.malformed()) return refuse(at_line("quotes_must_be_closed", reader));
    if (out.of.empty()) return refuse("table_must_not_be_empty", "regressors");
    return out;
}

Result<std::vector<CausalParts>> forecast_one_causal(const Problem& problem, std::span<const double> history,
                                                     std::span<const Driver> drivers) {
    const auto horizon = static_cast<std::size_t>(problem.horizon);
    if (drivers.size() < history.size() + horizon)
        return refuse("drivers_must_cover_the_horizon", "regressors");
    return forecast_causal(history, drivers.first(history.size()), drivers.subspan(history.size(), horizon));
}

Result<std::vector<CausalParts>> forecast_all_causal(const Problem& problem, const Drivers& drivers) {
    TRY(validate(problem));
    std::vector<CausalParts> out;
    for (std::size_t i = 0; i < problem.size(); ++i) {
        auto one = forecast_one_causal(problem, problem.history(i), drivers.find(problem.ids[i]));
        if (!one) return refuse(octant::Problem(one.error()).with("id", problem.ids[i]));
        out.insert(out.end(), one->begin(), one->end());
    }
    return out;
}

}  // namespace octant::engine::forecast
