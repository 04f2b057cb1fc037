#pragma once
// What the files of verify share. All of it reads only, within one snapshot.

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "app/verify/verify.hpp"
#include "platform/store.hpp"

namespace octant::app {

using namespace octant::platform;

/// One more is wrong; the first is named.
void blame(Check& check, const std::string& offender);
/// "sales.order SO-2026-00017" of a record known by its id only.
std::string label_of(Context& cx, std::int64_t id);

struct Difference {
    const char* what;
    std::span<const std::int64_t> keys;
    std::int64_t kept;
    std::int64_t found;
};
void blame_difference(Context& cx, Check& check, const Difference& difference);
/// Each row of the query is a mistake; its columns are the ids that name it.
void blame_rows(Context& cx, Check& check, const char* what, std::string_view sql);

/// Records of a noun with their lines, in the order of their ids, a page at a time.
struct Page {
    std::int64_t after = 0;  // ids of the page lie in (after, last]
    std::int64_t last = 0;
    std::vector<AnyRecord> records{};
    std::vector<std::string>
        faults{};  // rows that cannot be read back as they were written, lines without a head
};
void each_page(Context& cx, const TypeInfo& type, const std::function<void(Page&)>& visit);
/// Of a small table, before the walk: what the others are judged by.
template <class T, class Look>
void each_record(Context& cx, Look look) {
    each_page(cx, type_info<T>(), [&](Page& page) {
        for (const auto& record : page.records) look(*static_cast<const T*>(record.get()));
    });
}

/// Every record of the company is read once, with its lines, and shown to each check that asked for its noun.
class Walk {
public:
    template <class T, class Look>
    void each(Check& check, Look look) {
        looks_[&type_info<T>()].push_back(
            {&check, [look](const void* record) { look(*static_cast<const T*>(record)); }});
    }
    /// The noun that is shown after all others.
    template <class T>
    void last() {
        last_ = &type_info<T>();
    }
    void run(Context& cx, const std::function<void(const TypeInfo&, Page&)>& visit);

private:
    struct Look {
        Check* check;
        std::function<void(const void*)> at;
    };
    /// What a check cannot take in is wrong too, and must not keep the others from running.
    static void show(const Look& look, const void* record);

    std::unordered_map<const TypeInfo*, std::vector<Look>> looks_;
    const TypeInfo* last_ = nullptr;
};

/// Sums by a key as they are kept and as they follow from the documents; both must be the same.
template <std::size_t Keys, std::size_t Sums>
class Sides {
public:
    using Key = std::array<std::int64_t, Keys>;
    using Values = std::array<std::int64_t, Sums>;
    void kept(const Key& key, const Values& values) { add(sides_[key].first, values); }
    void found(const Key& key, const Values& values) { add(sides_[key].second, values); }

    void compare(Context& cx, Check& check, const char* what) const {
        check.count += static_cast<std::int64_t>(sides_.size());
        std::map<Key, const std::pair<Values, Values>*> wrong;
        for (const auto& [key, sides] : sides_)
            if (sides.first != sides.second) wrong.emplace(key, &sides);
        for (const auto& [key, sides] : wrong)
            for (std::size_t i = 0; i < Sums; ++i) {
                if (sides->first[i] == sides->second[i]) continue;
                blame_difference(cx, check, {what, key, sides->first[i], sides->second[i]});
                break;
            }
    }

private:
    static void add(Values& sums, const Values& values) {
        for (std::size_t i = 0; i < Sums; ++i) sums[i] = (Amount{sums[i]} + Amount{values[i]}).minor;
    }
    boost::unordered_flat_map<Key, std::pair<Values, Values>> sides_;
};

/// What the audit trail says last of a record.
struct LastEvent {
    const TypeInfo* type = nullptr;
    std::string digest{};
    bool is_deleted = false;
    bool is_seen = false;  // its record was met
};
using LastEvents = boost::unordered_flat_map<std::int64_t, LastEvent>;

struct Trail {
    Check seals{"event seals"};
    Check chain{"event chain"};
    LastEvents last{};
};
Trail read_trail(Context& cx);

/// Each record is what its last event says, and what it points at is there.
class Records {
public:
    explicit Records(LastEvents& last);
    void look_at(const TypeInfo& type, const Page& page);
    void finish();
    Check digests{"records as their last event says"};
    Check references{"references"};

private:
    void check_record(const TypeInfo& type, const void* record);
    void check_pointers(const TypeInfo& type, const void* record);
    void check_row(const TypeInfo& type, const void* row, std::int64_t id);
    struct Pointer;
    void check_pointer(const Pointer& from, const TypeInfo& target, std::int64_t id);

    LastEvents& last_;
    boost::unordered_flat_map<std::int64_t, const TypeInfo*> live_;  // those not deleted: small, asked often
};

/// Asks the walk for the records it judges by; when all were shown, finishes with what is kept beside them.
struct Part {
    std::vector<Check> checks;

    explicit Part(std::initializer_list<const char*> names) {
        for (const auto* name : names) checks.push_back({name});
    }
    virtual ~Part() = default;
    virtual void finish(Context& cx) = 0;
};
std::unique_ptr<Part> watch_books(Context& cx, Walk& walk);
std::unique_ptr<Part> watch_stock(Context& cx, Walk& walk);
std::unique_ptr<Part> watch_totals(Context& cx, Walk& walk);
std::unique_ptr<Part> watch_orders(Context& cx, Walk& walk);

Check check_numbers(Context& cx);
Check check_companies(Context& cx);

}  // namespace octant::app
