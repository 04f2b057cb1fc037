#pragma once
// Small text tools without locale: splitting, trimming, numbers, CSV.

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace octant {

std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
std::string lower(std::string_view ascii);
std::optional<std::int64_t> to_integer(std::string_view text);
std::optional<double> to_real(std::string_view text);
bool is_utf8(std::string_view text);
/// UTF-8 without NUL: what every database can hold.
bool is_text(std::string_view text);

/// A comma-separated file in memory, read row by row (RFC 4180: quotes, doubled quotes, line breaks in
/// quotes; a byte order mark is skipped). The fields returned stay valid until the next row.
class CsvReader {
public:
    explicit CsvReader(std::string_view text, char separator = ',');

    /// The next row, or nothing at the end. An unclosed quote sets malformed().
    bool next(std::vector<std::string_view>& fields);
    std::size_t line() const { return row_line_; }  // of the row last read, from 1
    bool malformed() const { return malformed_; }

private:
    std::string_view take_quoted();

    std::string_view text_;
    char separator_;
    std::size_t line_ = 1;
    std::size_t row_line_ = 0;
    bool malformed_ = false;
    std::deque<std::string> unquoted_;  // owns fields that held doubled quotes, at stable places
};

void append_csv_field(std::string& out, std::string_view field);

}  // namespace octant
