#include "platform/history.hpp"

#include <fmt/format.h>

#include <set>

#include "base/check.hpp"
#include "platform/access.hpp"
#include "platform/json.hpp"
#include "platform/registry.hpp"
#include "platform/store.hpp"

namespace octant::platform {
namespace {

bool points_at(const FieldInfo& field, const TypeInfo& type) {
    return field.kind == Kind::any_ref || (field.kind == Kind::ref && &field.target() == &type);
}

/// The cards of the documents around one record; none twice, none that the actor may not read.
class Neighbours {
public:
    Neighbours(Context& cx, const TypeInfo& type, std::int64_t id) : cx_(cx), type_(type), id_(id) {
        seen_.emplace(&type, id);
    }

    /// Those that this record or its lines point at.
    void look_up(const TypeInfo& type, const void* record) {
        for (const auto& field : type.fields) {
            if (is_empty(field, record)) continue;
            if (field.kind == Kind::ref) add(field.target(), field_at<std::int64_t>(record, field.offset));
            if (field.kind != Kind::any_ref) continue;
            const auto& ref = field_at<Ref>(record, field.offset);
            if (const auto* target = find_noun(ref.noun)) add(*target, ref.id);
        }
        for (const auto& lines : type.lines) {
            auto* vector = const_cast<char*>(static_cast<const char*>(record)) + lines.offset;
            for (std::size_t i = 0; i < lines.size(vector); ++i) look_up(lines.type(), lines.at(vector, i));
        }
    }

    /// Those that point at this record, themselves or by a line: at most fifty by each field.
    void look_down() {
        std::vector<const TypeInfo*> holders;  // of the parts of the query
        std::string sql;
        for (const auto* noun : nouns()) {
            if (!noun->is_document) continue;
            add_pointing(sql, holders, *noun, *noun);
            for (const auto& lines : noun->lines) add_pointing(sql, holders, *noun, lines.type());
        }
        if (holders.empty()) return;
        std::vector<std::pair<const TypeInfo*, std::int64_t>> found;
        {
            auto& statement = cx_.db.prepare(sql + " ORDER BY 1, 2 DESC");
            statement.bind(1, cx_.company.id);
            statement.bind(2, id_);
            if (sql.find("?3") != sql.npos) statement.bind(3, std::string_view(type_.name));
            Rows rows(statement);
            while (rows.next())
                found.emplace_back(holders[static_cast<std::size_t>(rows.integer(0))], rows.integer(1));
        }
        for (const auto& [noun, id] : found) add(*noun, id);
    }

    std::string take() { return "[" + std::exchange(cards_, {}) + "]"; }

private:
    void add(const TypeInfo& type, std::int64_t id) {
        if (!type.is_document || !seen_.emplace(&type, id).second) return;
        auto record = make_record(type);
        if (!read_head(cx_, type, id, record.get()) ||
            !reaches(reach_of(type, cx_.actor, "read"), type, record.get()))
            return;
        if (!cards_.empty()) cards_ += ',';
        cards_ += card_json(cx_, type, record.get());
    }

    /// `holder` is the noun itself or one of its lines. The newest first: an item has thousands.
    void add_pointing(std::string& sql, std::vector<const TypeInfo*>& holders, const TypeInfo& noun,
                      const TypeInfo& holder) {
        for (const auto& field : holder.fields) {
            if (!field.indexed || !points_at(field, type_)) continue;
            const char* key = holder.is_line ? "head_id" : "id";
            const auto of_noun =
                field.kind == Kind::any_ref ? fmt::format(" AND {}_noun = ?3", field.name) : std::string();
            sql += fmt::format(
                "{}SELECT * FROM (SELECT DISTINCT {} AS holder, {} AS id FROM {} WHERE company_id = ?1 AND "
                "{} = ?2{} ORDER BY 2 DESC LIMIT 50) part{}",
                holders.empty() ? "" : " UNION ALL ", holders.size(), key, holder.table, field.name, of_noun,
                holders.size());
            holders.push_back(&noun);
        }
    }

    Context& cx_;
    const TypeInfo& type_;
    std::int64_t id_;
    std::string cards_;
    std::set<std::pair<const TypeInfo*, std::int64_t>> seen_;
};

}  // namespace

std::string card_json(Context& cx, const TypeInfo& type, const void* record) {
    std::string out =
        fmt::format("{{\"noun\":\"{}\",\"id\":\"{}\"", type.name, static_cast<const Record*>(record)->id);
    const auto digits = money_digits(cx, type, record);
    const auto put = [&](const char* name, const FieldInfo* field) {
        if (!field || !may_see(cx.actor, field->secret)) return;
        out += fmt::format(",\"{}\":", name);
        append_json(out, *field, record, digits);
    };
    put("number", type.find_field("number"));
    put("title", type.find_field(type.title));
    put("state", type.find_field("state"));
    put("date", type.find_field("date"));
    put("amount", type.find_field("total") ? type.find_field("total") : type.find_field("amount"));
    put("currency", type.find_field("currency"));
    return out + "}";
}

Result<std::string> history_json(Context& cx, const TypeInfo& type, std::int64_t id) {
    auto rows =
        query(cx.db,
              "SELECT e.id, e.verb, e.from_state, e.to_state, e.user_id, coalesce(u.name, ''), e.at, e.note, "
              "e.changes "
              "FROM event e LEFT JOIN access_user u ON u.company_id = e.company_id AND u.id = e.user_id "
              "WHERE e.company_id = ?1 AND e.record_id = ?2 ORDER BY e.id DESC LIMIT 500",
              cx.company.id, id);
    std::string out = "{\"events\":[";
    for (bool first = true; rows.next(); first = false) {
        out += fmt::format(
            "{}{{\"id\":\"{}\",\"verb\":\"{}\",\"from\":\"{}\",\"to\":\"{}\",\"user\":{{\"id\":\"{}\","
            "\"name\":",
            first ? "" : ",", rows.integer(0), rows.text(1), rows.text(2), rows.text(3), rows.integer(4));
        append_json_string(out, rows.text(5));
        const Instant at{std::chrono::microseconds(rows.integer(6))};
        out += fmt::format("}},\"at\":\"{}\",\"note\":", format_instant(at));
        append_json_string(out, rows.text(7));
        out += ",\"changes\":";
        out += changes_list(cx, type, rows.text(8));
        out += '}';
    }
    return out + "]}";
}

std::string related_json(Context& cx, const TypeInfo& type, const void* record) {
    Neighbours neighbours(cx, type, static_cast<const Record*>(record)->id);
    neighbours.look_up(type, record);
    const auto up = neighbours.take();
    neighbours.look_down();
    return "{\"up\":" + up + ",\"down\":" + neighbours.take() + "}";
}

}  // namespace octant::platform
