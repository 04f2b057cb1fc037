#include "base/json_cursor.hpp"

#include <gtest/gtest.h>

namespace octant {
namespace {

std::string text_of(std::string_view json) {
    JsonCursor cursor(json);
    const std::string text(cursor.string());
    return cursor.failed() ? "refused: " + cursor.problem().field : text;
}

TEST(JsonCursor, reads_escapes_of_one_and_of_two_units) {
    EXPECT_EQ(text_of(R"("a\tb\u0041")"), "a\tbA");
    EXPECT_EQ(text_of(R"("\u00e9 \u516b\u65b9")"), "é 八方");
    EXPECT_EQ(text_of(R"("\ud83d\ude9a")"), "🚚");
}

TEST(JsonCursor, refuses_half_of_a_pair_and_what_is_no_number) {
    for (const auto* json :
         {R"("\ud83d")", R"("\ud83dab")", R"("\ude9a")", R"("\u12")", R"("\u12x4")", R"("\q")"})
        EXPECT_EQ(text_of(json), "refused: an escape") << json;
}

TEST(JsonCursor, takes_numbers_and_words_without_quotes_as_json_writes_them) {
    for (const auto* json : {"0", "-12", "0.5", "1e3", "-1.25E-2", "true", "null"})
        EXPECT_EQ(text_of(json), json);
    for (const auto* json : {"05", "1.", ".5", "-", "1e", "+1", "abc", "-0x1", ""})
        EXPECT_EQ(text_of(json), "refused: a value") << json;
}

TEST(JsonCursor, reads_amounts_at_a_millionth_up_to_four_trillion) {
    const auto micro_of = [](std::string_view json) { return JsonCursor(json).micro(); };
    EXPECT_EQ(micro_of("3999999999999.999999"), 3'999'999'999'999'999'999);
    EXPECT_EQ(micro_of("-450000000000.5"), -450'000'000'000'500'000);
    EXPECT_EQ(micro_of("2.5e3"), 2'500'000'000);
    for (const auto* json : {"4000000000000", "99999999999999999999", "-1e13"}) {
        JsonCursor cursor(json);
        cursor.micro();
        EXPECT_TRUE(cursor.failed()) << json;
    }
}

TEST(JsonCursor, tells_where_something_follows_the_document) {
    JsonCursor cursor("{\"a\": 1}\n\n}");
    std::string_view key;
    for (cursor.begin_object(); cursor.next_key(key);) cursor.skip();
    EXPECT_FALSE(cursor.failed());
    cursor.end();
    EXPECT_EQ(cursor.problem().field, "the end");
    EXPECT_EQ(cursor.problem().values[0].second, "3");
}

void read_all(JsonCursor& cursor) {
    if (!cursor.at_object()) return cursor.skip();
    std::string_view key;
    for (cursor.begin_object(); cursor.next_key(key);) read_all(cursor);
}

TEST(JsonCursor, refuses_a_field_that_its_object_has_already) {
    const auto refused = [](std::string_view json) {
        JsonCursor cursor(json);
        read_all(cursor);
        return cursor.failed() ? cursor.problem() : Problem{};
    };
    EXPECT_EQ(refused(R"({"a":{"a":1,"b":2},"b":{"a":3}})"), Problem{});
    EXPECT_EQ(refused("{\"a\":{\"b\":1,\n\"c\":2,\n\"b\":3}}"),
              (Problem{"field_must_stand_once", "b", {{"line", "3"}}}));
    EXPECT_EQ(refused(R"({"a":1,"b":{},"\u0061":2})").field, "a");  // once written with an escape
}

TEST(JsonCursor, takes_no_other_control_character_for_space) {
    constexpr std::string_view json("[1, \0 2]", 9);
    JsonCursor cursor(json);
    for (cursor.begin_array(); cursor.next_element();) cursor.skip();
    EXPECT_TRUE(cursor.failed());
    EXPECT_EQ(text_of("\"a\nb\""), "refused: a closing quote");
}

}  // namespace
}  // namespace octant
