#pragma once
// `octant verify`: the books, the stock, the documents and the audit trail prove each other.

#include <string>
#include <vector>

#include "app/workspace.hpp"

namespace octant::app {

/// One check: how many things were looked at, how many were wrong, the first of them named.
struct Check {
    std::string name;
    std::int64_t count = 0;
    std::int64_t wrong = 0;
    std::string offender;
    std::string note{};  // said even when all is well
};
std::vector<Check> verify(platform::Context& cx);
/// "name  count  ok" lines; the first offender where it is not.
Result<std::string> verify_text(platform::Context& cx);

int verify_command(int argc, char** argv);

}  // namespace octant::app
