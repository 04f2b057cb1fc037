#pragma once
// What the files of verify share. All of it reads only, within one snapshot.

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "app/verify.hpp"
#include "platform/store.hpp"

namespace octant::app {

using namespace octant::platform;

/// One more is wrong; the first is named.
void blame(Check& check, const std::string& offender);
/// "sales.order SO-2026-00017" of a record known by its id only.
std::string label_of(Context& cx, std::int64_t id);

/// Sums that must be the same however they are computed. The SQL selects `keys` ids, then pairs of values.
struct Comparison {
    const char* what;
    int keys;
    std::string_view sql;
};
void compare(Context& cx, Check& check, const Comparison& comparison);
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
void walk(Context& cx, const TypeInfo& type, const std::function<void(Page&)>& visit);

/// What the audit trail says last of a record.
struct LastEvent {
    const TypeInfo* type = nullptr;
    std::string digest{};
    bool is_deleted = false;
    bool is_seen = false;  // its record was met
};
using LastEvents = std::unordered_map<std::int64_t, LastEvent>;

struct Trail {
    Check seals{"event seals"};
    Check chain{"event chain"};
    LastEvents last{};
};
Trail read_trail(Context& cx);

struct RecordChecks {
    Check digests{"records as their last event says"};
    Check references{"references"};
};
RecordChecks check_records(Context& cx, LastEvents& last);

Check check_entries(Context& cx);
Check check_control_accounts(Context& cx);
Check check_sums(Context& cx);
Check check_stock(Context& cx);
Check check_totals(Context& cx);
Check check_orders(Context& cx);
Check check_numbers(Context& cx);
Check check_companies(Context& cx);

}  // namespace octant::app
