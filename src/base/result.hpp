#pragma once
// Refusals are values. A rule says `return refuse("lines_must_not_be_empty", "lines")`, a caller says
// TRY(...).

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace octant {

/// Why a request was refused: the rule is a key of the message catalogue, the field a JSON pointer without
/// "/".
struct Problem {
    std::string rule;
    std::string field{};
    std::vector<std::pair<std::string, std::string>> values{};  // named parts of the message: {limit, 500}

    Problem&& with(std::string name, std::string value) && {
        values.emplace_back(std::move(name), std::move(value));
        return std::move(*this);
    }
    Problem&& below(std::string_view pointer) && {  // of a part, told of the whole
        field.insert(0, pointer);
        return std::move(*this);
    }
    bool operator==(const Problem&) const = default;
};

template <class T>
using Result = tl::expected<T, Problem>;

inline tl::unexpected<Problem> refuse(std::string_view rule, std::string_view field = {}) {
    return tl::unexpected(Problem{std::string(rule), std::string(field)});
}
inline tl::unexpected<Problem> refuse(Problem&& problem) { return tl::unexpected(std::move(problem)); }

template <class T>
T value_of(Result<T>&& result) {
    return *std::move(result);
}
inline void value_of(Result<void>&&) {}

}  // namespace octant

// The name is numbered so that a TRY may stand inside another's argument (a lambda) without a shadow.
#define TRY_NAMED(name, ...)                                         \
    ({                                                               \
        auto name = (__VA_ARGS__);                                   \
        if (!name) return ::tl::unexpected(std::move(name).error()); \
        ::octant::value_of(std::move(name));                         \
    })
#define TRY_NUMBERED_AGAIN(number, ...) TRY_NAMED(result_of_try_##number, __VA_ARGS__)
#define TRY_NUMBERED(number, ...) TRY_NUMBERED_AGAIN(number, __VA_ARGS__)
/// The value of a Result, or leave the function with its Problem. (A GNU statement expression; g++ and
/// clang.)
#define TRY(...) TRY_NUMBERED(__COUNTER__, __VA_ARGS__)
