#pragma once
// What the readers of published text share: lines with their numbers, and refusals that tell the line.

#include <string_view>

#include "base/result.hpp"

namespace octant::engine::route {

octant::Problem at_line(std::string_view rule, int line, std::string_view what = {});

/// The lines that hold something, trimmed and numbered from 1; a byte order mark is passed over.
class TextLines {
public:
    explicit TextLines(std::string_view text);

    /// Whether there is another one.
    bool next();
    std::string_view line() const { return line_; }
    int number() const { return number_; }
    /// Whether it begins with a letter: a heading or a key, never a row of numbers.
    bool is_heading() const;

private:
    std::string_view rest_, line_;
    int number_ = 0;
};

/// Takes the first word off the line; separators are blanks, tabs and these.
std::string_view take_word(std::string_view& line, std::string_view separators);

}  // namespace octant::engine::route
