#pragma once
// The people of the demo company at work: each acts under their own name, with their own rights, on the day
// that is being lived.

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "app/workspace.hpp"

namespace octant::app {

class Staff {
public:
    Staff(Workspace& workspace, std::int64_t company) : workspace_(workspace), company_(company) {}

    /// One transaction that all of them share; a refusal undoes it.
    Result<void> work(const std::function<Result<void>()>& work);
    /// The next working day begins at half past eight.
    void begin(Date day);
    /// Someone by login, some minutes after whoever acted before.
    Context& as(const std::string& login);

private:
    Workspace& workspace_;
    std::int64_t company_;
    platform::Connection* connection_ = nullptr;
    Date today_{};
    int acts_ = 0;  // of this day
    std::map<std::string, platform::PrincipalPtr> principals_;
    std::map<std::string, std::unique_ptr<Context>> desks_;  // of this transaction
};

}  // namespace octant::app
