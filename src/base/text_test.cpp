#include "base/text.hpp"

#include <gtest/gtest.h>

#include "base/time.hpp"

namespace octant {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows read_all(std::string_view text) {
    Rows rows;
    CsvReader reader(text);
    std::vector<std::string_view> fields;
    while (reader.next(fields)) rows.emplace_back(fields.begin(), fields.end());
    return rows;
}

TEST(Csv, reads_quotes_line_breaks_and_empty_fields) {
    EXPECT_EQ(read_all("\xef\xbb\xbf"
                       "a,b\r\n\"x \"\"y\"\", z\",\r\n,\"1\n2\"\n"),
              (Rows{{"a", "b"}, {"x \"y\", z", ""}, {"", "1\n2"}}));
}

TEST(Csv, tells_the_line_where_a_row_begins_and_an_open_quote) {
    CsvReader reader("a\n\"1\n2\"\n\"open");
    std::vector<std::string_view> fields;
    ASSERT_TRUE(reader.next(fields));
    ASSERT_TRUE(reader.next(fields));
    EXPECT_EQ(reader.line(), 2U);
    EXPECT_FALSE(reader.malformed());
    ASSERT_TRUE(reader.next(fields));
    EXPECT_EQ(reader.line(), 4U);
    EXPECT_TRUE(reader.malformed());
}

TEST(Utf8, refuses_overlong_surrogate_and_cut_sequences) {
    EXPECT_TRUE(is_utf8("恒远电气 ok"));
    EXPECT_FALSE(is_utf8("\xc0\xaf"));
    EXPECT_FALSE(is_utf8("\xed\xa0\x80"));
    EXPECT_FALSE(is_utf8("\xe4\xb8"));
    EXPECT_FALSE(is_text(std::string_view("a\0b", 3)));
}

TEST(Time, reads_and_writes_dates_and_instants) {
    EXPECT_EQ(format_date(*parse_date("2024-02-29")), "2024-02-29");
    EXPECT_FALSE(parse_date("2023-02-29"));
    EXPECT_FALSE(parse_date("2024-2-1"));
    EXPECT_EQ(format_instant(*parse_instant("2026-01-05T08:30:00.25Z")), "2026-01-05T08:30:00.250000Z");
    EXPECT_EQ(add_months(to_date(2024, 1, 31), 1), to_date(2024, 2, 29));
}

}  // namespace
}  // namespace octant
