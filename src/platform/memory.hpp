#pragma once
// What the connections of one database remember together in this process.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace octant::platform {

class Connection;
struct TypeInfo;

/// What each noun of a company stands at, and under the empty name what the last one changed stands at.
using NounVersions = std::unordered_map<std::string, std::int64_t>;
using KnownVersions = std::shared_ptr<const NounVersions>;

/// Records of nouns that seldom change, and what was worked out from them (kept.hpp). All of it belongs to
/// one version of its noun: whoever sees another version finds nothing.
class RecordMemory {
public:
    using Value = std::shared_ptr<const void>;
    /// A noun as one transaction sees it.
    struct View {
        std::int64_t company = 0;
        const TypeInfo* noun = nullptr;
        std::int64_t version = 0;
    };

    Value find(const View& view, std::int64_t id);
    void keep(const View& view, std::int64_t id, Value value);
    std::int64_t find_key(const View& view, std::string_view key);  // 0: not known
    void keep_key(const View& view, std::string_view key, std::int64_t id);

    /// Of all nouns while the last one changed stands at `newest`; none: not known.
    KnownVersions find_versions(std::int64_t company, std::int64_t newest);
    void keep_versions(std::int64_t company, KnownVersions versions);

private:
    struct Noun {
        std::int64_t version = 0;
        std::unordered_map<std::int64_t, Value> records{};
        std::unordered_map<std::string, std::int64_t> ids{};
    };
    Noun* seen(const View& view);
    Noun* open(const View& view);

    std::mutex mutex_;
    std::map<std::pair<std::int64_t, const TypeInfo*>, Noun> nouns_;
    std::map<std::int64_t, KnownVersions> versions_;  // by company
};

/// Numbers of documents that were set aside for this process, a block at a time. One that was taken by a
/// transaction that came to nothing is given back, and is the next to be taken.
class NumberBlocks {
public:
    struct Series {
        std::int64_t company = 0;
        std::string name;
        auto operator<=>(const Series&) const = default;
    };
    /// Sets so many further numbers aside for good, and returns the last of them.
    using SetAside = std::function<std::int64_t(std::int64_t count)>;

    std::int64_t take(const Series& series, const SetAside& set_aside);
    void give_back(const Series& series, std::int64_t number);

    /// The end of a block that nobody needs any more: a counter that stands at `last` may stand at `used`.
    struct Rest {
        Series series;
        std::int64_t used = 0;
        std::int64_t last = 0;
    };
    std::vector<Rest> rests();

private:
    struct Block {
        std::mutex mutex{};
        std::set<std::int64_t> free{};
        std::int64_t last = 0;  // of all that were set aside
        std::int64_t size = 0;
    };
    Block& block(const Series& series);

    std::mutex mutex_;
    std::map<Series, Block> blocks_;
};

/// Sets the counters back by what this process never used, where no other has gone on from there.
void return_numbers(Connection& connection, std::span<const NumberBlocks::Rest> rests);

struct Memory {
    RecordMemory records{};
    NumberBlocks numbers{};
};

}  // namespace octant::platform
