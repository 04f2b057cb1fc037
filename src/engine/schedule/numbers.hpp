#pragma once
// The numbers of an instance text, with the line each stands in.

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace octant::engine::schedule {

struct Number {
    double value = 0;
    std::size_t line = 0;
};

/// Comment lines (# or beginning with a letter) and blank lines are passed over; `#` ends a line.
Result<std::vector<Number>> numbers_of(std::string_view text);

/// Reads numbers one by one; the first that is missing or out of range spoils the rest.
class NumberReader {
public:
    explicit NumberReader(const std::vector<Number>& numbers) : numbers_(numbers) {}

    bool is_at_end() const { return next_ == numbers_.size(); }
    std::size_t line() const {
        return numbers_.empty() ? 0 : numbers_[std::min(next_, numbers_.size() - 1)].line;
    }
    std::size_t left() const { return numbers_.size() - next_; }
    void skip_line();

    /// A whole number within the limits.
    Result<std::int64_t> take(std::string_view field, std::int64_t low, std::int64_t high);

private:
    const std::vector<Number>& numbers_;
    std::size_t next_ = 0;
};

}  // namespace octant::engine::schedule
