#pragma once
// A fresh database for one story or one test, gone afterwards.

#include <string>

#include "app/workspace.hpp"

namespace octant::app {

/// A folder, or a schema of the PostgreSQL given.
class Stage {
public:
    explicit Stage(const std::string& postgres = {});
    ~Stage();
    Stage(const Stage&) = delete;
    const Place& place() const { return place_; }

private:
    void administrate(const std::string& sql) const;

    std::string postgres_;
    std::string name_;
    Place place_;
};

}  // namespace octant::app
