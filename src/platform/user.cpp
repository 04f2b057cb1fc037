#include "platform/user.hpp"

#include "base/text.hpp"

namespace octant::platform {

Result<void> User::check_record(const User& user) {
    const auto known = enum_names<Role>();
    for (const auto role : split(user.roles, ','))
        if (known.find(trim(role)) < 0)
            return refuse(Problem{"role_must_be_known", "/roles", {{"value", std::string(role)}}});
    if (user.language != "zh" && user.language != "en")
        return refuse("language_must_be_zh_or_en", "/language");
    return {};
}

}  // namespace octant::platform
