#pragma once
// What the parts of the history share: whom we deal with and in what, the people, the dice, the day.

#include <map>
#include <string_view>
#include <vector>

#include "app/world/staff.hpp"
#include "base/rng.hpp"
#include "sales/sales.hpp"

namespace octant::app {

struct Good {
    const char* code;
    unsigned weight;  // of being on an order
    int batch;        // pieces on an order line: half to double of it
    const char* supplier;
};
// Kits are sold but never bought. What is made comes from a contract manufacturer here.
inline constexpr Good goods[] = {
    {"BRG-6204", 6, 60, "SKF-CN"}, {"BRG-6206", 4, 40, "SKF-CN"}, {"BLT-M8", 4, 500, "SKF-CN"},
    {"GBX-10", 4, 4, "YD"},        {"SEN-PX", 3, 20, "YD"},       {"CNV-2M", 2, 1, "YD"},
    {"OIL-46", 2, 80, "YD"},       {"MTR-750", 1, 2, "YD"},       {"KIT-DRV", 1, 4, nullptr},
};

struct Customer {
    const char* code;
    unsigned weight;
    const char* seller;
    int pays_after_due;  // days, on average
};
inline constexpr Customer customers[] = {
    {"HX", 5, "lin", -3}, {"HYDQ", 5, "zhou", -4}, {"JT", 4, "he", -2},   {"LD", 3, "lin", -3},
    {"XY", 2, "he", 0},   {"KR", 2, "zhou", 2},    {"NORD", 2, "he", -5}, {"SMALL", 1, "lin", -2},
};

inline constexpr double orders_a_day = 2.2;  // of a working day in an average month at the start

/// Growth of 12 % a year; spring and autumn high, the month of 春节 low.
double level_of(Date date, Date start);
/// The day itself, or the Monday after a weekend.
Date working_day(Date day);

template <class T>
Id<T> known(Context& cx, std::string_view key) {
    return {platform::find_by_key(cx, platform::type_info<T>(), key)};
}

struct Life {
    Staff staff;
    Date from{}, to{}, today{};
    Rng rng{1};

    bool once_in(std::uint64_t times) { return rng.below(times) == 0; }
    /// A working day, so many days from today.
    Date later(std::int64_t least, std::int64_t most) {
        return working_day(today + Days(rng.between(least, most)));
    }
};

/// What is to be done with which document on which day.
using Agenda = std::multimap<Date, std::int64_t>;
/// Takes out what falls due up to today.
std::vector<std::int64_t> due_of(Agenda& agenda, Date today);

/// Every week each supplier is asked for what brings its goods back to their level.
class Buying {
public:
    explicit Buying(Life& life) : life_(life) {}

    Result<void> agree_costs();
    Result<void> review_stock();
    /// What arrives today; returns the suppliers' bills.
    Result<std::vector<Id<finance::Invoice>>> take_in();

private:
    double daily_use(const Good& good, int lead_days) const;
    void add_lines(supply::Receipt& receipt, const master::Item& item, std::int64_t pieces);
    Date arrival(Date promised, std::string_view supplier);
    supply::Receipt needed_from(Context& cx, std::string_view supplier);

    Life& life_;
    std::int64_t announced_ = 0, serials_ = 0;
    Agenda arriving_;  // receipts
};

/// Orders come in, by themselves or after a quotation; some are over the limit and wait for the manager.
class Selling {
public:
    explicit Selling(Life& life) : life_(life) {}

    Result<void> agree_prices();
    Result<void> hear_of_quotations();
    Result<void> release();
    Result<void> sell();
    Result<void> sell_too_much();

private:
    template <class L>
    std::vector<L> new_lines(Context& cx, const Customer& customer);
    sales::Channel channel_of(const Customer& customer);
    Result<void> offer(Context& seller, const Customer& customer);

    Life& life_;
    Agenda answering_;  // quotations
};

/// Every week who is overdue is written to; every month what may be lost is accrued.
class Collecting {
public:
    explicit Collecting(Life& life) : life_(life) {}

    Result<void> agree_levels();
    Result<void> write_letters();
    Result<void> accrue_losses();

private:
    Life& life_;
    Date accrued_{};  // last month end
};

}  // namespace octant::app
