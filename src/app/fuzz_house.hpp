#pragma once
// What the fuzz targets share: the cast of the stories in a database of its own, and its administrator.

#include <cstdint>
#include <string_view>

#include "app/story/stage.hpp"
#include "app/world/world.hpp"
#include "base/check.hpp"
#include "platform/clock.hpp"
#include "platform/command.hpp"

namespace octant::app {

struct FuzzHouse {
    Stage stage;
    Workspace workspace{stage.place()};
    platform::PrincipalPtr who;

    FuzzHouse() {
        check(create_cast(workspace).has_value());
        workspace.database().read(
            [&](platform::Connection& connection) { who = platform::principal_of(connection, "admin", 0); });
    }
    static FuzzHouse& instance() {
        static FuzzHouse house;
        return house;
    }
};

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

}  // namespace octant::app
