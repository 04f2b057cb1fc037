#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace octant::engine::plan {

/// Many short names in one block of bytes: a million ids cost two allocations.
class Names {
public:
    std::int32_t add(std::string_view name) {
        bytes_ += name;
        ends_.push_back(bytes_.size());
        return static_cast<std::int32_t>(ends_.size()) - 1;
    }
    std::string_view operator[](std::int32_t index) const {
        const auto at = static_cast<std::size_t>(index);
        const auto begin = at == 0 ? 0 : ends_[at - 1];
        return std::string_view(bytes_).substr(begin, ends_[at] - begin);
    }
    std::int32_t size() const { return static_cast<std::int32_t>(ends_.size()); }

private:
    std::string bytes_;
    std::vector<std::size_t> ends_;
};

}  // namespace octant::engine::plan
