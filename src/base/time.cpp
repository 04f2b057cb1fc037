#include "base/time.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace octant {
namespace {

using namespace std::chrono;

/// Reads exactly `width` digits at the front of text and removes them.
std::optional<int> take(std::string_view& text, std::size_t width) {
    if (text.size() < width) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < width; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(width);
    return value;
}

bool skip(std::string_view& text, char c) {
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<Date> take_date(std::string_view& text) {
    const auto y = take(text, 4);
    if (!y || !skip(text, '-')) return std::nullopt;
    const auto m = take(text, 2);
    if (!m || !skip(text, '-')) return std::nullopt;
    const auto d = take(text, 2);
    if (!d) return std::nullopt;
    const year_month_day date{year{*y}, month{static_cast<unsigned>(*m)}, day{static_cast<unsigned>(*d)}};
    if (!date.ok()) return std::nullopt;
    return Date{date};
}

std::optional<microseconds> take_time(std::string_view& text) {
    const auto h = take(text, 2);
    if (!h || *h > 23 || !skip(text, ':')) return std::nullopt;
    const auto m = take(text, 2);
    if (!m || *m > 59) return std::nullopt;
    microseconds time = hours{*h} + minutes{*m};
    if (!skip(text, ':')) return time;
    const auto s = take(text, 2);
    if (!s || *s > 59) return std::nullopt;
    time += seconds{*s};
    if (!skip(text, '.')) return time;
    std::int64_t unit = 100'000;
    if (text.empty()) return std::nullopt;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1), unit /= 10)
        time += microseconds{unit * (text.front() - '0')};
    return time;
}

void put(std::string& out, int value, int width) {
    std::array<char, 8> digits{};
    for (int i = width - 1; i >= 0; --i, value /= 10)
        digits[static_cast<std::size_t>(i)] = static_cast<char>('0' + value % 10);
    out.append(digits.data(), static_cast<std::size_t>(width));
}

void put_date(std::string& out, Date date) {
    const year_month_day d{date};
    put(out, static_cast<int>(d.year()), 4);
    out += '-';
    put(out, static_cast<int>(static_cast<unsigned>(d.month())), 2);
    out += '-';
    put(out, static_cast<int>(static_cast<unsigned>(d.day())), 2);
}

}  // namespace

Date to_date(int y, unsigned m, unsigned d) { return Date{year{y} / month{m} / day{d}}; }

int year_of(Date date) { return static_cast<int>(year_month_day{date}.year()); }

Date first_of_month(Date date) {
    const year_month_day d{date};
    return Date{d.year() / d.month() / day{1}};
}

Date add_months(Date date, int count) {
    const year_month_day d{date};
    const auto moved = d.year() / d.month() + months{count};
    const auto last = year_month_day_last{moved.year(), month_day_last{moved.month()}}.day();
    return Date{moved / std::min(d.day(), last)};
}

Result<Date> parse_date(std::string_view text) {
    const auto date = take_date(text);
    if (!date || !text.empty()) return refuse("date_must_be_valid");
    return *date;
}

std::string format_date(Date date) {
    std::string out;
    out.reserve(10);
    put_date(out, date);
    return out;
}

Result<Instant> parse_instant(std::string_view text) {
    const auto date = take_date(text);
    if (!date) return refuse("instant_must_be_valid");
    if (text.empty()) return Instant{*date};
    if (!skip(text, 'T') && !skip(text, ' ')) return refuse("instant_must_be_valid");
    const auto time = take_time(text);
    if (!time) return refuse("instant_must_be_valid");
    skip(text, 'Z');
    if (!text.empty()) return refuse("instant_must_be_valid");
    return Instant{*date} + *time;
}

std::string format_instant(Instant instant) {
    const auto date = floor<days>(instant);
    auto rest = instant - date;
    std::string out;
    out.reserve(27);
    put_date(out, date);
    out += 'T';
    put(out, static_cast<int>(rest / hours{1}), 2);
    out += ':';
    put(out, static_cast<int>(rest / minutes{1} % 60), 2);
    out += ':';
    put(out, static_cast<int>(rest / seconds{1} % 60), 2);
    out += '.';
    put(out, static_cast<int>(rest.count() % 1'000'000), 6);
    out += 'Z';
    return out;
}

}  // namespace octant
