#pragma once
// GEN-1: one order line through the whole house, each number with the document it comes from.

#include <string>
#include <utility>
#include <vector>

#include "platform/api.hpp"

namespace octant::app {

/// A node of the explanation: a document or a step, with its numbers and what it consists of.
struct Explanation {
    std::string title;
    std::string noun;
    std::int64_t id = 0;
    std::string state;
    std::string date;
    std::string quantity;
    std::string amount;
    std::string text;
    /// The numbers of the text by name, for a reader with words of his own: ordered 96.
    std::vector<std::pair<std::string, std::string>> parts{};
    std::vector<Explanation> children{};
};

/// By number ("SO-2026-00017") or id.
Result<Explanation> explain_order(platform::Context& cx, const std::string& order);
std::string explanation_json(const Explanation& explanation);
std::string explanation_text(const Explanation& explanation);

std::vector<platform::Report> app_reports();

}  // namespace octant::app
