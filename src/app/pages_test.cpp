#include "app/pages.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "app/files.hpp"

namespace octant::app {
namespace {

TEST(PagesTest, the_readme_of_each_module_shows_the_states_as_they_are) {
    for (const auto& module : documented_modules()) {
        const auto path = std::string(OCTANT_SOURCE_DIR) + "/src/" + module + "/README.md";
        const auto page = read_file(path);
        EXPECT_EQ(page, with_pictures(page, module)) << path << " is stale: ./dev bless";
        EXPECT_LE(std::ranges::count(page, '\n'), 60) << path;
    }
}

}  // namespace
}  // namespace octant::app
