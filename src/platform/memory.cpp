#include "platform/memory.hpp"

#include <algorithm>

namespace octant::platform {
namespace {

constexpr std::size_t records_limit = 20'000;  // of a noun; about 10 MB of items
constexpr std::int64_t first_block = 8;
constexpr std::int64_t largest_block = 128;  // so many numbers a killed server may leave unused

}  // namespace

RecordMemory::Noun* RecordMemory::seen(const View& view) {
    const auto found = nouns_.find({view.company, view.noun});
    return found == nouns_.end() || found->second.version != view.version ? nullptr : &found->second;
}

/// For adding to it. Versions grow, so a transaction that still sees an older one adds nothing.
RecordMemory::Noun* RecordMemory::open(const View& view) {
    auto& noun = nouns_[{view.company, view.noun}];
    if (noun.version > view.version) return nullptr;
    if (noun.version < view.version || noun.records.size() + noun.ids.size() > records_limit)
        noun = {view.version};
    return &noun;
}

RecordMemory::Value RecordMemory::find(const View& view, std::int64_t id) {
    const std::lock_guard lock(mutex_);
    auto* noun = seen(view);
    if (!noun) return nullptr;
    const auto found = noun->records.find(id);
    return found == noun->records.end() ? nullptr : found->second;
}

void RecordMemory::keep(const View& view, std::int64_t id, Value value) {
    const std::lock_guard lock(mutex_);
    if (auto* noun = open(view)) noun->records[id] = std::move(value);
}

std::int64_t RecordMemory::find_key(const View& view, std::string_view key) {
    const std::lock_guard lock(mutex_);
    auto* noun = seen(view);
    if (!noun) return 0;
    const auto found = noun->ids.find(std::string(key));
    return found == noun->ids.end() ? 0 : found->second;
}

void RecordMemory::keep_key(const View& view, std::string_view key, std::int64_t id) {
    const std::lock_guard lock(mutex_);
    if (auto* noun = open(view)) noun->ids[std::string(key)] = id;
}

KnownVersions RecordMemory::find_versions(std::int64_t company, std::int64_t newest) {
    const std::lock_guard lock(mutex_);
    const auto found = versions_.find(company);
    return found == versions_.end() || found->second->at("") != newest ? nullptr : found->second;
}

void RecordMemory::keep_versions(std::int64_t company, KnownVersions versions) {
    if (!versions->contains("")) return;  // of an earlier release, and nothing changed since
    const std::lock_guard lock(mutex_);
    auto& known = versions_[company];
    if (!known || known->at("") < versions->at("")) known = std::move(versions);
}

NumberBlocks::Block& NumberBlocks::block(const Series& series) {
    const std::lock_guard lock(mutex_);
    return blocks_[series];
}

std::int64_t NumberBlocks::take(const Series& series, const SetAside& set_aside) {
    auto& block = this->block(series);
    const std::lock_guard lock(block.mutex);
    if (block.free.empty()) {
        block.size = std::clamp(2 * block.size, first_block, largest_block);
        block.last = set_aside(block.size);
        for (auto number = block.last - block.size + 1; number <= block.last; ++number)
            block.free.insert(block.free.end(), number);
    }
    return block.free.extract(block.free.begin()).value();
}

void NumberBlocks::give_back(const Series& series, std::int64_t number) {
    auto& block = this->block(series);
    const std::lock_guard lock(block.mutex);
    block.free.insert(number);
}

std::vector<NumberBlocks::Rest> NumberBlocks::rests() {
    const std::lock_guard lock(mutex_);
    std::vector<Rest> rests;
    for (auto& [series, block] : blocks_) {
        const std::lock_guard lock_block(block.mutex);
        auto used = block.last;
        while (block.free.erase(used) > 0) --used;
        if (used < block.last) rests.push_back({series, used, block.last});
        block.last = used;
    }
    return rests;
}

}  // namespace octant::platform
