#include <fmt/format.h>

#include "app/verify_parts.hpp"
#include "platform/event.hpp"
#include "platform/registry.hpp"

namespace octant::app {
namespace {

constexpr std::int64_t page_heads = 1'000;

/// Values that read as something else would be written back differently: no meaning is lost, but bytes were
/// changed.
bool is_as_written(const Rows& rows, int column, const FieldInfo& field, const void* record) {
    switch (field.kind) {
        case Kind::boolean:
            return rows.integer(column) == 0 || rows.integer(column) == 1;
        case Kind::date: {
            if (rows.is_null(column)) return true;
            const auto stored = rows.integer(column);
            return stored != 0 && stored_date(field_at<Date>(record, field.offset)) == stored;
        }
        case Kind::instant:
        case Kind::ref:
            return rows.is_null(column) || rows.integer(column) != 0;
        case Kind::any_ref:
            return rows.is_null(column) == rows.is_null(column + 1) &&
                   (rows.is_null(column) || rows.integer(column + 1) != 0);
        case Kind::currency:
            return rows.is_null(column) ||
                   field_at<Currency>(record, field.offset).code() == rows.text(column);
        default:
            return true;
    }
}

/// False when a value is not one that the program writes.
bool read_row(const Rows& rows, int first, const TypeInfo& type, void* record) {
    bool good = true;
    int column = first;
    for (const auto& field : type.fields) {
        const int at = column;
        column += column_count(field);
        try {
            int next = at;
            read_field(rows, next, field, record);
            good = is_as_written(rows, at, field, record) && good;
        } catch (const std::exception&) {
            good = false;
        }
    }
    return good;
}

void read_heads(Context& cx, const TypeInfo& type, Page& page) {
    auto rows = query(cx.db,
                      fmt::format("SELECT {} FROM {} WHERE company_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
                                  store_sql(type).columns, type.table),
                      cx.company.id, page.after, page_heads);
    while (rows.next()) {
        auto record = make_record(type);
        if (!read_row(rows, 0, type, record.get()))
            page.faults.push_back(fmt::format("{} {} holds a value that the program never writes", type.name,
                                              record.head().id));
        page.records.push_back(std::move(record));
    }
}

/// Lines of the page's heads; both come in the order of the ids.
void read_lines(Context& cx, const LinesInfo& lines, Page& page) {
    const auto& type = lines.type();
    auto rows = query(cx.db,
                      fmt::format("SELECT head_id, {} FROM {} WHERE company_id = ?1 AND head_id > ?2 AND "
                                  "head_id <= ?3 ORDER BY head_id, line",
                                  store_sql(type).columns, type.table),
                      cx.company.id, page.after, page.last);
    std::size_t at = 0;
    while (rows.next()) {
        const auto head = rows.integer(0);
        while (at < page.records.size() && page.records[at].head().id < head) ++at;
        if (at == page.records.size() || page.records[at].head().id != head) {
            page.faults.push_back(fmt::format("{} of {} {} has no head", type.name, head, rows.integer(1)));
            continue;
        }
        auto* line = lines.append(static_cast<char*>(page.records[at].get()) + lines.offset);
        if (!read_row(rows, 1, type, line))
            page.faults.push_back(fmt::format("{} {} of {} holds a value that the program never writes",
                                              type.name, rows.integer(1), head));
    }
}

}  // namespace

void walk(Context& cx, const TypeInfo& type, const std::function<void(Page&)>& visit) {
    for (std::int64_t after = INT64_MIN;;) {
        Page page{.after = after};
        read_heads(cx, type, page);
        const bool at_end = static_cast<std::int64_t>(page.records.size()) < page_heads;
        page.last = at_end ? INT64_MAX : page.records.back().head().id;
        for (const auto& lines : type.lines) read_lines(cx, lines, page);
        visit(page);
        if (at_end) return;
        after = page.last;
    }
}

namespace {

std::string named(const TypeInfo& type, const void* record) {
    const auto* title = type.find_field(type.title);
    const auto id = static_cast<const Record*>(record)->id;
    if (title->kind != Kind::text || is_empty(*title, record)) return fmt::format("{} {}", type.name, id);
    return fmt::format("{} {} ({})", type.name, field_at<std::string>(record, title->offset), id);
}

/// A pointer of a record or line, and where it stands.
struct Pointer {
    const TypeInfo& type;
    const FieldInfo& field;
    std::int64_t id;
};

class Records {
public:
    Records(LastEvents& last, RecordChecks& checks) : last_(last), checks_(checks) {}

    void check_record(const TypeInfo& type, const void* record) {
        ++checks_.digests.count;
        const auto found = last_.find(static_cast<const Record*>(record)->id);
        if (found == last_.end() || found->second.type != &type)
            return blame(checks_.digests, named(type, record) + " has no event");
        found->second.is_seen = true;
        if (found->second.is_deleted) return blame(checks_.digests, named(type, record) + " was deleted");
        if (found->second.digest != digest_of(type, record))
            blame(checks_.digests, named(type, record) + " is not what its last event says");
    }
    void check_pointers(const TypeInfo& type, const void* record) {
        const auto id = static_cast<const Record*>(record)->id;
        check_row(type, record, id);
        for (const auto& lines : type.lines) {
            auto* vector = const_cast<char*>(static_cast<const char*>(record)) + lines.offset;
            for (std::size_t i = 0; i < lines.size(vector); ++i)
                check_row(lines.type(), lines.at(vector, i), id);
        }
    }
    void check_missing() {
        for (const auto& [id, event] : last_)
            if (!event.is_seen && !event.is_deleted)
                blame(checks_.digests,
                      fmt::format("{} {} is missing", event.type ? event.type->name : std::string("record"),
                                  id));
    }

private:
    void check_row(const TypeInfo& type, const void* row, std::int64_t id) {
        for (const auto& field : type.fields) {
            if (field.kind == Kind::ref)
                check_pointer({type, field, id}, field.target(), field_at<std::int64_t>(row, field.offset));
            if (field.kind != Kind::any_ref) continue;
            const auto& ref = field_at<Ref>(row, field.offset);
            const auto* target = ref ? find_noun(ref.noun) : nullptr;
            if (target)
                check_pointer({type, field, id}, *target, ref.id);
            else if (ref)
                blame(checks_.references, fmt::format("{} of {} {} names the unknown noun '{}'", field.name,
                                                      type.name, id, ref.noun));
        }
    }
    void check_pointer(const Pointer& from, const TypeInfo& target, std::int64_t id) {
        if (id == 0) return;
        ++checks_.references.count;
        const auto found = last_.find(id);
        // That a record with a live event is there is seen by check_missing.
        if (found != last_.end() && !found->second.is_deleted && found->second.type == &target) return;
        blame(checks_.references, fmt::format("{} of {} {} points at {} {}, which is not there",
                                              from.field.name, from.type.name, from.id, target.name, id));
    }

    LastEvents& last_;
    RecordChecks& checks_;
};

}  // namespace

RecordChecks check_records(Context& cx, LastEvents& last) {
    RecordChecks checks;
    Records records(last, checks);
    for (const auto* type : nouns())
        walk(cx, *type, [&](Page& page) {
            for (const auto& fault : page.faults) blame(checks.digests, fault);
            for (const auto& record : page.records) {
                records.check_record(*type, record.get());
                records.check_pointers(*type, record.get());
            }
        });
    records.check_missing();
    return checks;
}

}  // namespace octant::app
