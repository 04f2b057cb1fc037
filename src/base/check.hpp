#pragma once
// A bug is neither a refusal nor a fault: it stops the request with its place, in release too.

#include <stdexcept>
#include <string>

namespace octant {

struct Bug : std::logic_error {
    using std::logic_error::logic_error;
};

inline void check(bool condition, const char* file = __builtin_FILE(), int line = __builtin_LINE(),
                  const char* function = __builtin_FUNCTION()) {
    if (condition) [[likely]]
        return;
    throw Bug(std::string(file) + ":" + std::to_string(line) + " check failed in " + function);
}

}  // namespace octant
