#pragma once
// A bug is neither a refusal nor a fault: it stops the request with its place, in release too.

#include <source_location>
#include <stdexcept>
#include <string>

namespace octant {

struct Bug : std::logic_error {
    using std::logic_error::logic_error;
};

[[noreturn]] inline void fail_check(const char* condition, std::source_location at) {
    throw Bug(std::string(at.file_name()) + ":" + std::to_string(at.line()) + " check failed: " + condition);
}

}  // namespace octant

#define check(condition) \
    ((condition) ? void() : ::octant::fail_check(#condition, std::source_location::current()))
