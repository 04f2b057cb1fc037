#pragma once
// Refusals are values. A rule says `return refuse("lines_must_not_be_empty", "lines")`, a caller says TRY(...).

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace octant {

/// Why a request was refused: the rule is a key of the message catalogue, the field a JSON pointer without "/".
struct Problem {
    std::string rule;
    std::string field{};
    std::vector<std::pair<std::string, std::string>> values{};  // named parts of the message: {limit, 500}

    Problem&& with(std::string name, std::string value) && {
        values.emplace_back(std::move(name), std::move(value));
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

/// The value of a Result, or leave the function with its Problem. (A GNU statement expression; g++ and clang.)
#define TRY(...)                                                                 \
    ({                                                                           \
        auto result_of_try = (__VA_ARGS__);                                      \
        if (!result_of_try) return ::tl::unexpected(std::move(result_of_try).error()); \
        ::octant::value_of(std::move(result_of_try));                            \
    })
