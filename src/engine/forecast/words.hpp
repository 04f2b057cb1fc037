#pragma once

#include <charconv>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace octant::engine::forecast {

/// Reads a model file word by word.
class Words {
public:
    explicit Words(std::string_view text) : text_(text) {}

    /// The next word, or an empty one at the end.
    std::string_view next() {
        const auto found = peek();
        at_ += found.size();
        return found;
    }
    std::string_view peek() {
        constexpr std::string_view blank = " \t\r\n";
        at_ = std::min(text_.find_first_not_of(blank, at_), text_.size());
        return text_.substr(at_, text_.find_first_of(blank, at_) - at_);
    }

    template <class T>
    Result<T> number() {
        const auto found = next();
        T value{};
        const auto [end, error] = std::from_chars(found.data(), found.data() + found.size(), value);
        if (error != std::errc{} || end != found.data() + found.size() || found.empty())
            return refuse("model_must_be_well_formed", found);
        return value;
    }

    Result<void> expect(std::string_view wanted) {
        if (next() != wanted) return refuse("model_must_be_well_formed", wanted);
        return {};
    }

private:
    std::string_view text_;
    std::size_t at_ = 0;
};

/// Five digits are more than a trained value is worth, and keep the file small.
inline std::string brief(double value, int digits = 5) {
    char buffer[32];
    const auto format = std::chars_format::general;
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, format, digits).ptr;
    return {buffer, end};
}

}  // namespace octant::engine::forecast
