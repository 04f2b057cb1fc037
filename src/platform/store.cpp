#include "platform/store.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"
#include "base/text.hpp"

namespace octant::platform {

AnyRecord make_record(const TypeInfo& type) { return {&type, {type.make(), type.destroy}}; }
AnyRecord copy_record(const TypeInfo& type, const void* record) {
    return {&type, {type.copy(record), type.destroy}};
}

int state_of(const TypeInfo& type, const void* record) {
    return field_at<std::int32_t>(record, type.state_offset);
}

namespace {

std::string columns_of(const TypeInfo& type, std::string_view suffix = "", bool derived_only = false) {
    std::string out;
    for (const auto& field : type.fields) {
        if (derived_only && !field.derived) continue;
        if (field.kind == Kind::any_ref) out += fmt::format("{}_noun{}, ", field.name, suffix);
        out += fmt::format("{}{}, ", field.name, suffix);
    }
    if (!out.empty()) out.resize(out.size() - 2);
    return out;
}

/// "a = ?5, b = ?6, " from the next parameter on.
std::string assignments(const TypeInfo& type, int first, bool derived_only) {
    std::string out;
    const auto columns = columns_of(type, "", derived_only);
    if (columns.empty()) return out;
    for (const auto name : split(columns, ','))
        out += fmt::format("{}{} = ?{}", out.empty() ? "" : ", ", trim(name), first++);
    return out;
}

std::string placeholders(int first, int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out += fmt::format("{}?{}", i ? ", " : "", first + i);
    return out;
}

/// A head is found by company_id, id; a line by company_id, head_id, line.
StoreSql make_sql(const TypeInfo& type) {
    StoreSql sql;
    sql.columns = columns_of(type);
    for (const auto& field : type.fields) sql.column_count += column_count(field);
    const int keys = type.is_line ? 2 : 1;
    const auto own_key = type.is_line ? "company_id, head_id" : "company_id";
    const auto by_key =
        type.is_line ? "company_id = ?1 AND head_id = ?2 AND line = ?3" : "company_id = ?1 AND id = ?2";
    sql.insert = fmt::format("INSERT INTO {} ({}, {}) VALUES ({})", type.table, own_key, sql.columns,
                             placeholders(1, sql.column_count + keys));
    sql.update =
        fmt::format("UPDATE {} SET {} WHERE {}", type.table, assignments(type, keys + 2, false), by_key);
    if (const auto derived = assignments(type, keys + 2, true); !derived.empty())
        sql.update_derived = fmt::format("UPDATE {} SET {} WHERE {}", type.table, derived, by_key);
    sql.erase = fmt::format("DELETE FROM {} WHERE {}", type.table, by_key);
    const auto of_head =
        type.is_line ? "company_id = ?1 AND head_id = ?2 ORDER BY line" : "company_id = ?1 AND id = ?2";
    sql.select = fmt::format("SELECT {} FROM {} WHERE {}", sql.columns, type.table, of_head);
    sql.select_lock = sql.select + " FOR UPDATE";
    return sql;
}

void bind_fields(Statement& statement, int index, const TypeInfo& type, const void* record) {
    for (const auto& field : type.fields) bind_field(statement, index, field, record);
}

void insert_line(Context& cx, const TypeInfo& type, std::int64_t head, const void* line) {
    auto& statement = cx.db.prepare(store_sql(type).insert);
    statement.bind(1, cx.company.id);
    statement.bind(2, head);
    bind_fields(statement, 3, type, line);
    statement.run();
}

void erase_line(Context& cx, const TypeInfo& type, std::int64_t head, std::int64_t line) {
    run(cx.db, store_sql(type).erase, cx.company.id, head, line);
}

enum class Extent { none, derived, whole };

Extent extent_of(const Change& change) {
    auto extent = Extent::none;
    for (const auto& field : change.type.fields) {
        if (same_field(field, change.before, change.after)) continue;
        if (!field.derived) return Extent::whole;
        extent = Extent::derived;
    }
    return extent;
}

/// Rewrites a row (head: keys company, id; line: keys company, head, line) where it differs.
void update_row(Context& cx, std::int64_t head, const Change& change) {
    const auto extent = extent_of(change);
    if (extent == Extent::none) return;
    const auto& type = change.type;
    const auto& sql = store_sql(type);
    auto& statement = cx.db.prepare(extent == Extent::whole ? sql.update : sql.update_derived);
    int index = 1;
    statement.bind(index++, cx.company.id);
    statement.bind(index++, head);
    if (type.is_line) statement.bind(index++, static_cast<const Line*>(change.before)->line);
    for (const auto& field : type.fields)
        if (extent == Extent::whole || field.derived) bind_field(statement, index, field, change.after);
    statement.run();
}

/// `whole` is the document whose lines these are.
void update_lines(Context& cx, const LinesInfo& lines, const Change& whole) {
    const auto& type = lines.type();
    const auto head = static_cast<const Record*>(whole.before)->id;
    auto* old_lines = const_cast<char*>(static_cast<const char*>(whole.before)) + lines.offset;
    auto* new_lines = const_cast<char*>(static_cast<const char*>(whole.after)) + lines.offset;
    std::unordered_map<std::int64_t, const void*> old_by_number;
    for (std::size_t i = 0; i < lines.size(old_lines); ++i) {
        const auto* line = static_cast<const Line*>(lines.at(old_lines, i));
        old_by_number.emplace(line->line, line);
    }
    for (std::size_t i = 0; i < lines.size(new_lines); ++i) {
        const auto* line = static_cast<const Line*>(lines.at(new_lines, i));
        if (const auto found = old_by_number.find(line->line); found != old_by_number.end()) {
            update_row(cx, head, {type, found->second, line});
            old_by_number.erase(found);
        } else {
            insert_line(cx, type, head, line);
        }
    }
    for (const auto& [number, line] : old_by_number) erase_line(cx, type, head, number);
}

}  // namespace

const StoreSql& store_sql(const TypeInfo& type) {
    // Made at start-up by the registry, before there is a second thread.
    if (!type.sql) type.sql = new StoreSql(make_sql(type));
    return *type.sql;
}

namespace {

bool take_row(const TypeInfo& type, Rows rows, void* record) {
    if (!rows.next()) return false;
    int column = 0;
    for (const auto& field : type.fields) read_field(rows, column, field, record);
    return true;
}

void read_lines(Context& cx, const TypeInfo& type, std::int64_t id, void* record) {
    for (const auto& lines : type.lines) {
        auto* vector = static_cast<char*>(record) + lines.offset;
        const auto& line_type = lines.type();
        auto rows = query(cx.db, store_sql(line_type).select, cx.company.id, id);
        while (rows.next()) {
            auto* line = lines.append(vector);
            int column = 0;
            for (const auto& field : line_type.fields) read_field(rows, column, field, line);
        }
    }
}

}  // namespace

bool read_record(Context& cx, const TypeInfo& type, std::int64_t id, void* record) {
    if (!take_row(type, query(cx.db, store_sql(type).select, cx.company.id, id), record)) return false;
    read_lines(cx, type, id, record);
    return true;
}

bool lock_record(Context& cx, const TypeInfo& type, std::int64_t id, void* record) {
    if (!cx.db.locks_rows()) return read_record(cx, type, id, record);
    if (!take_row(type, query(cx.db, store_sql(type).select_lock, cx.company.id, id), record)) return false;
    read_lines(cx, type, id, record);
    return true;
}

void insert_record(Context& cx, const TypeInfo& type, const void* record) {
    auto& statement = cx.db.prepare(store_sql(type).insert);
    statement.bind(1, cx.company.id);
    bind_fields(statement, 2, type, record);
    statement.run();
    const auto head = static_cast<const Record*>(record)->id;
    for (const auto& lines : type.lines) {
        auto* vector = const_cast<char*>(static_cast<const char*>(record)) + lines.offset;
        for (std::size_t i = 0; i < lines.size(vector); ++i)
            insert_line(cx, lines.type(), head, lines.at(vector, i));
    }
}

void update_record(Context& cx, const TypeInfo& type, const void* before, const void* after) {
    const Change change{type, before, after};
    update_row(cx, static_cast<const Record*>(before)->id, change);
    for (const auto& lines : type.lines) update_lines(cx, lines, change);
    cx.kept.erase(&type);
}

void delete_record(Context& cx, const TypeInfo& type, const void* record) {
    const auto head = static_cast<const Record*>(record)->id;
    for (const auto& lines : type.lines) {
        auto* vector = const_cast<char*>(static_cast<const char*>(record)) + lines.offset;
        for (std::size_t i = 0; i < lines.size(vector); ++i)
            erase_line(cx, lines.type(), head, static_cast<const Line*>(lines.at(vector, i))->line);
    }
    run(cx.db, store_sql(type).erase, cx.company.id, head);
    cx.kept.erase(&type);
}

std::vector<std::int64_t> select_ids(Context& cx, const TypeInfo& type, std::string_view where,
                                     std::span<const Bound> values) {
    auto& statement = cx.db.prepare(
        fmt::format("SELECT id FROM {} WHERE company_id = ?1 AND {} ORDER BY id", type.table, where));
    statement.bind(1, cx.company.id);
    int index = 2;
    for (const auto& value : values)
        std::visit(
            [&](const auto& v) {
                if constexpr (std::is_same_v<std::decay_t<decltype(v)>, std::string>)
                    statement.bind(index++, std::string_view(v));
                else
                    statement.bind(index++, v);
            },
            value);
    Rows rows(statement);
    std::vector<std::int64_t> ids;
    while (rows.next()) ids.push_back(rows.integer(0));
    return ids;
}

std::string equals_key(const FieldInfo& field, std::size_t parameter) {
    // Keys of text are indexed where they are not empty, and an index is used only by a query that says so.
    const auto equals = fmt::format("{} = ?{}", field.name, parameter);
    return field.kind == Kind::text ? fmt::format("{} AND {} <> ''", equals, field.name) : equals;
}

const FieldInfo* key_field(const TypeInfo& type) {
    if (type.is_document) return type.find_field("number");
    const auto found = std::ranges::find_if(type.fields, [](const auto& f) { return f.unique; });
    return found == type.fields.end() ? nullptr : &*found;
}

std::int64_t find_by_key(Context& cx, const TypeInfo& type, std::string_view key) {
    const auto* field = key_field(type);
    if (!field || key.empty()) return 0;
    const Bound value{std::string(key)};
    const auto ids = select_ids(cx, type, equals_key(*field, 2), std::span(&value, 1));
    return ids.empty() ? 0 : ids.front();
}

bool record_exists(Context& cx, const TypeInfo& type, std::int64_t id) {
    if (const auto kept = cx.kept.find(&type); kept != cx.kept.end() && kept->second.contains(id))
        return true;
    const Bound value{id};
    return !select_ids(cx, type, "id = ?2", std::span(&value, 1)).empty();
}

}  // namespace octant::platform
