#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
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
    /// A name that was added twice, or none (-1).
    std::int32_t find_twice() const {
        std::vector<std::pair<std::size_t, std::int32_t>> hashes;
        hashes.reserve(ends_.size());
        for (std::int32_t i = 0; i < size(); ++i)
            hashes.emplace_back(std::hash<std::string_view>{}((*this)[i]), i);
        std::ranges::sort(hashes);
        for (std::size_t begin = 0; begin < hashes.size(); ++begin)
            for (auto i = begin + 1; i < hashes.size() && hashes[i].first == hashes[begin].first; ++i)
                if ((*this)[hashes[i].second] == (*this)[hashes[begin].second]) return hashes[i].second;
        return -1;
    }
    std::int32_t size() const { return static_cast<std::int32_t>(ends_.size()); }

private:
    std::string bytes_;
    std::vector<std::size_t> ends_;
};

}  // namespace octant::engine::plan
