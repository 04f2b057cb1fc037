#include "base/money.hpp"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <stdexcept>

#include "base/rng.hpp"

namespace octant {
namespace {

const auto cny = Currency::of("CNY");
const auto jpy = Currency::of("JPY");

TEST(Money, rounds_as_it_is_told) {
    EXPECT_EQ(divide(5, 2, Rounding::half_up), 3);
    EXPECT_EQ(divide(-5, 2, Rounding::half_up), -3);
    EXPECT_EQ(divide(5, 2, Rounding::half_even), 2);
    EXPECT_EQ(divide(7, 2, Rounding::half_even), 4);
    EXPECT_EQ(divide(-7, 2, Rounding::down), -3);
    EXPECT_EQ(divide(7, -3, Rounding::up), -3);
}

TEST(Money, extends_a_price_in_the_minor_unit_of_its_currency) {
    EXPECT_EQ(extend({1'255'000}, Quantity::of(3), cny, Rounding::half_up).minor, 377);  // 3.765
    EXPECT_EQ(extend({1'255'000}, Quantity::of(3), jpy, Rounding::half_up).minor, 4);
    EXPECT_EQ(extend({1'255'000}, Quantity::of(3), Currency::of("KWD"), Rounding::half_up).minor, 3765);
}

TEST(Money, overflow_is_a_fault_and_never_wraps) {
    const Amount most{std::numeric_limits<std::int64_t>::max()};
    EXPECT_THROW((void)(most + Amount{1}), std::overflow_error);
    EXPECT_THROW((void)times(most, Ratio::of(2), Rounding::half_up), std::overflow_error);
}

TEST(Money, conversion_knows_the_digits_of_both_sides) {
    const auto yen = convert({{10'000}, cny}, jpy, {20'780'000'000}, Rounding::half_up);  // 100.00 at 20.78
    EXPECT_EQ(yen.amount.minor, 2078);
    EXPECT_EQ(convert(yen, cny, {48'123'195}, Rounding::half_up).amount.minor, 10'000);
}

TEST(Money, allocation_loses_no_cent) {
    Rng rng(1);
    for (int i = 0; i < 1000; ++i) {
        std::array<std::int64_t, 7> weights{};
        for (auto& weight : weights) weight = rng.between(0, 1'000'000);
        const Amount total{rng.between(-1'000'000'000, 1'000'000'000)};
        Amount sum;
        for (const auto part : allocate(total, weights)) sum += part;
        EXPECT_EQ(sum, total);
    }
    const auto thirds = allocate({100}, std::array<std::int64_t, 3>{1, 1, 1});
    EXPECT_EQ(thirds[0].minor, 34);
    EXPECT_EQ(thirds[2].minor, 33);
}

TEST(Decimal, reads_and_writes_the_same_number) {
    EXPECT_EQ(*parse_decimal("12.5", 6), 12'500'000);
    EXPECT_EQ(*parse_decimal("-0.07", 2), -7);
    EXPECT_EQ(*parse_decimal("1.500000", 2), 150);
    EXPECT_EQ(parse_decimal("1.505", 2).error().rule, "number_must_have_fewer_decimals");
    EXPECT_EQ(parse_decimal("99999999999999999999", 2).error().rule, "number_must_be_in_range");
    for (const auto bad : {"", "-", ".", "1e3", "1,000", "0x1", "1.2.3", " 1"})
        EXPECT_EQ(parse_decimal(bad, 2).error().rule, "number_must_be_decimal") << bad;
    EXPECT_EQ(format_decimal(12'500'000, 6, 0), "12.5");
    EXPECT_EQ(format_decimal(12'000'000, 6, 0), "12");
    EXPECT_EQ(format_decimal(-7, 2, 2), "-0.07");
    EXPECT_EQ(format_decimal(0, 2, 2), "0.00");
    EXPECT_EQ(format_decimal(100, 0, 0), "100");
    EXPECT_EQ(format_decimal(std::numeric_limits<std::int64_t>::min(), 2, 2), "-92233720368547758.08");
}

}  // namespace
}  // namespace octant
