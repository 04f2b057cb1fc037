#include "base/money.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "base/check.hpp"

namespace octant {
namespace {

std::int64_t narrow(__int128 value) {
    if (value > std::numeric_limits<std::int64_t>::max() || value < std::numeric_limits<std::int64_t>::min())
        throw std::overflow_error("number past 63 bits");
    return static_cast<std::int64_t>(value);
}

std::int64_t add(std::int64_t a, std::int64_t b) { return narrow(static_cast<__int128>(a) + b); }

constexpr __int128 power_of_ten(int digits) {
    __int128 power = 1;
    for (; digits > 0; --digits) power *= 10;
    return power;
}

}  // namespace

std::int64_t divide(__int128 n, __int128 d, Rounding rounding) {
    check(d != 0);
    if (d < 0) n = -n, d = -d;
    const bool negative = n < 0;
    if (negative) n = -n;
    auto quotient = n / d;
    const auto twice = (n % d) * 2;
    const bool inexact = twice != 0;
    switch (rounding) {
        case Rounding::down:
            break;
        case Rounding::up:
            quotient += inexact;
            break;
        case Rounding::half_up:
            quotient += twice >= d;
            break;
        case Rounding::half_even:
            quotient += twice > d || (twice == d && quotient % 2 == 1);
            break;
    }
    return narrow(negative ? -quotient : quotient);
}

Currency Currency::of(std::string_view code) {
    Currency currency;
    if (code.size() != 3) return currency;
    std::uint32_t packed = 0;
    for (const char c : code) {
        if (c < 'A' || c > 'Z') return currency;
        packed = packed << 8 | static_cast<std::uint32_t>(c);
    }
    currency.packed_ = packed;
    return currency;
}

std::string Currency::code() const {
    if (!packed_) return {};
    return {static_cast<char>(packed_ >> 16), static_cast<char>(packed_ >> 8 & 0xff),
            static_cast<char>(packed_ & 0xff)};
}

int Currency::minor_digits() const {
    // ISO 4217 list one, 2024: the currencies whose minor unit is not two digits.
    static constexpr std::string_view none[] = {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW",
                                                "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"};
    static constexpr std::string_view three[] = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};
    static const auto packed = [](auto& codes) {
        std::vector<std::uint32_t> out;
        for (const auto code : codes) out.push_back(Currency::of(code).packed_);
        return out;
    };
    static const auto none_packed = packed(none);
    static const auto three_packed = packed(three);
    if (std::ranges::find(none_packed, packed_) != none_packed.end()) return 0;
    if (std::ranges::find(three_packed, packed_) != three_packed.end()) return 3;
    return 2;
}

Amount Amount::operator+(Amount other) const { return {add(minor, other.minor)}; }
Amount Amount::operator-(Amount other) const { return {narrow(static_cast<__int128>(minor) - other.minor)}; }
Quantity Quantity::operator+(Quantity other) const { return {add(micro, other.micro)}; }
Quantity Quantity::operator-(Quantity other) const {
    return {narrow(static_cast<__int128>(micro) - other.micro)};
}

Money Money::operator+(const Money& other) const {
    check(currency == other.currency);
    return {amount + other.amount, currency};
}
Money Money::operator-(const Money& other) const {
    check(currency == other.currency);
    return {amount - other.amount, currency};
}

Amount times(Amount amount, Ratio ratio, Rounding rounding) {
    return {divide(static_cast<__int128>(amount.minor) * ratio.nano, Ratio::scale, rounding)};
}

Amount share(Amount amount, Quantity part, Quantity whole, Rounding rounding) {
    return {divide(static_cast<__int128>(amount.minor) * part.micro, whole.micro, rounding)};
}

Amount extend(UnitPrice price, Quantity quantity, Currency currency, Rounding rounding) {
    // Both factors are at 10^-6, so the product is at 10^-12 of the major unit.
    const auto divisor = power_of_ten(12 - currency.minor_digits());
    return {divide(static_cast<__int128>(price.micro) * quantity.micro, divisor, rounding)};
}

Quantity times(Quantity quantity, Ratio ratio, Rounding rounding) {
    return {divide(static_cast<__int128>(quantity.micro) * ratio.nano, Ratio::scale, rounding)};
}

UnitPrice times(UnitPrice price, Ratio ratio, Rounding rounding) {
    return {divide(static_cast<__int128>(price.micro) * ratio.nano, Ratio::scale, rounding)};
}

UnitPrice unit_price(Amount amount, Quantity quantity, Currency currency) {
    if (!quantity) return {};
    const auto scaled = static_cast<__int128>(amount.minor) * power_of_ten(12 - currency.minor_digits());
    return {divide(scaled, quantity.micro, Rounding::half_up)};
}

Money convert(const Money& money, Currency to, Ratio rate, Rounding rounding) {
    if (money.currency == to) return money;
    auto n = static_cast<__int128>(money.amount.minor) * rate.nano;
    __int128 d = Ratio::scale;
    const int digits = to.minor_digits() - money.currency.minor_digits();
    (digits > 0 ? n : d) *= power_of_ten(digits > 0 ? digits : -digits);
    return {{divide(n, d, rounding)}, to};
}

std::vector<Amount> allocate(Amount total, std::span<const std::int64_t> weights) {
    check(!weights.empty());
    std::vector<std::int64_t> w(weights.begin(), weights.end());
    __int128 sum = 0;
    for (const auto weight : w) {
        check(weight >= 0);
        sum += weight;
    }
    if (sum == 0) {
        std::ranges::fill(w, 1);
        sum = static_cast<__int128>(w.size());
    }
    const bool negative = total.minor < 0;
    const __int128 magnitude = negative ? -static_cast<__int128>(total.minor) : total.minor;
    std::vector<Amount> parts(w.size());
    std::vector<__int128> remainder(w.size());
    __int128 left = magnitude;
    for (std::size_t i = 0; i < w.size(); ++i) {
        const __int128 product = magnitude * w[i];
        parts[i].minor = static_cast<std::int64_t>(product / sum);
        remainder[i] = product % sum;
        left -= parts[i].minor;
    }
    std::vector<std::size_t> order(w.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](auto a, auto b) { return remainder[a] > remainder[b]; });
    for (std::size_t i = 0; left > 0; ++i, --left) ++parts[order[i]].minor;
    if (negative)
        for (auto& part : parts) part = -part;
    return parts;
}

Result<std::int64_t> parse_decimal(std::string_view text, int digits) {
    const bool negative = !text.empty() && text.front() == '-';
    if (negative) text.remove_prefix(1);
    if (text.empty() || text == ".") return refuse("number_must_be_decimal");
    __int128 value = 0;
    int decimals = -1;
    for (const char c : text) {
        if (c == '.' && decimals < 0) {
            decimals = 0;
            continue;
        }
        if (c < '0' || c > '9') return refuse("number_must_be_decimal");
        if (decimals == digits) {
            if (c != '0') return refuse("number_must_have_fewer_decimals");
            continue;
        }
        value = value * 10 + (c - '0');
        if (decimals >= 0) ++decimals;
        if (value > std::numeric_limits<std::int64_t>::max()) return refuse("number_must_be_in_range");
    }
    for (int i = std::max(decimals, 0); i < digits; ++i) {
        value *= 10;
        if (value > std::numeric_limits<std::int64_t>::max()) return refuse("number_must_be_in_range");
    }
    return static_cast<std::int64_t>(negative ? -value : value);
}

void append_decimal(std::string& out, std::int64_t value, int digits, int keep) {
    char buffer[24];
    auto magnitude = value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
    char* end = buffer + sizeof buffer;
    char* p = end;
    int drop = digits - keep;
    for (int i = 0; i < digits; ++i, magnitude /= 10) {
        const auto digit = magnitude % 10;
        if (drop > 0 && digit == 0 && p == end) {
            --drop;
            continue;
        }
        drop = 0;
        *--p = static_cast<char>('0' + digit);
    }
    if (p != end) *--p = '.';
    do *--p = static_cast<char>('0' + magnitude % 10), magnitude /= 10;
    while (magnitude);
    if (value < 0) *--p = '-';
    out.append(p, end);
}

std::string format_decimal(std::int64_t value, int digits, int keep) {
    std::string out;
    append_decimal(out, value, digits, keep);
    return out;
}

}  // namespace octant
