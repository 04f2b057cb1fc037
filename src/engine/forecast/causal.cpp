#include "engine/forecast/causal.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/forecast/linear.hpp"

namespace octant::engine::forecast {
namespace {

using namespace std::chrono;

constexpr std::size_t least_days = 56;
// Terms: constant, trend, six weekdays, before / during / after spring festival, 618, double eleven, price,
// promotion.
constexpr std::size_t term_count = 15;
enum Place : std::size_t {
    constant = 0,
    trend = 1,
    weekdays = 2,
    festival = 8,
    sales_days = 11,
    price = 13,
    promotion = 14
};
// Months and days of spring festival, 2010 to 2035.
constexpr std::array<std::array<unsigned, 2>, 26> spring_days{
    {{2, 14}, {2, 3},  {1, 23}, {2, 10}, {1, 31}, {2, 19}, {2, 8},  {1, 28}, {2, 16},
     {2, 5},  {1, 25}, {2, 12}, {2, 1},  {1, 22}, {2, 10}, {1, 29}, {2, 17}, {2, 6},
     {1, 26}, {2, 13}, {2, 3},  {1, 23}, {2, 11}, {1, 31}, {2, 19}, {2, 8}}};

using Row = std::array<double, term_count>;

bool is_within(Date day, const year_month_day& first, int days) {
    const auto off = (day - Date(first)).count();
    return off >= 0 && off < days;
}

Row row_of(const Driver& driver, double time) {
    Row row{};
    row[constant] = 1;
    row[trend] = time;
    const unsigned weekday_index = weekday(driver.day).iso_encoding() - 1;
    if (weekday_index < 6) row[weekdays + weekday_index] = 1;
    const auto in_year = year_month_day(driver.day).year();
    if (const auto spring = spring_festival(in_year)) {
        const auto off = (driver.day - *spring).count();
        if (off >= -14 && off < -1) row[festival] = 1;
        if (off >= -1 && off < 7) row[festival + 1] = 1;
        if (off >= 7 && off < 15) row[festival + 2] = 1;
    }
    if (is_within(driver.day, in_year / June / 16, 5)) row[sales_days] = 1;
    if (is_within(driver.day, in_year / November / 9, 4)) row[sales_days + 1] = 1;
    row[price] = std::log(std::max(driver.price, 1e-9));
    row[promotion] = driver.promotion;
    return row;
}

double dot(const Row& row, std::span<const double> coefficients, std::size_t first, std::size_t last) {
    double sum = 0;
    for (std::size_t i = first; i < last; ++i) sum += row[i] * coefficients[i];
    return sum;
}

// Later days count more: half as much a season (thirteen weeks) back.
double weight_of(std::size_t days_back) { return std::exp2(-static_cast<double>(days_back) / 91); }

bool regress(std::span<const double> demand, std::span<const Driver> past, Row& coefficients) {
    std::array<double, term_count * term_count> gram{};
    coefficients = {};
    const auto n = static_cast<double>(demand.size());
    for (std::size_t t = 0; t < demand.size(); ++t) {
        const auto row = row_of(past[t], static_cast<double>(t) / n);
        const double weight = weight_of(demand.size() - 1 - t);
        for (std::size_t i = 0; i < term_count; ++i) {
            for (std::size_t j = 0; j < term_count; ++j) gram[i * term_count + j] += weight * row[i] * row[j];
            coefficients[i] += weight * row[i] * std::log1p(std::max(demand[t], 0.0));
        }
    }
    // An effect that was never seen stays at zero; a trend has to be strong to be believed, and prices move
    // little.
    for (std::size_t i = 1; i < term_count; ++i)
        gram[i * term_count + i] += i == trend ? 10 : i == price ? 0.02 : 0.2;
    gram[0] += 1e-6;
    return solve_positive(gram, coefficients);
}

// Each group of terms is added in turn; what the forecast rises by is its part.
CausalParts parts_of(const Row& row, const Row& coefficients) {
    double log_demand = dot(row, coefficients, constant, weekdays);
    double before = std::max(std::expm1(log_demand), 0.0);
    CausalParts parts{.base = before};
    const auto add = [&](std::size_t first, std::size_t last) {
        log_demand += dot(row, coefficients, first, last);
        const double after = std::max(std::expm1(log_demand), 0.0);
        const double part = after - before;
        before = after;
        return part;
    };
    parts.weekday = add(weekdays, festival);
    parts.calendar = add(festival, price);
    parts.price = add(price, promotion);
    parts.promotion = add(promotion, term_count);
    return parts;
}

}  // namespace

Result<Date> spring_festival(year in_year) {
    const int index = static_cast<int>(in_year) - 2010;
    if (index < 0 || index >= static_cast<int>(spring_days.size()))
        return refuse("year_must_be_in_the_lunar_table", "year");
    const auto [month_index, day_index] = spring_days[static_cast<std::size_t>(index)];
    return Date(in_year / month(month_index) / day(day_index));
}

Result<std::vector<CausalParts>> forecast_causal(std::span<const double> demand, std::span<const Driver> past,
                                                 std::span<const Driver> future) {
    if (demand.size() != past.size()) return refuse("drivers_must_match_the_history", "past");
    if (demand.size() < least_days) return refuse("history_must_hold_eight_weeks", "demand");
    Row coefficients;
    if (!regress(demand, past, coefficients)) return refuse("value_must_be_finite", "past");
    std::vector<CausalParts> out;
    // The trend is not carried on: a promise of growth for ever is no one's to make.
    for (const auto& driver : future) out.push_back(parts_of(row_of(driver, 1), coefficients));
    return out;
}

}  // namespace octant::engine::forecast
