#include <charconv>

#include "base/check.hpp"
#include "platform/access.hpp"
#include "platform/json.hpp"
#include "platform/registry.hpp"

namespace octant::platform {

MoneyDigits money_digits(const Context& cx, const TypeInfo& type, const void* record) {
    if (const auto* field = type.find_field(type.currency_field); field && field->kind == Kind::currency)
        if (const auto currency = field_at<Currency>(record, field->offset)) return currency.minor_digits();
    return cx.company.currency.minor_digits();
}

void append_json_string(std::string& out, std::string_view text) {
    static constexpr char hex[] = "0123456789abcdef";
    out += '"';
    std::size_t clean = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        out.append(text, clean, i - clean);
        clean = i + 1;
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                out += "\\u00", out += hex[c >> 4], out += hex[c & 15];
        }
    }
    out.append(text, clean);
    out += '"';
}

static void append_integer(std::string& out, std::int64_t value) {
    char buffer[24];
    out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}

void append_plain(std::string& out, const FieldInfo& field, const void* record, MoneyDigits digits) {
    const auto number = [&] { return field_at<std::int64_t>(record, field.offset); };
    switch (field.kind) {
        case Kind::text:
            out += field_at<std::string>(record, field.offset);
            return;
        case Kind::boolean:
            out += field_at<bool>(record, field.offset) ? "true" : "false";
            return;
        case Kind::enumeration:
            out += field.values[static_cast<std::size_t>(field_at<std::int32_t>(record, field.offset))];
            return;
        case Kind::currency:
            out += field_at<Currency>(record, field.offset).code();
            return;
        case Kind::amount:
            return append_decimal(out, number(), digits, digits);
        case Kind::price:
            return append_decimal(out, number(), 6, 2);
        case Kind::quantity:
            return append_decimal(out, number(), 6, 0);
        case Kind::ratio:
            return append_decimal(out, number(), 9, 0);
        case Kind::integer:
            return append_integer(out, number());
        case Kind::date:
            if (!is_empty(field, record)) out += format_date(field_at<Date>(record, field.offset));
            return;
        case Kind::instant:
            if (!is_empty(field, record)) out += format_instant(field_at<Instant>(record, field.offset));
            return;
        case Kind::ref:
            if (number()) append_integer(out, number());
            return;
        case Kind::any_ref:
            if (const auto& ref = field_at<Ref>(record, field.offset))
                out += ref.noun, out += '#', append_integer(out, ref.id);
            return;
    }
}

std::string plain(const FieldInfo& field, const void* record, MoneyDigits digits) {
    std::string out;
    append_plain(out, field, record, digits);
    return out;
}

void append_json(std::string& out, const FieldInfo& field, const void* record, MoneyDigits digits) {
    switch (field.kind) {
        case Kind::boolean:
            return append_plain(out, field, record, digits);
        case Kind::integer:
            // The record's own id travels as a string like every id; other integers are numbers.
            if (field.name != "id") return append_plain(out, field, record, digits);
            break;
        case Kind::text:
            return append_json_string(out, field_at<std::string>(record, field.offset));
        case Kind::date:
        case Kind::instant:
        case Kind::ref:
        case Kind::currency:
            if (is_empty(field, record)) {
                out += "null";
                return;
            }
            break;
        case Kind::any_ref: {
            const auto& ref = field_at<Ref>(record, field.offset);
            if (!ref) {
                out += "null";
                return;
            }
            out += "{\"noun\":\"" + ref.noun + "\",\"id\":\"" + std::to_string(ref.id) + "\"}";
            return;
        }
        default:
            break;
    }
    out += '"';
    append_plain(out, field, record, digits);  // digits, dates and names of enumerators need no escape
    out += '"';
}

std::string json_value(const FieldInfo& field, const void* record, MoneyDigits digits) {
    std::string out;
    append_json(out, field, record, digits);
    return out;
}

std::string title_of(Context& cx, const TypeInfo& type, std::int64_t id) {
    const auto* record = kept_record(cx, type, id);
    if (!record) return {};
    const auto* title = type.find_field(type.title);
    auto text = title ? plain(*title, record, 2) : std::string();
    return text.empty() ? "#" + std::to_string(id) : text;
}

void append_titled(Context& cx, std::string& out, const FieldInfo& field, const void* record) {
    if (is_empty(field, record)) {
        out += "null";
        return;
    }
    const bool any = field.kind == Kind::any_ref;
    const auto* target = any ? find_noun(field_at<Ref>(record, field.offset).noun) : &field.target();
    const auto id =
        any ? field_at<Ref>(record, field.offset).id : field_at<std::int64_t>(record, field.offset);
    out += '{';
    if (any) out += "\"noun\":\"" + field_at<Ref>(record, field.offset).noun + "\",";
    out += "\"id\":\"" + std::to_string(id) + "\",\"title\":";
    append_json_string(out, target ? title_of(cx, *target, id) : std::string());
    out += '}';
}

namespace {

struct Writer {
    Context& cx;
    MoneyDigits digits;
    JsonOptions options;
    std::string out{};

    void fields(const TypeInfo& type, const void* record) {
        bool first = true;
        for (const auto& field : type.fields) {
            if (!may_see(cx.actor, field.secret)) continue;
            out += first ? "\"" : ",\"";
            first = false;
            out += field.name;
            out += "\":";
            if (options.titles && (field.kind == Kind::ref || field.kind == Kind::any_ref))
                append_titled(cx, out, field, record);
            else
                append_json(out, field, record, digits);
        }
    }

    void lines(const LinesInfo& lines, const void* record) {
        out += ",\"";
        out += lines.name;
        out += "\":[";
        auto* vector = const_cast<char*>(static_cast<const char*>(record)) + lines.offset;
        for (std::size_t i = 0; i < lines.size(vector); ++i) {
            out += i ? ",{" : "{";
            fields(lines.type(), lines.at(vector, i));
            out += '}';
        }
        out += ']';
    }
};

}  // namespace

std::string record_json(Context& cx, const TypeInfo& type, const void* record, JsonOptions options) {
    Writer writer{cx, money_digits(cx, type, record), options};
    writer.out += '{';
    writer.fields(type, record);
    for (const auto& lines : type.lines) writer.lines(lines, record);
    return writer.out + "}";
}

}  // namespace octant::platform
