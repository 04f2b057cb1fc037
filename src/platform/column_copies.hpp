#pragma once
// Copies of nouns' columns in memory, shared by the readers of one database. Each is made when a list first
// asks for it, and brought to exactly the state that a read sees before it answers that read; where that
// cannot be had soon, the list asks the database itself.

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>

#include "platform/column_table.hpp"

namespace octant::platform {

/// What a list needs of a noun.
struct ColumnNeeds {
    Fields fields;            // needed
    Fields sorted_by;         // of them
    Fields welcome;           // read with them, since one more column of the same rows costs little
    bool is_pointed = false;  // the database finds the rows by an index: no reason to make a copy
};

class ColumnCopies {
public:
    using Work = std::function<void(const ColumnTable&)>;
    /// Runs the work on the columns as this read sees them. False: the database is to be asked instead. The
    /// read may begin anew, so no rows may be standing.
    bool use(Context& cx, const TypeInfo& type, const ColumnNeeds& needs, const Work& work);
    /// Another database may have taken the place of the one that was read.
    void clear();
    std::size_t memory() const;

private:
    struct Copy {
        explicit Copy(const TypeInfo& type) : table(type) {}
        std::shared_mutex mutex;
        std::atomic<bool> is_being_read{false};  // as a whole, which takes a while
        ColumnTable table;
        Position position;
        bool is_there = false;
        bool is_too_large = false;
        std::int64_t read_at_us = 0;  // when it was read as a whole, and how long that took
        std::int64_t read_in_us = 0;
        std::atomic<std::int64_t> used_at_us{0};
        std::atomic<std::size_t> bytes{0};
    };
    using CopyPtr = std::shared_ptr<Copy>;

    CopyPtr copy_of(std::int64_t company, const TypeInfo& type, bool may_make);
    bool bring_up(Context& cx, Copy& copy, const ColumnNeeds& needs);
    bool catch_up(Context& cx, Copy& copy, const Position& now);
    bool read_whole(Context& cx, Copy& copy, const ColumnNeeds& needs, const Position& now);
    void make_room(const Copy& kept);

    mutable std::mutex mutex_;
    std::map<std::pair<std::int64_t, const TypeInfo*>, CopyPtr> copies_;
};

}  // namespace octant::platform
