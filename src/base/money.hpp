#pragma once
// Fixed-point money. A record names its currency once; its amounts are `Amount`, and what leaves the record
// (conversion, allocation across documents) travels as `Money`, which refuses to mix currencies.

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace octant {

enum class Rounding { half_up, half_even, down, up };  // half_up: away from zero, as invoices do

/// n / d rounded; the caller says how. d must not be zero. Throws std::overflow_error past 63 bits.
std::int64_t divide(__int128 n, __int128 d, Rounding rounding);

/// ISO 4217 alphabetic code, packed; default is "none".
class Currency {
public:
    constexpr Currency() = default;
    /// "CNY" -> Currency; anything but three capitals gives none.
    static Currency of(std::string_view code);

    std::string code() const;
    int minor_digits() const;  // 2 for most, 0 for JPY and KRW, 3 for KWD (ISO 4217)
    explicit operator bool() const { return packed_ != 0; }
    auto operator<=>(const Currency&) const = default;

private:
    std::uint32_t packed_ = 0;
};

/// Minor units (fen, cent) of the currency of the record it stands in. Arithmetic throws on overflow.
struct Amount {
    std::int64_t minor = 0;

    Amount operator+(Amount other) const;
    Amount operator-(Amount other) const;
    Amount operator-() const { return {-minor}; }
    Amount& operator+=(Amount other) { return *this = *this + other; }
    Amount& operator-=(Amount other) { return *this = *this - other; }
    explicit operator bool() const { return minor != 0; }
    auto operator<=>(const Amount&) const = default;
};

/// A pure number at 10^-9: a tax or discount rate (0.13), a rate of exchange, a conversion factor.
struct Ratio {
    static constexpr std::int64_t scale = 1'000'000'000;
    std::int64_t nano = 0;

    static constexpr Ratio of(std::int64_t whole) { return {whole * scale}; }
    static constexpr Ratio percent(std::int64_t points) { return {points * (scale / 100)}; }
    explicit operator bool() const { return nano != 0; }
    auto operator<=>(const Ratio&) const = default;
};

/// A number at 10^-6 of the item's base unit.
struct Quantity {
    static constexpr std::int64_t scale = 1'000'000;
    std::int64_t micro = 0;

    static constexpr Quantity of(std::int64_t whole) { return {whole * scale}; }
    Quantity operator+(Quantity other) const;
    Quantity operator-(Quantity other) const;
    Quantity operator-() const { return {-micro}; }
    Quantity& operator+=(Quantity other) { return *this = *this + other; }
    Quantity& operator-=(Quantity other) { return *this = *this - other; }
    explicit operator bool() const { return micro != 0; }
    auto operator<=>(const Quantity&) const = default;
};

/// A price for one unit, at 10^-6 of the currency's major unit.
struct UnitPrice {
    static constexpr std::int64_t scale = 1'000'000;
    std::int64_t micro = 0;

    explicit operator bool() const { return micro != 0; }
    auto operator<=>(const UnitPrice&) const = default;
};

/// An amount that carries its currency: what passes between records.
struct Money {
    Amount amount;
    Currency currency;

    Money operator+(const Money& other) const;  // same currency only
    Money operator-(const Money& other) const;
    bool operator==(const Money&) const = default;
};

Amount times(Amount amount, Ratio ratio, Rounding rounding);
/// amount x part / whole.
Amount share(Amount amount, Quantity part, Quantity whole, Rounding rounding);
/// price x quantity in minor units of the currency.
Amount extend(UnitPrice price, Quantity quantity, Currency currency, Rounding rounding);
Quantity times(Quantity quantity, Ratio ratio, Rounding rounding);
UnitPrice times(UnitPrice price, Ratio ratio, Rounding rounding);
/// The price of one unit when `quantity` costs `amount`; zero quantity gives zero.
UnitPrice unit_price(Amount amount, Quantity quantity, Currency currency);

/// rate = units of `to` for one unit of money's currency.
Money convert(const Money& money, Currency to, Ratio rate, Rounding rounding);

/// Parts of total in proportion to the weights, summing exactly to total (largest remainder; ties to the
/// first). Weights must not be negative; all zero means equal parts.
std::vector<Amount> allocate(Amount total, std::span<const std::int64_t> weights);

/// Decimal text <-> fixed point with `digits` decimals: "12.50" with 2 digits is 1250. More decimals than
/// digits, or a number past 63 bits, is refused (`number_must_have_fewer_decimals`,
/// `number_must_be_in_range`).
Result<std::int64_t> parse_decimal(std::string_view text, int digits);
/// Trailing zeros are kept down to `keep` decimals: (12500000, 6, 0) is "12.5", (1250, 2, 2) is "12.50".
std::string format_decimal(std::int64_t value, int digits, int keep);
void append_decimal(std::string& out, std::int64_t value, int digits, int keep);

}  // namespace octant
