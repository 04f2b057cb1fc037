#pragma once
// A bug is neither a refusal nor a fault: it stops the request with its place, in release too.

#include <source_location>
#include <stdexcept>
#include <string>

namespace octant {

struct Bug : std::logic_error {
    using std::logic_error::logic_error;
};

inline void check(bool condition, std::source_location at = std::source_location::current()) {
    if (condition) [[likely]] return;
    throw Bug(std::string(at.file_name()) + ":" + std::to_string(at.line()) + " check failed in " + at.function_name());
}

}  // namespace octant
