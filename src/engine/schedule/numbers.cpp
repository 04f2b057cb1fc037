#include "engine/schedule/numbers.hpp"

#include <cmath>
#include <string>

#include "base/text.hpp"

namespace octant::engine::schedule {
namespace {

constexpr std::string_view blanks = " \t\r,;:";

bool is_comment(std::string_view line) {
    const auto first = line.find_first_not_of(blanks);
    if (first == std::string_view::npos) return true;
    const char c = line[first];
    return !((c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.') ||
           line.find_first_of("0123456789") == std::string_view::npos;
}

Result<void> append_line(std::vector<Number>& numbers, std::string_view line, std::size_t number) {
    if (const auto mark = line.find('#'); mark != std::string_view::npos) line = line.substr(0, mark);
    while (true) {
        const auto begin = line.find_first_not_of(blanks);
        if (begin == std::string_view::npos) return {};
        line.remove_prefix(begin);
        const auto word = line.substr(0, line.find_first_of(blanks));
        const auto value = to_real(word.starts_with('+') ? word.substr(1) : word);
        if (!value || !std::isfinite(*value))
            return refuse(Problem{"number_must_be_valid", std::string(word.substr(0, 40))}.with(
                "line", std::to_string(number)));
        numbers.push_back({*value, number});
        line.remove_prefix(word.size());
    }
}

}  // namespace

Result<std::vector<Number>> numbers_of(std::string_view text) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    std::vector<Number> numbers;
    std::size_t line = 0;
    for (const auto part : split(text, '\n')) {
        ++line;
        if (!is_comment(part)) TRY(append_line(numbers, part, line));
    }
    if (numbers.empty()) return refuse("file_must_not_be_empty");
    return numbers;
}

void NumberReader::skip_line() {
    const auto here = line();
    while (!is_at_end() && numbers_[next_].line == here) ++next_;
}

Result<std::int64_t> NumberReader::take(std::string_view field, std::int64_t low, std::int64_t high) {
    const auto refused = [&](const char* rule) {
        return refuse(Problem{rule, std::string(field)}.with("line", std::to_string(line())));
    };
    if (is_at_end()) return refused("row_must_be_complete");
    const auto value = numbers_[next_].value;
    if (value != std::floor(value)) return refused("number_must_be_valid");
    if (value < static_cast<double>(low) || value > static_cast<double>(high))
        return refused("number_must_be_in_range");
    ++next_;
    return static_cast<std::int64_t>(value);
}

}  // namespace octant::engine::schedule
