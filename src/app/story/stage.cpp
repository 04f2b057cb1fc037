#include "app/story/stage.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <filesystem>

namespace octant::app {

using namespace octant::platform;

Stage::Stage(const std::string& postgres) : postgres_(postgres) {
    static int count = 0;
    name_ = fmt::format("octant_story_{}_{}", getpid(), ++count);
    place_.data = (std::filesystem::temp_directory_path() / name_).string();
    if (postgres_.empty()) return;
    administrate("CREATE SCHEMA " + name_);
    place_.postgres = postgres_ + (postgres_.find('?') == std::string::npos ? "?" : "&") +
                      "options=-csearch_path%3D" + name_;
}

Stage::~Stage() {
    if (!postgres_.empty()) administrate("DROP SCHEMA " + name_ + " CASCADE");
    std::error_code ignored;
    std::filesystem::remove_all(place_.data, ignored);
}

void Stage::administrate(const std::string& sql) const {
    Database::open(postgres_, {.readers = 1, .writers = 1})->write([&](Connection& connection) {
        connection.execute(sql);
        return Outcome::keep;
    });
}

}  // namespace octant::app
