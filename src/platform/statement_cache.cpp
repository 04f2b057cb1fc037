#include "platform/statement_cache.hpp"

#include <algorithm>
#include <vector>

namespace octant::platform {

CachedStatement& StatementCache::add(std::unique_ptr<CachedStatement> statement) {
    auto& added = *statement;
    added.last_used = ++clock_;
    statements_.emplace(added.sql(), std::move(statement));
    return added;
}

void StatementCache::trim() {
    if (statements_.size() <= limit) return;
    std::vector<std::uint64_t> uses;
    uses.reserve(statements_.size());
    for (const auto& [sql, statement] : statements_) uses.push_back(statement->last_used);
    const auto middle = uses.begin() + static_cast<std::ptrdiff_t>(uses.size() / 2);
    std::nth_element(uses.begin(), middle, uses.end());
    std::erase_if(statements_, [&](const auto& entry) { return entry.second->last_used < *middle; });
    slots_.fill(nullptr);
}

void StatementCache::reset_all() {
    for (const auto& [sql, statement] : statements_) {
        if (statement->in_use()) statement->reset();
    }
}

void StatementCache::clear() {
    slots_.fill(nullptr);
    statements_.clear();
}

}  // namespace octant::platform
