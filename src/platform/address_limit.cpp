#include "platform/address_limit.hpp"

namespace octant::platform {
namespace {

// An office behind one address mistypes less than this; at this rate a list of a thousand passwords takes
// half a day.
constexpr int guesses_allowed = 20;
constexpr auto window = std::chrono::minutes(15);
constexpr std::size_t addresses_kept = 10'000;

}  // namespace

std::int64_t AddressLimit::guess(std::string_view address, Instant now) {
    const std::lock_guard lock(mutex_);
    if (by_address_.size() >= addresses_kept) forget_old(now);
    auto& guesses = by_address_[std::string(address)];
    if (now - guesses.since >= window) guesses = {now, 0};
    if (guesses.count >= guesses_allowed)
        return std::chrono::ceil<std::chrono::seconds>(guesses.since + window - now).count();
    ++guesses.count;
    return 0;
}

void AddressLimit::take_back(std::string_view address) {
    const std::lock_guard lock(mutex_);
    const auto found = by_address_.find(std::string(address));
    if (found != by_address_.end() && found->second.count > 0) --found->second.count;
}

void AddressLimit::forget_old(Instant now) {
    std::erase_if(by_address_, [&](const auto& entry) { return now - entry.second.since >= window; });
}

}  // namespace octant::platform
