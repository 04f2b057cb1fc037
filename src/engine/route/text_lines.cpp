#include "engine/route/text_lines.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace octant::engine::route {

octant::Problem at_line(std::string_view rule, int line, std::string_view what) {
    auto field = "line " + std::to_string(line);
    if (!what.empty()) field += ", " + std::string(what);
    return {std::string(rule), std::move(field), {{"line", std::to_string(line)}}};
}

TextLines::TextLines(std::string_view text) : rest_(text) {
    if (rest_.starts_with("\xef\xbb\xbf")) rest_.remove_prefix(3);
}

bool TextLines::next() {
    while (!rest_.empty()) {
        const auto end = std::min(rest_.find('\n'), rest_.size());
        line_ = trim(rest_.substr(0, end));
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
        ++number_;
        if (!line_.empty()) return true;
    }
    return false;
}

bool TextLines::is_heading() const {
    return (line_[0] >= 'A' && line_[0] <= 'Z') || (line_[0] >= 'a' && line_[0] <= 'z');
}

std::string_view take_word(std::string_view& line, std::string_view separators) {
    const auto end = std::min(line.find_first_of(separators), line.size());
    const auto word = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    line = trim(line);
    return word;
}

}  // namespace octant::engine::route
