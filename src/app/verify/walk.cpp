#include <fmt/format.h>

#include <algorithm>

#include "app/verify/parts.hpp"
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
            return field_at<std::int64_t>(record, field.offset) != 0 || rows.is_null(column);
        case Kind::any_ref:
            if (field_at<Ref>(record, field.offset)) return !rows.is_null(column);
            return rows.is_null(column) && rows.is_null(column + 1);
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

void each_page(Context& cx, const TypeInfo& type, const std::function<void(Page&)>& visit) {
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

void Walk::run(Context& cx, const std::function<void(const TypeInfo&, Page&)>& visit) {
    std::vector<const TypeInfo*> types(nouns().begin(), nouns().end());
    std::stable_partition(types.begin(), types.end(), [&](const TypeInfo* type) { return type != last_; });
    for (const auto* type : types)
        each_page(cx, *type, [&](Page& page) {
            visit(*type, page);
            for (const auto& look : looks_[type])
                for (const auto& record : page.records) show(look, record.get());
        });
}

void Walk::show(const Look& look, const void* record) {
    try {
        look.at(record);
    } catch (const std::exception& fault) {
        blame(*look.check, fault.what());
    }
}

}  // namespace octant::app
