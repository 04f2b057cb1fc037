#include "engine/forecast/causal.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "engine/forecast/linear.hpp"

namespace octant::engine::forecast {
namespace {

using namespace std::chrono;

constexpr std::size_t least_days = 56, least_periods = 20;
constexpr int days_of_level = 56;
// Terms: constant, trend, six weekdays, two waves of the year, before / during / after spring festival, 618,
// double eleven, price, promotion.
enum Place : std::size_t {
    constant = 0,
    trend = 1,
    weekdays = 2,
    waves = 8,
    festival = 12,
    sales_days = 15,
    price = 17,
    promotion = 18,
    term_count = 19
};
// Months and days of spring festival, 2010 to 2035.
constexpr std::array<std::array<unsigned, 2>, 26> spring_days{
    {{2, 14}, {2, 3},  {1, 23}, {2, 10}, {1, 31}, {2, 19}, {2, 8},  {1, 28}, {2, 16},
     {2, 5},  {1, 25}, {2, 12}, {2, 1},  {1, 22}, {2, 10}, {1, 29}, {2, 17}, {2, 6},
     {1, 26}, {2, 13}, {2, 3},  {1, 23}, {2, 11}, {1, 31}, {2, 19}, {2, 8}}};

using Row = std::array<double, term_count>;

// One history's calendar: how long a period is, and whether it has seen enough years to know them.
struct Calendar {
    int days_of_period = 1;
    bool knows_year = false;
    double half_life = 91;   // periods: later ones count more
    double usual_price = 1;  // geometric mean: what the part of the price is measured from
};

Calendar calendar_of(std::span<const Driver> past) {
    const auto span = (past.back().day - past.front().day).count();
    Calendar out;
    out.days_of_period = std::max(
        1, static_cast<int>(std::lround(static_cast<double>(span) / static_cast<double>(past.size() - 1))));
    out.knows_year = span >= 700;
    // Thirteen weeks; a year where the time of year has to be learned.
    out.half_life = (out.knows_year ? 364.0 : 91.0) / out.days_of_period;
    out.half_life = std::max(out.half_life, 26.0);
    double logarithms = 0;
    for (const auto& driver : past) logarithms += std::log(std::max(driver.price, 1e-9));
    out.usual_price = std::exp(logarithms / static_cast<double>(past.size()));
    return out;
}

void add_day(Date day, double share, Row& row) {
    const auto in_year = year_month_day(day).year();
    const auto is_within = [&](Date first, int last) {
        const auto off = (day - first).count();
        return off >= 0 && off <= last;
    };
    if (const auto spring = spring_festival(in_year)) {
        if (is_within(*spring - days(14), 12)) row[festival] += share;
        if (is_within(*spring - days(1), 7)) row[festival + 1] += share;
        if (is_within(*spring + days(7), 7)) row[festival + 2] += share;
    }
    if (is_within(Date(in_year / June / 16), 4)) row[sales_days] += share;
    if (is_within(Date(in_year / November / 9), 3)) row[sales_days + 1] += share;
}

Row row_of(const Driver& driver, double time, const Calendar& calendar) {
    Row row{};
    row[constant] = 1;
    row[trend] = time;
    const unsigned weekday_index = weekday(driver.day).iso_encoding() - 1;
    if (calendar.days_of_period == 1 && weekday_index < 6) row[weekdays + weekday_index] = 1;
    if (calendar.knows_year) {
        const Date first(year_month_day(driver.day).year() / January / 1);
        const double middle =
            static_cast<double>((driver.day - first).count()) + calendar.days_of_period / 2.0;
        for (std::size_t wave = 0; wave < 2; ++wave) {
            const double angle = 2 * std::numbers::pi * static_cast<double>(wave + 1) * middle / 365.25;
            row[waves + 2 * wave] = std::sin(angle);
            row[waves + 2 * wave + 1] = std::cos(angle);
        }
    }
    for (int d = 0; d < calendar.days_of_period; ++d)
        add_day(driver.day + days(d), 1.0 / calendar.days_of_period, row);
    row[price] = std::log(std::max(driver.price, 1e-9) / calendar.usual_price);
    row[promotion] = driver.promotion;
    return row;
}

double dot(const Row& row, std::span<const double> coefficients, std::size_t first, std::size_t last) {
    double sum = 0;
    for (std::size_t i = first; i < last; ++i) sum += row[i] * coefficients[i];
    return sum;
}

double log_demand(double demand) { return std::log1p(std::max(demand, 0.0)); }

struct CausalFit {
    Calendar calendar;
    Row coefficients{};
};

bool regress(std::span<const double> demand, std::span<const Driver> past, CausalFit& out) {
    std::array<double, term_count * term_count> gram{};
    const auto n = static_cast<double>(demand.size());
    for (std::size_t t = 0; t < demand.size(); ++t) {
        const auto row = row_of(past[t], static_cast<double>(t) / n, out.calendar);
        const double weight = std::exp2(-static_cast<double>(demand.size() - 1 - t) / out.calendar.half_life);
        for (std::size_t i = 0; i < term_count; ++i) {
            for (std::size_t j = 0; j < term_count; ++j) gram[i * term_count + j] += weight * row[i] * row[j];
            out.coefficients[i] += weight * row[i] * log_demand(demand[t]);
        }
    }
    // An effect that was never seen stays at zero; a trend has to be strong to be believed, prices move
    // little, and the days of a festival are a small share of a month.
    const double share = 1.0 / out.calendar.days_of_period;
    for (std::size_t i = 1; i < term_count; ++i)
        gram[i * term_count + i] += i == trend                   ? 10
                                    : i == price                 ? 0.02
                                    : i >= festival && i < price ? 0.2 * share
                                                                 : 0.2;
    gram[0] += 1e-6;
    return solve_positive(gram, out.coefficients);
}

// The level follows the last eight weeks; and as the exponential of a mean logarithm is a median, the mean is
// brought back by what the errors say (Duan 1983).
void correct_level(std::span<const double> demand, std::span<const Driver> past, CausalFit& out) {
    const auto recent = static_cast<std::size_t>(std::max(6, days_of_level / out.calendar.days_of_period));
    const std::size_t first = demand.size() - std::min(recent, demand.size());
    double drift = 0, smear = 0;
    for (std::size_t t = 0; t < demand.size(); ++t) {
        const auto row =
            row_of(past[t], static_cast<double>(t) / static_cast<double>(demand.size()), out.calendar);
        const double error = log_demand(demand[t]) - dot(row, out.coefficients, 0, term_count);
        smear += std::exp(std::min(error, 3.0)) / static_cast<double>(demand.size());
        if (t >= first) drift += error / static_cast<double>(demand.size() - first);
    }
    const double believed = static_cast<double>(demand.size() - first);
    out.coefficients[constant] += drift * believed / (believed + 2) + std::log(std::clamp(smear, 1.0, 1.5));
}

// Each group of terms is added in turn; what the forecast rises by is its part.
CausalParts parts_of(const Row& row, const Row& coefficients) {
    double sum = dot(row, coefficients, constant, weekdays);
    double before = std::max(std::expm1(sum), 0.0);
    CausalParts parts{.base = before};
    const auto add = [&](std::size_t first, std::size_t last) {
        sum += dot(row, coefficients, first, last);
        const double after = std::max(std::expm1(sum), 0.0);
        const double part = after - before;
        before = after;
        return part;
    };
    parts.weekday = add(weekdays, waves);
    parts.year = add(waves, festival);
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
    if (demand.size() < least_periods)
        return refuse(octant::Problem{"history_must_hold_enough", "demand"}.with("least", "20"));
    CausalFit regression{calendar_of(past), {}};
    if (regression.calendar.days_of_period == 1 && demand.size() < least_days)
        return refuse(octant::Problem{"history_must_hold_enough", "demand"}.with("least", "56"));
    if (!regress(demand, past, regression)) return refuse("value_must_be_finite", "past");
    correct_level(demand, past, regression);
    std::vector<CausalParts> out;
    // The trend is not carried on: a promise of growth for ever is no one's to make.
    for (const auto& driver : future)
        out.push_back(parts_of(row_of(driver, 1, regression.calendar), regression.coefficients));
    return out;
}

}  // namespace octant::engine::forecast
