#pragma once
// The words of the product in both languages: labels of nouns, fields, states, verbs and the messages of
// rules. Source: src/<module>/labels.txt, tab separated: key, English, Chinese.

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "platform/description.hpp"

namespace octant::platform {

void load_catalogue(std::string_view text);
/// "" when there is none.
std::string_view words(std::string_view key, std::string_view language);

// With the fallbacks that keep the catalogue short: "sales.order.date", then "field.date".
std::string_view label_of_noun(const TypeInfo& type, std::string_view language);
std::string_view label_of_plural(const TypeInfo& type, std::string_view language);
std::string_view label_of_field(const TypeInfo& type, std::string_view field, std::string_view language);
std::string_view label_of_state(const TypeInfo& type, std::string_view state, std::string_view language);
std::string_view label_of_verb(const TypeInfo& type, std::string_view verb, std::string_view language);
std::string_view label_of_value(const TypeInfo& type, std::string_view field, std::string_view value,
                                std::string_view language);

/// "rule.NAME" with {limit} ... filled in; the rule's own name when the catalogue lacks it.
std::string message_of(const Problem& problem, std::string_view language);

/// Keys that nouns, fields, states, verbs need and the catalogue lacks; a test wants none.
std::vector<std::string> missing_labels();

}  // namespace octant::platform
