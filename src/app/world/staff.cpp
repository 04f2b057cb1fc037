#include "app/world/staff.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace octant::app {

using namespace octant::platform;

Result<void> Staff::work(const std::function<Result<void>()>& work) {
    Result<void> result;
    workspace_.database().write([&](Connection& connection) {
        connection_ = &connection;
        result = work();
        desks_.clear();
        return result ? Outcome::keep : Outcome::undo;
    });
    return result;
}

void Staff::begin(Date day) {
    today_ = day;
    acts_ = 0;
}

Context& Staff::as(const std::string& login) {
    auto& who = principals_[login];
    if (!who) who = principal_of(*connection_, login, company_);
    check(who != nullptr);
    auto& desk = desks_[login];
    if (!desk) desk = std::make_unique<Context>(*connection_, who->company, who->actor, workspace_.ids());
    constexpr std::chrono::minutes opens{8 * 60 + 30}, open_for{9 * 60}, between_acts{4};
    desk->today = today_;
    desk->now = today_ + opens + std::min(open_for, between_acts * acts_++) -
                std::chrono::minutes(who->utc_offset_minutes);
    return *desk;
}

}  // namespace octant::app
