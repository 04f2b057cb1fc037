#pragma once
// The parts of telling a story: its text as statements, and what a story may look at.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/context.hpp"
#include "platform/description.hpp"

namespace octant::app {

using Fields = std::vector<std::pair<std::string, std::string>>;

/// A statement of the story with its continuing lines ("+ lines item=A").
struct Statement {
    std::string source;  // as it stands in the story
    std::vector<std::string> words{};
    std::vector<std::vector<std::string>> lines{};
    std::string rest{};  // text of a block: import ... <<
};
std::vector<Statement> statements_of(std::string_view story);

/// Words of a line; quotes keep blanks together: text="two words".
std::vector<std::string> words_of(std::string_view line);
/// The words with "=" from the first on.
Fields fields_of(const std::vector<std::string>& words, std::size_t first);
/// A JSON object of texts; a value "json:..." stands as it is.
std::string object_of(const Fields& fields);

/// list, show, explain, report, history, verify.
bool is_look(std::string_view word);
Result<std::string> look_at(platform::Context& cx, const std::vector<std::string>& words);

}  // namespace octant::app
