#include "platform/store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <map>

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

/// Bit i: field i of a type.
using FieldSet = std::uint64_t;
constexpr std::size_t most_fields = 64;
constexpr FieldSet all_fields = ~FieldSet{0};

/// Calls act(name of the column).
template <class Act>
void each_column(const TypeInfo& type, FieldSet set, Act act) {
    for (std::size_t i = 0; i < type.fields.size(); ++i) {
        const auto& field = type.fields[i];
        if (!(set >> i & 1U)) continue;
        if (field.kind == Kind::any_ref) act(fmt::format("{}_noun", field.name));
        act(std::string(field.name));
    }
}

std::string columns_of(const TypeInfo& type) {
    std::string out;
    each_column(type, all_fields, [&](const auto& name) { out += (out.empty() ? "" : ", ") + name; });
    return out;
}

std::string placeholders(int first, int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out += fmt::format("{}?{}", i ? ", " : "", first + i);
    return out;
}

/// The columns that name a row: a head's company_id, id; a line's company_id, head_id, line.
int key_count(const TypeInfo& type) { return type.is_line ? 3 : 2; }
const char* by_key(const TypeInfo& type) {
    return type.is_line ? "company_id = ?1 AND head_id = ?2 AND line = ?3" : "company_id = ?1 AND id = ?2";
}

StoreSql make_sql(const TypeInfo& type) {
    StoreSql sql;
    sql.columns = columns_of(type);
    for (const auto& field : type.fields) sql.column_count += column_count(field);
    check(type.fields.size() <= most_fields);
    sql.insert = fmt::format("INSERT INTO {} (company_id, {}{}) VALUES ({})", type.table,
                             type.is_line ? "head_id, " : "", sql.columns,
                             placeholders(1, sql.column_count + (type.is_line ? 2 : 1)));
    sql.erase = fmt::format("DELETE FROM {} WHERE {}", type.table, by_key(type));
    if (type.is_line)
        sql.erase_all = fmt::format("DELETE FROM {} WHERE company_id = ?1 AND head_id = ?2", type.table);
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
    statement.add();
}

void erase_line(Context& cx, const TypeInfo& type, std::int64_t head, std::int64_t line) {
    run(cx.db, store_sql(type).erase, cx.company.id, head, line);
}

FieldSet differing_fields(const Change& change) {
    FieldSet set = 0;
    const auto& fields = change.type.fields;
    for (std::size_t i = 0; i < fields.size(); ++i)
        if (!same_field(fields[i], change.before, change.after)) set |= FieldSet{1} << i;
    return set;
}

/// Only what differs is set: an index on other columns is then left in peace.
std::string update_text(const TypeInfo& type, FieldSet set) {
    std::string out;
    auto parameter = key_count(type);
    each_column(type, set, [&](const auto& name) {
        out += fmt::format("{}{} = ?{}", out.empty() ? "" : ", ", name, ++parameter);
    });
    return fmt::format("UPDATE {} SET {} WHERE {}", type.table, out, by_key(type));
}

/// Of a line: inserted, or updated where it is there.
std::string put_text(const TypeInfo& type, FieldSet set) {
    std::string out;
    each_column(type, set, [&](const auto& name) {
        out += fmt::format("{}{} = excluded.{}", out.empty() ? "" : ", ", name, name);
    });
    return fmt::format("{} ON CONFLICT (company_id, head_id, line) DO UPDATE SET {}", store_sql(type).insert,
                       out);
}

/// The text is made once a thread: a verb sets the same fields again and again.
template <std::string (*make)(const TypeInfo&, FieldSet)>
const std::string& text_for(const TypeInfo& type, FieldSet set) {
    static thread_local std::map<std::pair<const TypeInfo*, FieldSet>, std::string> texts;
    auto& text = texts[{&type, set}];
    if (text.empty()) text = make(type, set);
    return text;
}

void update_row(Context& cx, std::int64_t head, const Change& change, FieldSet set) {
    const auto& type = change.type;
    auto& statement = cx.db.prepare(text_for<update_text>(type, set));
    statement.bind(1, cx.company.id);
    statement.bind(2, head);
    if (type.is_line) statement.bind(3, static_cast<const Line*>(change.before)->line);
    auto index = key_count(type) + 1;
    for (std::size_t i = 0; i < type.fields.size(); ++i)
        if (set >> i & 1U) bind_field(statement, index, type.fields[i], change.after);
    statement.run();
}

/// Where statements travel, several lines go in one that inserts or updates.
void put_line(Context& cx, std::int64_t head, const Change& change, FieldSet set) {
    auto& statement = cx.db.prepare(text_for<put_text>(change.type, set));
    statement.bind(1, cx.company.id);
    statement.bind(2, head);
    bind_fields(statement, 3, change.type, change.after);
    statement.add();
}

/// What differs in any of the lines is set in all that differ: one text, so that they can go together.
void update_changed(Context& cx, std::int64_t head, std::span<const Change> changes) {
    FieldSet set = 0;
    std::vector<const Change*> differ;
    for (const auto& change : changes) {
        const auto own = differing_fields(change);
        if (own != 0) differ.push_back(&change);
        set |= own;
    }
    const auto write = cx.db.locks_rows() ? put_line : update_row;
    for (const auto* change : differ) write(cx, head, *change, set);
}

/// `whole` is the document whose lines these are.
void update_lines(Context& cx, const LinesInfo& lines, const Change& whole) {
    const auto& type = lines.type();
    const auto head = static_cast<const Record*>(whole.before)->id;
    auto* old_lines = const_cast<char*>(static_cast<const char*>(whole.before)) + lines.offset;
    auto* new_lines = const_cast<char*>(static_cast<const char*>(whole.after)) + lines.offset;
    if (lines.size(new_lines) == 0 && lines.size(old_lines) > 0)
        return run(cx.db, store_sql(type).erase_all, cx.company.id, head);
    std::unordered_map<std::int64_t, const void*> old_by_number;
    for (std::size_t i = 0; i < lines.size(old_lines); ++i) {
        const auto* line = static_cast<const Line*>(lines.at(old_lines, i));
        old_by_number.emplace(line->line, line);
    }
    std::vector<Change> stay;
    for (std::size_t i = 0; i < lines.size(new_lines); ++i) {
        const auto* line = static_cast<const Line*>(lines.at(new_lines, i));
        if (const auto found = old_by_number.find(line->line); found != old_by_number.end()) {
            stay.push_back({type, found->second, line});
            old_by_number.erase(found);
        } else {
            insert_line(cx, type, head, line);
        }
    }
    update_changed(cx, head, stay);
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

void take_lines(const LinesInfo& lines, Rows& rows, void* record) {
    auto* vector = static_cast<char*>(record) + lines.offset;
    const auto& type = lines.type();
    while (rows.next()) {
        auto* line = lines.append(vector);
        int column = 0;
        for (const auto& field : type.fields) read_field(rows, column, field, line);
    }
}

/// Head and lines are asked for before any is read, so that PostgreSQL brings them in one go.
struct Whole {
    Rows head;
    std::vector<Rows> lines{};
};

Whole ask_whole(Context& cx, const TypeInfo& type, std::string_view head_sql, std::int64_t id) {
    Whole whole{query(cx.db, head_sql, cx.company.id, id)};
    for (const auto& info : type.lines)
        whole.lines.push_back(query(cx.db, store_sql(info.type()).select, cx.company.id, id));
    return whole;
}

bool take_whole(const TypeInfo& type, Whole whole, void* record) {
    if (!take_row(type, std::move(whole.head), record)) return false;
    for (std::size_t i = 0; i < whole.lines.size(); ++i) take_lines(type.lines[i], whole.lines[i], record);
    return true;
}

}  // namespace

bool read_record(Context& cx, const TypeInfo& type, std::int64_t id, void* record) {
    return take_whole(type, ask_whole(cx, type, store_sql(type).select, id), record);
}

bool read_head(Context& cx, const TypeInfo& type, std::int64_t id, void* record) {
    return take_row(type, query(cx.db, store_sql(type).select, cx.company.id, id), record);
}

bool lock_record(Context& cx, const TypeInfo& type, std::int64_t id, void* record) {
    const auto& sql = store_sql(type);
    const auto& head = cx.db.locks_rows() ? sql.select_lock : sql.select;
    return take_whole(type, ask_whole(cx, type, head, id), record);
}

namespace {

Rows ask(Context& cx, const std::string& sql, std::span<const Bound> values) {
    auto& statement = cx.db.prepare(sql);
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
    statement.ask();
    return Rows(statement);
}

}  // namespace

bool lock_found(Context& cx, const Wanted& wanted, void* record) {
    const auto& [type, where, values] = wanted;
    const auto found =
        fmt::format("(SELECT id FROM {} WHERE company_id = ?1 AND {} LIMIT 1)", type.table, where);
    Whole whole{
        ask(cx,
            fmt::format("SELECT {} FROM {} WHERE company_id = ?1 AND id = {}{}", store_sql(type).columns,
                        type.table, found, cx.db.locks_rows() ? " FOR UPDATE" : ""),
            values)};
    for (const auto& info : type.lines) {
        const auto& line = info.type();
        const auto sql = fmt::format("SELECT {} FROM {} WHERE company_id = ?1 AND head_id = {} ORDER BY line",
                                     store_sql(line).columns, line.table, found);
        whole.lines.push_back(ask(cx, sql, values));
    }
    return take_whole(type, std::move(whole), record);
}

void insert_record(Context& cx, const TypeInfo& type, const void* record) {
    auto& statement = cx.db.prepare(store_sql(type).insert);
    statement.bind(1, cx.company.id);
    bind_fields(statement, 2, type, record);
    statement.run();
    const auto head = static_cast<const Record*>(record)->id;
    cx.db.changed_rows.push_back({cx.company.id, &type.table, head});
    for (const auto& lines : type.lines) {
        auto* vector = const_cast<char*>(static_cast<const char*>(record)) + lines.offset;
        for (std::size_t i = 0; i < lines.size(vector); ++i)
            insert_line(cx, lines.type(), head, lines.at(vector, i));
    }
    if (type.remembered) tell_changed(cx, type);  // an overview, too, or a key that was not there
}

void update_record(Context& cx, const TypeInfo& type, const void* before, const void* after) {
    const Change change{type, before, after};
    const auto head = static_cast<const Record*>(before)->id;
    if (const auto set = differing_fields(change); set != 0) {
        update_row(cx, head, change, set);
        cx.db.changed_rows.push_back({cx.company.id, &type.table, head});
    }
    for (const auto& lines : type.lines) update_lines(cx, lines, change);
    tell_changed(cx, type);
}

void delete_record(Context& cx, const TypeInfo& type, const void* record) {
    const auto head = static_cast<const Record*>(record)->id;
    for (const auto& lines : type.lines) {
        auto* vector = const_cast<char*>(static_cast<const char*>(record)) + lines.offset;
        if (lines.size(vector) > 0) run(cx.db, store_sql(lines.type()).erase_all, cx.company.id, head);
    }
    run(cx.db, store_sql(type).erase, cx.company.id, head);
    cx.db.changed_rows.push_back({cx.company.id, &type.table, head});
    tell_changed(cx, type);
}

std::vector<std::int64_t> select_ids(Context& cx, const TypeInfo& type, std::string_view where,
                                     std::span<const Bound> values) {
    auto rows =
        ask(cx, fmt::format("SELECT id FROM {} WHERE company_id = ?1 AND {} ORDER BY id", type.table, where),
            values);
    std::vector<std::int64_t> ids;
    while (rows.next()) ids.push_back(rows.integer(0));
    return ids;
}

void IdList::fill_up() {
    check(!ids_.empty());
    while (!std::has_single_bit(ids_.size())) ids_.push_back(ids_.back());
}
std::string IdList::sql() const { return "(" + placeholders(first_, static_cast<int>(ids_.size())) + ")"; }
void IdList::bind(Statement& statement) const {
    int index = first_;
    for (const auto id : ids_) statement.bind(index++, id);
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
    if (type.remembered) return kept_record(cx, type, id) != nullptr;
    const Bound value{id};
    return !select_ids(cx, type, "id = ?2", std::span(&value, 1)).empty();
}

}  // namespace octant::platform
