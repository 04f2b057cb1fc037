#pragma once
// How often one address may guess passwords, whatever the account: a list of common passwords tried on many
// accounts meets no limit of an account.

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/time.hpp"

namespace octant::platform {

class AddressLimit {
public:
    /// Counts a guess before its outcome is known, as sessions do. Returns the seconds to wait instead, or 0.
    std::int64_t guess(std::string_view address, Instant now);
    /// The guess was right: it does not count.
    void take_back(std::string_view address);

private:
    struct Guesses {
        Instant since{};
        int count = 0;
    };
    void forget_old(Instant now);

    std::mutex mutex_;
    std::unordered_map<std::string, Guesses> by_address_;
};

}  // namespace octant::platform
