#pragma once
// What a request carries through the house: its transaction, its company, who asks, and today's date.

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/money.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "platform/db.hpp"
#include "platform/roles.hpp"

namespace octant::platform {

struct Event;
struct Record;
struct TypeInfo;
class Context;

/// What a token may be used for, of all that its user may: nothing but reading, and the nouns of some
/// modules.
struct TokenScope {
    bool read_only = false;
    std::vector<std::string> modules{};  // none: all

    bool covers(std::string_view module, std::string_view right) const;
};

/// Who acts. The system user (id 0) carries out reactions and imports and may do all.
struct Actor {
    std::int64_t id = 0;
    std::string login = "system";
    std::string name = "system";
    std::string language = "en";
    std::uint32_t roles = 0;  // bit per Role
    std::int64_t team = 0;
    std::int64_t party = 0;                    // of a portal user: the customer or supplier they belong to
    std::vector<std::int64_t> team_members{};  // for "team" rights, self included
    TokenScope scope{};

    bool is_system() const { return id == 0; }
    bool has(Role role) const { return is_system() || roles >> static_cast<int>(role) & 1U; }
};

/// Time-sorted 63-bit ids: 42 bits of milliseconds since 2024, 10 bits drawn when the program starts, so that
/// several servers of one database keep apart, 11 bits of counter. With a frozen clock they count from where
/// the database stands, so that tests read the same ids.
class IdSource {
public:
    IdSource();
    std::int64_t next();
    void continue_after(std::int64_t last) { last_ = last; }

private:
    std::int64_t lane_;
    std::atomic<std::int64_t> last_{0};
};

/// What a company fixes for all its documents.
struct Company {
    std::int64_t id = 0;
    std::string code;
    std::string name;
    Currency currency;
};

using Reaction = Result<void> (*)(Context&, const Event&);
/// One row of app/reactions.cpp.
struct ReactionRow {
    std::string_view noun;
    std::string_view verb;
    Reaction react;
};

class Touches;  // preview.hpp

/// What this transaction has read of records that seldom change (kept.hpp).
struct Kept {
    std::unordered_map<const TypeInfo*, std::unordered_map<std::int64_t, std::shared_ptr<const void>>>
        records{};
    std::unordered_map<const TypeInfo*, bool> changed{};  // by this transaction; is that written?
};

class Context {
public:
    Context(Connection& connection, const Company& home, const Actor& who, IdSource& id_source)
        : db(connection), company(home), actor(who), ids_(id_source) {}
    Context(const Context&) = delete;

    Connection& db;
    const Company& company;
    const Actor& actor;
    Date today{};
    Instant now{};
    std::string note;            // of the command, kept in its event
    Touches* touches = nullptr;  // filled when someone wants to know
    bool bulk = false;           // an import of history: events of lines carry no diff
    std::vector<std::int64_t>
        under_way;  // records whose own effect is running: what it causes is no news to them
    int depth = 0;  // of nested verbs: rights are asked at the outermost only

    std::int64_t new_id() { return ids_.next(); }

    Kept kept{};

private:
    IdSource& ids_;
};

}  // namespace octant::platform
