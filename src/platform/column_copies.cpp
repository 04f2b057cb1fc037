#include "platform/column_copies.hpp"

#include <algorithm>
#include <chrono>

namespace octant::platform {
namespace {

constexpr std::size_t memory_limit = std::size_t{400} << 20U;  // of all copies together
// A noun that is written as a whole again and again (an import) is not read again for more than a twentieth
// of the time.
constexpr std::int64_t pause_per_read = 20;
constexpr std::size_t changes_at_once = 2000;

std::int64_t now_us() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

bool is_ready(const ColumnTable& table, const ColumnNeeds& needs) {
    return table.has(needs.fields) &&
           std::ranges::all_of(needs.sorted_by, [&](const auto* field) { return table.is_ranked(*field); });
}

}  // namespace

ColumnCopies::CopyPtr ColumnCopies::copy_of(std::int64_t company, const TypeInfo& type, bool may_make) {
    const std::lock_guard lock(mutex_);
    const auto found = copies_.find({company, &type});
    if (found != copies_.end()) return found->second;
    if (!may_make) return nullptr;
    return copies_[{company, &type}] = std::make_shared<Copy>(type);
}

bool ColumnCopies::use(Context& cx, const TypeInfo& type, const ColumnNeeds& needs, const Work& work) {
    const auto copy = copy_of(cx.company.id, type, !needs.is_pointed);
    if (!copy || copy->is_being_read) return false;
    copy->used_at_us = now_us();
    {
        const std::shared_lock lock(copy->mutex);
        if (copy->is_too_large) return false;
        const bool is_current = copy->is_there && read_position(cx.db, cx.company.id) == copy->position;
        if (is_current && is_ready(copy->table, needs)) {
            work(copy->table);
            return true;
        }
    }
    {
        const std::lock_guard lock(copy->mutex);
        if (!bring_up(cx, *copy, needs)) return false;
        work(copy->table);
    }
    make_room(*copy);
    return true;
}

bool ColumnCopies::bring_up(Context& cx, Copy& copy, const ColumnNeeds& needs) {
    auto now = read_position(cx.db, cx.company.id);
    if (!now.covers(copy.position)) {  // another read, begun later, has brought it further
        cx.db.end_read();
        cx.db.begin_read();
        now = read_position(cx.db, cx.company.id);
    }
    if (!now.covers(copy.position)) copy.is_there = false;
    const bool is_up = copy.is_there && catch_up(cx, copy, now);
    if (!is_up || !copy.table.has(needs.fields)) {
        if (needs.is_pointed || !read_whole(cx, copy, needs, now)) return false;
    }
    const bool is_sortable =
        std::ranges::all_of(needs.sorted_by, [&](const auto* field) { return copy.table.rank(cx, *field); });
    copy.bytes = copy.table.memory();
    return is_sortable;
}

/// Reads what changed since. False: too much.
bool ColumnCopies::catch_up(Context& cx, Copy& copy, const Position& now) {
    const auto changes = changes_since(cx.db, {cx.company.id, copy.table.type().table}, copy.position, now);
    if (!changes.are_known || changes.is_whole || changes.ids.size() > changes_at_once) {
        copy.is_there = false;
        return false;
    }
    for (const auto* target : copy.table.titled()) {
        const auto renamed = changes_since(cx.db, {cx.company.id, target->table}, copy.position, now);
        renamed.is_whole ? copy.table.forget_all_titles(*target)
                         : copy.table.forget_titles(*target, renamed.ids);
    }
    copy.table.refresh(cx, changes.ids);
    copy.position = now;
    return true;
}

bool ColumnCopies::read_whole(Context& cx, Copy& copy, const ColumnNeeds& needs, const Position& now) {
    if (!copy.is_there) {
        const auto pause_us = copy.read_in_us * pause_per_read;
        if (copy.read_at_us != 0 && now_us() - copy.read_at_us < pause_us) return false;
    }
    struct Reading {
        std::atomic<bool>& flag;
        explicit Reading(std::atomic<bool>& of) : flag(of) { flag = true; }
        ~Reading() { flag = false; }
    } reading(copy.is_being_read);
    const auto began = now_us();
    auto fields = needs.fields;
    if (!copy.is_there) {
        copy.table.clear();
        fields.insert(fields.end(), needs.welcome.begin(), needs.welcome.end());
    }
    copy.is_there = false;  // should it fail half-way
    copy.table.load(cx, fields);
    copy.is_there = true;
    copy.position = now;
    copy.read_at_us = now_us();
    copy.read_in_us = copy.read_at_us - began;
    return true;
}

/// Those used longest ago go first; one that does not fit alone is not tried again.
void ColumnCopies::make_room(const Copy& kept) {
    const std::lock_guard lock(mutex_);
    const auto total = [&] {
        std::size_t bytes = 0;
        for (const auto& [key, copy] : copies_) bytes += copy->bytes;
        return bytes;
    };
    while (total() > memory_limit) {
        auto oldest = copies_.end();
        for (auto at = copies_.begin(); at != copies_.end(); ++at)
            if (at->second.get() != &kept && at->second->bytes > 0 &&
                (oldest == copies_.end() || at->second->used_at_us < oldest->second->used_at_us))
                oldest = at;
        if (oldest == copies_.end()) break;
        copies_.erase(oldest);  // whoever uses it still holds it
    }
    if (kept.bytes <= memory_limit) return;
    for (auto& [key, copy] : copies_)
        if (copy.get() == &kept) {
            const auto& type = copy->table.type();
            copy = std::make_shared<Copy>(type);
            copy->is_too_large = true;
            return;
        }
}

void ColumnCopies::clear() {
    const std::lock_guard lock(mutex_);
    copies_.clear();
}

std::size_t ColumnCopies::memory() const {
    const std::lock_guard lock(mutex_);
    std::size_t bytes = 0;
    for (const auto& [key, copy] : copies_) bytes += copy->bytes;
    return bytes;
}

}  // namespace octant::platform
