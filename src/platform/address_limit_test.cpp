#include "platform/address_limit.hpp"

#include <gtest/gtest.h>

namespace octant::platform {
namespace {

using namespace std::chrono_literals;

TEST(AddressLimit, counts_what_is_wrong_by_address_for_a_quarter_of_an_hour) {
    AddressLimit limit;
    const Instant start{std::chrono::hours(24)};
    for (int i = 0; i < 20; ++i) EXPECT_EQ(limit.guess("192.0.2.1", start + i * 1s), 0);
    EXPECT_EQ(limit.guess("192.0.2.1", start + 60s), 14 * 60);
    EXPECT_EQ(limit.guess("192.0.2.2", start + 60s), 0) << "another address";
    EXPECT_EQ(limit.guess("192.0.2.1", start + 15min), 0) << "later";
}

TEST(AddressLimit, does_not_count_who_is_right) {
    AddressLimit limit;
    const Instant start{std::chrono::hours(24)};
    for (int i = 0; i < 50; ++i) {
        EXPECT_EQ(limit.guess("192.0.2.1", start), 0);
        limit.take_back("192.0.2.1");
    }
}

}  // namespace
}  // namespace octant::platform
