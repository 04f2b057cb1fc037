#include <algorithm>
#include <boost/json.hpp>

#include "base/check.hpp"
#include "base/json_text.hpp"
#include "base/text.hpp"
#include "platform/access.hpp"
#include "platform/json.hpp"
#include "platform/registry.hpp"

namespace octant::platform {
namespace {

namespace json = boost::json;

Result<json::value> parse(std::string_view text, json::storage_ptr storage) {
    json::parse_options options;
    options.max_depth = 8;
    boost::system::error_code error;
    auto value = json::parse(json::string_view(text.data(), text.size()), error, std::move(storage), options);
    if (error) return refuse(Problem{"json_must_be_well_formed", "", {{"cause", error.message()}}});
    if (!value.is_object()) return refuse("json_must_be_an_object");
    if (const auto checked = check_keys_stand_once(text); !checked)
        return refuse(Problem{checked.error().rule, "/" + checked.error().field});
    return value;
}

std::int64_t& number_at(const FieldInfo& field, void* record) {
    return field_at<std::int64_t>(record, field.offset);
}

void clear_field(const FieldInfo& field, void* record) {
    switch (field.kind) {
        case Kind::text:
            field_at<std::string>(record, field.offset).clear();
            break;
        case Kind::boolean:
            field_at<bool>(record, field.offset) = false;
            break;
        case Kind::any_ref:
            field_at<Ref>(record, field.offset) = {};
            break;
        case Kind::currency:
        case Kind::enumeration:
            field_at<std::int32_t>(record, field.offset) = 0;
            break;
        default:
            number_at(field, record) = 0;
    }
}

Result<std::int64_t> resolve(Context& cx, const TypeInfo& target, std::string_view text) {
    // "7" or "#7" is an id; "HX" a natural key; "=6602" a natural key of digits only.
    if (text.starts_with('#')) text.remove_prefix(1);
    if (const auto id = to_integer(text)) {
        if (record_exists(cx, target, *id)) return *id;
    } else {
        if (text.starts_with('=')) text.remove_prefix(1);
        const auto known = target.remembered ? kept_key(cx, target, text) : find_by_key(cx, target, text);
        if (known) return known;
    }
    return refuse(Problem{"reference_must_exist", "", {{"noun", target.name}, {"value", std::string(text)}}});
}

Result<Ref> to_ref(Context& cx, std::string_view text) {
    const auto hash = text.find('#');
    const auto id = hash == std::string_view::npos ? std::nullopt : to_integer(text.substr(hash + 1));
    const auto* noun = find_noun(text.substr(0, hash));
    if (!id || !noun || !record_exists(cx, *noun, *id))
        return refuse(Problem{"reference_must_exist", "", {{"value", std::string(text)}}});
    return Ref{noun->name, *id};
}

Result<void> set_decimal(const FieldInfo& field, void* record, std::string_view text, int digits) {
    number_at(field, record) = TRY(parse_decimal(text, digits));
    return {};
}

Result<void> set_other(const FieldInfo& field, void* record, std::string_view text) {
    switch (field.kind) {
        case Kind::boolean:
            if (text != "true" && text != "false" && text != "1" && text != "0")
                return refuse("boolean_must_be_true_or_false");
            field_at<bool>(record, field.offset) = text == "true" || text == "1";
            return {};
        case Kind::enumeration: {
            const int value = field.values.find(text);
            if (value < 0) return refuse(Problem{"value_must_be_known", "", {{"value", std::string(text)}}});
            field_at<std::int32_t>(record, field.offset) = value;
            return {};
        }
        case Kind::currency: {
            const auto currency = Currency::of(text);
            if (!currency) return refuse("currency_must_be_iso_4217");
            field_at<Currency>(record, field.offset) = currency;
            return {};
        }
        case Kind::integer: {
            const auto value = to_integer(text);
            if (!value) return refuse("number_must_be_whole");
            number_at(field, record) = *value;
            return {};
        }
        default:
            check(false);
            return {};
    }
}

}  // namespace

Result<void> set_plain(Context& cx, const FieldInfo& field, void* record, Plain plain) {
    const auto text = plain.text;
    if (!is_text(text)) return refuse("text_must_be_utf8");
    if (text.empty() && field.kind != Kind::enumeration) {
        clear_field(field, record);
        return {};
    }
    switch (field.kind) {
        case Kind::text:
            field_at<std::string>(record, field.offset) = text;
            return {};
        case Kind::date:
            field_at<Date>(record, field.offset) = TRY(parse_date(text));
            return {};
        case Kind::instant:
            field_at<Instant>(record, field.offset) = TRY(parse_instant(text));
            return {};
        case Kind::amount:
            return set_decimal(field, record, text, plain.digits);
        case Kind::price:
        case Kind::quantity:
            return set_decimal(field, record, text, 6);
        case Kind::ratio:
            return set_decimal(field, record, text, 9);
        case Kind::ref:
            number_at(field, record) = TRY(resolve(cx, field.target(), text));
            return {};
        case Kind::any_ref:
            field_at<Ref>(record, field.offset) = TRY(to_ref(cx, text));
            return {};
        default:
            return set_other(field, record, text);
    }
}

namespace {

/// A JSON scalar in plain form. Objects are allowed for references only: {"id":"7","title":"..."}.
Result<std::string> scalar(const FieldInfo& field, const json::value& value) {
    switch (value.kind()) {
        case json::kind::null:
            return std::string();
        case json::kind::string:
            return std::string(value.get_string());
        case json::kind::bool_:
            if (field.kind != Kind::boolean) return refuse("value_must_have_the_right_type");
            return std::string(value.get_bool() ? "true" : "false");
        case json::kind::int64:
            if (field.kind == Kind::text) return refuse("value_must_have_the_right_type");
            return std::to_string(value.get_int64());
        case json::kind::uint64:
            return refuse("number_must_be_in_range");
        case json::kind::double_:
            return refuse("number_must_be_a_decimal_string");
        case json::kind::object: {
            const auto& object = value.get_object();
            const auto* id = object.if_contains("id");
            const auto* noun = object.if_contains("noun");
            if (!id || !id->is_string()) return refuse("value_must_have_the_right_type");
            if (field.kind == Kind::any_ref && noun && noun->is_string())
                return std::string(noun->get_string()) + "#" + std::string(id->get_string());
            if (field.kind == Kind::ref) return std::string(id->get_string());
            return refuse("value_must_have_the_right_type");
        }
        default:
            return refuse("value_must_have_the_right_type");
    }
}

struct Reader {
    Context& cx;
    MoneyDigits digits;

    Result<void> field(const TypeInfo& type, const FieldInfo& info, void* record, const json::value& value) {
        const auto text = TRY(scalar(info, value));
        if (may_set(cx.actor, info)) return set_plain(cx, info, record, {text, digits});
        // Sending back what was read is no edit: a read-only field may be repeated unchanged.
        auto old = make_record(type);
        TRY(set_plain(cx, info, old.get(), {text, digits}));
        return same_field(info, old.get(), record) ? Result<void>() : refuse("field_must_be_editable");
    }

    Result<void> object(const TypeInfo& type, void* record, const json::object& object,
                        const std::string& pointer) {
        // The currency decides how amounts are read, so it comes first.
        if (const auto* info = type.find_field(type.currency_field); info && info->kind == Kind::currency) {
            if (const auto* value =
                    object.if_contains(json::string_view(info->name.data(), info->name.size())))
                if (auto set = field(type, *info, record, *value); !set)
                    return refuse(std::move(set).error().below(pointer + "/" + std::string(info->name)));
            digits = money_digits(cx, type, record);
        }
        for (const auto& member : object) {
            const std::string name(member.key());
            auto set = this->member(type, record, name, member.value());
            if (!set) return refuse(std::move(set).error().below(pointer + "/" + name));
        }
        return {};
    }

    Result<void> member(const TypeInfo& type, void* record, const std::string& name,
                        const json::value& value) {
        if (const auto* info = type.find_field(name)) {
            if (type.is_line && name == "line") return {};
            return field(type, *info, record, value);
        }
        const auto* info = type.find_lines(name);
        if (!info) return refuse("field_must_be_known");
        if (!value.is_array()) return refuse("value_must_have_the_right_type");
        return this->lines(*info, static_cast<char*>(record) + info->offset, value.get_array());
    }

    /// The array is the new list of lines: kept by number, added, or gone.
    Result<void> lines(const LinesInfo& info, void* vector, const json::array& array) {
        const auto& type = info.type();
        const auto before = info.size(vector);
        std::vector<std::int64_t> wanted;
        std::int64_t highest = 0;
        for (std::size_t i = 0; i < before; ++i)
            highest = std::max(highest, static_cast<Line*>(info.at(vector, i))->line);
        for (std::size_t i = 0; i < array.size(); ++i) {
            const auto pointer = "/" + std::to_string(i);
            if (!array[i].is_object()) return refuse(Problem{"value_must_have_the_right_type", pointer});
            const auto* number = array[i].get_object().if_contains("line");
            std::int64_t line = number && number->is_int64() ? number->get_int64() : 0;
            if (std::ranges::find(wanted, line) != wanted.end())
                return refuse(Problem{"line_must_be_unique", pointer});
            auto* record = find_line(info, vector, line);
            if (!record) {
                record = info.append(vector);
                line = static_cast<Line*>(record)->line = ++highest;
            }
            wanted.push_back(line);
            TRY(object(type, record, array[i].get_object(), pointer));
        }
        for (auto i = info.size(vector); i-- > 0;)
            if (std::ranges::find(wanted, static_cast<Line*>(info.at(vector, i))->line) == wanted.end())
                info.erase(vector, i);
        return {};
    }

    static void* find_line(const LinesInfo& info, void* vector, std::int64_t number) {
        for (std::size_t i = 0; number && i < info.size(vector); ++i)
            if (static_cast<Line*>(info.at(vector, i))->line == number) return info.at(vector, i);
        return nullptr;
    }
};

}  // namespace

Result<void> read_json(Context& cx, const TypeInfo& type, void* record, std::string_view object) {
    if (trim(object).empty()) return {};
    json::monotonic_resource memory;
    const auto value = TRY(parse(object, &memory));
    Reader reader{cx, money_digits(cx, type, record)};
    return reader.object(type, record, value.get_object(), "");
}

Result<std::string> json_member(std::string_view object, std::string_view name) {
    const auto value = TRY(parse(object, {}));
    const auto* member = value.get_object().if_contains(json::string_view(name.data(), name.size()));
    if (!member || member->is_null()) return std::string();
    if (!member->is_string())
        return refuse(Problem{"value_must_have_the_right_type", "/" + std::string(name)});
    std::string text(member->get_string());
    return is_text(text) ? Result<std::string>(std::move(text))
                         : refuse(Problem{"text_must_be_utf8", "/" + std::string(name)});
}

namespace {

json::object parsed_changes(std::string_view changes) {
    if (changes.empty()) return {};
    return json::parse(json::string_view(changes.data(), changes.size())).as_object();
}

/// "lines/2/price" or "total".
const FieldInfo* field_of_change(const TypeInfo& type, std::string_view pointer) {
    const auto parts = split(pointer, '/');
    if (parts.size() == 1) return type.find_field(parts[0]);
    const auto* lines = type.find_lines(parts[0]);
    return lines && parts.size() == 3 ? lines->type().find_field(parts[2]) : nullptr;
}

/// A reference with the title that it has today: {"id":"7","title":"恒远电气"}; other values as they are.
std::string told(Context& cx, const FieldInfo& field, json::value value) {
    const bool any = field.kind == Kind::any_ref;
    if (value.is_null() || (!any && field.kind != Kind::ref)) return json::serialize(value);
    auto reference = any ? value.as_object() : json::object{{"id", value}};
    const auto* target = any ? find_noun(reference.at("noun").as_string()) : &field.target();
    const auto id = to_integer(reference.at("id").as_string()).value_or(0);
    reference["title"] = target ? title_of(cx, *target, id) : std::string();
    return json::serialize(reference);
}

}  // namespace

std::string changes_list(Context& cx, const TypeInfo& type, std::string_view changes) {
    std::string out = "[";
    for (const auto& member : parsed_changes(changes)) {
        const std::string_view pointer(member.key().data(), member.key().size());
        // A field of an earlier release, gone since, was perhaps secret.
        const auto* field = field_of_change(type, pointer);
        if (!field || !may_see(cx.actor, field->secret)) continue;
        if (out.size() > 1) out += ',';
        out += "{\"field\":";
        append_json_string(out, pointer);
        out += ",\"old\":" + told(cx, *field, member.value().as_array()[0]);
        out += ",\"new\":" + told(cx, *field, member.value().as_array()[1]) + "}";
    }
    return out + "]";
}

std::string net_changes(std::string_view earlier, std::string_view later) {
    auto net = parsed_changes(earlier);
    for (const auto& member : parsed_changes(later)) {
        auto* known = net.if_contains(member.key());
        if (known)
            known->as_array()[1] = member.value().as_array()[1];
        else
            net.emplace(member.key(), member.value());
    }
    json::object out;
    for (const auto& member : net)
        if (member.value().as_array()[0] != member.value().as_array()[1])
            out.emplace(member.key(), member.value());
    return out.empty() ? std::string() : json::serialize(out);
}

}  // namespace octant::platform
