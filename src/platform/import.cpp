#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"
#include "base/text.hpp"
#include "platform/access.hpp"
#include "platform/catalogue.hpp"
#include "platform/command.hpp"
#include "platform/document.hpp"
#include "platform/event.hpp"
#include "platform/transfer.hpp"

namespace octant::platform {
namespace {

constexpr std::size_t rows_per_transaction = 500;
constexpr std::size_t errors_kept = 1000;

struct ImportColumn {
    const LinesInfo* lines = nullptr;
    const FieldInfo* field = nullptr;
};

const FieldInfo* field_named(const TypeInfo& type, std::string_view name) {
    if (const auto* field = type.find_field(name)) return field;
    for (const auto& field : type.fields)
        if (label_of_field(type, field.name, "en") == name || label_of_field(type, field.name, "zh") == name)
            return &field;
    return nullptr;
}

Result<ImportColumn> column_of(const TypeInfo& type, std::string_view name) {
    ImportColumn column;
    if (const auto dot = name.find('.'); dot != std::string_view::npos) {
        column.lines = type.find_lines(name.substr(0, dot));
        if (column.lines) column.field = field_named(column.lines->type(), name.substr(dot + 1));
    } else {
        column.field = field_named(type, name);
    }
    if (!column.field) return refuse(Problem{"column_must_be_known", "", {{"column", std::string(name)}}});
    return column;
}

Result<std::vector<ImportColumn>> columns_of(const TypeInfo& type,
                                             const std::vector<std::string_view>& header) {
    std::vector<ImportColumn> columns;
    for (const auto name : header) columns.push_back(TRY(column_of(type, trim(name))));
    return columns;
}

/// A document: its first row and the rows that continue it.
struct Item {
    std::size_t line;
    std::vector<std::vector<std::string>> rows;
};

class Importer {
public:
    Importer(const TypeInfo& type, std::vector<ImportColumn> columns, const ImportOptions& options,
             ImportResult& result)
        : type_(type), columns_(std::move(columns)), options_(options), result_(result) {}

    /// One transaction; every item in its savepoint.
    void run(Context& cx, const std::vector<Item>& items) {
        for (const auto& item : items) {
            cx.db.savepoint("row");
            auto done = put(cx, item);
            if (done) {
                cx.db.release("row");
                ++*(*done);
            } else {
                cx.db.rollback_to("row");
                forget_kept(cx);
                ++result_.refused;
                if (result_.errors.size() < errors_kept)
                    result_.errors.push_back({item.line, std::move(done).error()});
            }
            result_.rows += static_cast<std::int64_t>(item.rows.size());
        }
    }

    bool continues(const std::vector<std::string_view>& fields) const {
        bool has_lines = false;
        for (std::size_t i = 0; i < columns_.size() && i < fields.size(); ++i) {
            has_lines = has_lines || (columns_[i].lines && !fields[i].empty());
            if (!columns_[i].lines && !fields[i].empty()) return false;
        }
        return has_lines;
    }

private:
    Result<std::int64_t*> put(Context& cx, const Item& item) {
        if (item.rows.front().size() > columns_.size())
            return refuse("row_must_not_have_more_fields_than_the_header");
        auto before = TRY(existing(cx, item.rows.front()));
        auto record = before.get() ? copy_record(type_, before.get()) : make_record(type_);
        for (std::size_t i = 0; i < item.rows.size(); ++i)
            TRY(set_row(cx, record.get(), item.rows[i], i == 0));
        if (!before.get()) {
            TRY(create_record(cx, type_, record.get()));
            return &result_.created;
        }
        const auto version = record.head().version;
        if (!reaches(reach_of(type_, cx.actor, "edit"), type_, before.get()))
            return refuse(Problem{"right_must_be_held", "", {{"right", "edit"}, {"noun", type_.name}}});
        TRY(edit_record(cx, type_, before.get(), record.get()));
        return record.head().version == version ? &result_.unchanged : &result_.updated;
    }

    Result<AnyRecord> existing(Context& cx, const std::vector<std::string>& row) {
        AnyRecord none;
        if (options_.key.empty()) return none;
        for (std::size_t i = 0; i < columns_.size() && i < row.size(); ++i) {
            if (columns_[i].lines || columns_[i].field->name != options_.key || row[i].empty()) continue;
            const Bound value{row[i]};
            const auto ids = select_ids(cx, type_, equals_key(*columns_[i].field, 2), std::span(&value, 1));
            if (ids.empty()) return none;
            if (ids.size() > 1) return refuse(Problem{"value_must_be_unique", "/" + options_.key});
            auto record = make_record(type_);
            check(lock_record(cx, type_, ids.front(), record.get()));
            return record;
        }
        return none;
    }

    Result<void> set_row(Context& cx, void* record, const std::vector<std::string>& row, bool first) {
        // The currency decides how amounts are read, so its column goes first.
        for (const bool currency : {true, false})
            for (std::size_t i = 0; first && i < row.size(); ++i)
                if (!columns_[i].lines && (columns_[i].field->kind == Kind::currency) == currency)
                    TRY(set(cx, *columns_[i].field, record, {row[i], money_digits(cx, type_, record)}));
        const auto digits = money_digits(cx, type_, record);
        const LinesInfo* lines = nullptr;
        void* line = nullptr;
        for (std::size_t i = 0; i < row.size() && i < columns_.size(); ++i) {
            if (!columns_[i].lines || row[i].empty()) continue;
            if (lines != columns_[i].lines) {
                lines = columns_[i].lines;
                auto* vector = static_cast<char*>(record) + lines->offset;
                const auto number = static_cast<std::int64_t>(lines->size(vector)) + 1;
                line = lines->append(vector);
                static_cast<Line*>(line)->line = number;
            }
            TRY(set(cx, *columns_[i].field, line, {row[i], digits}));
        }
        return {};
    }

    static Result<void> set(Context& cx, const FieldInfo& field, void* record, Plain plain) {
        const auto text = plain.text;
        if (!may_set(cx.actor, field)) {
            if (text.empty() || field.name == "id" || field.name == "line") return {};
            return refuse(Problem{"field_must_be_editable", "/" + std::string(field.name)});
        }
        // A natural key before an id: item codes may be all digits.
        Result<void> done;
        if (field.kind == Kind::ref && !text.empty() && !text.starts_with('#')) {
            const auto id = find_by_key(cx, field.target(), text);
            if (!id)
                done = refuse(Problem{"reference_must_exist",
                                      "",
                                      {{"noun", field.target().name}, {"value", std::string(text)}}});
            field_at<std::int64_t>(record, field.offset) = id;
        } else {
            done = set_plain(cx, field, record, plain);
        }
        if (done) return {};
        auto problem = std::move(done).error();
        problem.field = "/" + std::string(field.name) + problem.field;
        return refuse(std::move(problem));
    }

    const TypeInfo& type_;
    std::vector<ImportColumn> columns_;
    const ImportOptions& options_;
    ImportResult& result_;
};

/// How far this file has come, kept in the transaction of each batch.
std::string file_key(const TypeInfo& type, std::string_view csv) {
    return digest_of(type.name + "\n" + std::string(csv));
}

std::int64_t rows_done(const ImportBy& by, std::string_view file) {
    std::int64_t done = 0;
    by.database.read([&](Connection& connection) {
        auto rows = query(connection, "SELECT rows FROM import_progress WHERE company_id = ?1 AND file = ?2",
                          by.who.company.id, file);
        if (rows.next()) done = rows.integer(0);
    });
    return done;
}

void keep_progress(Context& cx, std::string_view file, std::int64_t rows) {
    run(cx.db,
        "INSERT INTO import_progress (company_id, file, rows) VALUES (?1, ?2, ?3) "
        "ON CONFLICT (company_id, file) DO UPDATE SET rows = excluded.rows",
        cx.company.id, file, rows);
}

}  // namespace

Result<ImportResult> import_csv(const ImportBy& by, const TypeInfo& type, std::string_view csv,
                                const ImportOptions& options) {
    if (!may(type, by.who.actor, "create"))
        return refuse(Problem{"right_must_be_held", "", {{"right", "create"}, {"noun", type.name}}});
    if (!is_text(csv)) return refuse("text_must_be_utf8");
    if (!options.key.empty() && !type.find_field(options.key))
        return refuse(Problem{"field_must_be_known", "", {{"field", options.key}}});
    const auto first_line = csv.substr(0, csv.find('\n'));
    CsvReader reader(csv, first_line.find('\t') != std::string_view::npos ? '\t'
                          : first_line.find(';') != std::string_view::npos &&
                                  first_line.find(',') == std::string_view::npos
                              ? ';'
                              : ',');
    std::vector<std::string_view> fields;
    if (!reader.next(fields)) return refuse("file_must_have_a_header");
    ImportResult result;
    Importer importer(type, TRY(columns_of(type, fields)), options, result);
    const auto file = file_key(type, csv);
    const auto skip = options.resume ? rows_done(by, file) : options.skip;
    std::vector<Item> batch;
    const auto flush = [&] {
        if (batch.empty()) return;
        const auto before = result;
        by.database.write([&](Connection& connection) {
            result = before;  // PostgreSQL may run this again
            Context cx(connection, by.who.company, by.who.actor, by.ids);
            set_clock(cx, by.who);
            importer.run(cx, batch);
            keep_progress(cx, file, result.rows);
            return options.dry_run ? Outcome::undo : Outcome::keep;
        });
        batch.clear();
    };
    for (std::int64_t row = 0; reader.next(fields);) {
        if (fields.size() == 1 && fields[0].empty()) continue;
        if (++row <= skip) {
            result.rows = row;
            continue;
        }
        if (reader.malformed()) break;
        std::vector<std::string> values(fields.begin(), fields.end());
        if (!batch.empty() && importer.continues(fields)) {
            batch.back().rows.push_back(std::move(values));
            continue;
        }
        if (batch.size() >= rows_per_transaction) flush();
        batch.push_back({reader.line(), {std::move(values)}});
    }
    flush();
    if (reader.malformed()) {  // where the next row would begin, nobody can tell
        ++result.rows;
        ++result.refused;
        result.errors.push_back({reader.line(), {"csv_must_be_well_formed", "", {}}});
    }
    return result;
}

std::string import_json(const ImportResult& r, std::string_view language) {
    std::string out = fmt::format(
        "{{\"created\":{},\"updated\":{},\"unchanged\":{},\"refused\":{},\"rows\":{},\"errors\":[", r.created,
        r.updated, r.unchanged, r.refused, r.rows);
    for (std::size_t i = 0; i < r.errors.size(); ++i) {
        const auto& [line, problem] = r.errors[i];
        out += fmt::format("{}{{\"line\":{},\"field\":", i ? "," : "", line);
        append_json_string(out, problem.field);
        out += ",\"rule\":";
        append_json_string(out, problem.rule);
        out += ",\"message\":";
        append_json_string(out, message_of(problem, language));
        out += '}';
    }
    return out + "]}";
}

}  // namespace octant::platform
