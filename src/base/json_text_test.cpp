#include "base/json_text.hpp"

#include <gtest/gtest.h>

namespace octant {
namespace {

constexpr std::string_view order = R"({"name": "HX",
 "lines": [
  {"item": "bolt", "quantity": 4},
  {"item": "nut",
   "quantity": 9}
 ]})";

TEST(JsonText, tells_the_line_of_a_path_or_of_what_is_there_of_it) {
    EXPECT_EQ(line_of(order, "name"), 1U);
    EXPECT_EQ(line_of(order, "lines/0/quantity"), 3U);
    EXPECT_EQ(line_of(order, "lines/1"), 4U);
    EXPECT_EQ(line_of(order, "lines/1/quantity"), 5U);
    EXPECT_EQ(line_of(order, "lines/1/price"), 4U);
    EXPECT_EQ(line_of(order, "lines/7/price"), 2U);
    EXPECT_EQ(line_of(order, ""), 1U);
}

TEST(JsonText, refuses_a_key_that_its_object_has_already) {
    EXPECT_TRUE(check_keys_stand_once(order));
    EXPECT_TRUE(check_keys_stand_once(R"({"a":{"a":1},"b":[{"a":1},{"a":2}],"c":"\"a\":1,\"a\":2"})"));
    const auto refused = [](std::string_view json) {
        const auto checked = check_keys_stand_once(json);
        return checked ? Problem{} : checked.error();
    };
    EXPECT_EQ(refused("{\"a\":1,\n\"b\":2,\n\"a\":3}"),
              (Problem{"field_must_stand_once", "a", {{"line", "3"}}}));
    EXPECT_EQ(refused("{\"l\":[{},{\n\"due\":1,\"name\":\"x\",\n\"due\":1}]}"),
              (Problem{"field_must_stand_once", "l/1/due", {{"line", "3"}}}));
    // The same key, once written with an escape.
    EXPECT_EQ(refused(R"({"a":1,"\u0061":2})").rule, "field_must_stand_once");
}

}  // namespace
}  // namespace octant
