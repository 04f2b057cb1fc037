#pragma once
// From the names of a network back to its places.

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/plan/problem.hpp"

namespace octant::engine::plan {

class Directory {
public:
    explicit Directory(const Problem& problem);

    /// none where there is no such name. A node is item or item@site.
    std::int32_t node(std::string_view name) const { return found(nodes_, name); }
    std::int32_t demand(std::string_view name) const { return found(demands_, name); }  // its place
    std::int32_t receipt(std::string_view name) const { return found(receipts_, name); }
    std::int32_t method(std::string_view name) const { return found(methods_, name); }
    std::int32_t resource(std::string_view name) const { return found(resources_, name); }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    using Index = std::unordered_map<std::string, std::int32_t, Hash, std::equal_to<>>;

    static std::int32_t found(const Index& index, std::string_view name) {
        const auto at = index.find(name);
        return at == index.end() ? none : at->second;
    }

    Index nodes_, demands_, receipts_, methods_, resources_;
};

}  // namespace octant::engine::plan
