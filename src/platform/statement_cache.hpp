#pragma once
// The prepared statements of one connection, found again by their SQL text in a few nanoseconds.

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "platform/db.hpp"

namespace octant::platform {

/// What the statements of both engines have in common.
class CachedStatement : public Statement {
public:
    explicit CachedStatement(std::string_view sql) : sql_(sql) {}
    CachedStatement(const CachedStatement&) = delete;
    CachedStatement& operator=(const CachedStatement&) = delete;

    const std::string& sql() const { return sql_; }
    bool in_use() const { return in_use_; }
    std::uint64_t last_used = 0;

protected:
    bool in_use_ = false;  // it stands on a row

private:
    std::string sql_;
};

class StatementCache {
public:
    /// Null when this text was never added. Callers pass the same literal again and again, so the address and
    /// the length lead to the statement; its text is compared all the same, since addresses are used again.
    CachedStatement* find(std::string_view sql) {
        auto*& slot = slots_[slot_of(sql)];
        if (!slot || slot->sql() != sql) {
            const auto found = statements_.find(sql);
            if (found == statements_.end()) return nullptr;
            slot = found->second.get();
        }
        slot->last_used = ++clock_;
        return slot;
    }
    CachedStatement& add(std::unique_ptr<CachedStatement> statement);

    /// Lists are filtered in endless ways: beyond the limit the half not used for longest is dropped.
    void trim();
    void reset_all();  // statements left standing on a row
    void clear();

private:
    static constexpr std::size_t limit = 1000;
    static constexpr int slot_bits = 9;

    static std::size_t slot_of(std::string_view sql) {
        const auto key = reinterpret_cast<std::uintptr_t>(sql.data()) + (sql.size() << 48);
        return (key * 0x9E3779B97F4A7C15U) >> (64 - slot_bits);  // Knuth's multiplicative hash
    }

    std::unordered_map<std::string_view, std::unique_ptr<CachedStatement>> statements_;  // key: its own text
    std::array<CachedStatement*, 1U << slot_bits> slots_{};
    std::uint64_t clock_ = 0;
};

}  // namespace octant::platform
