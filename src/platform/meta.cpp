#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"
#include "platform/access.hpp"
#include "platform/api.hpp"
#include "platform/catalogue.hpp"
#include "platform/json.hpp"
#include "platform/registry.hpp"

namespace octant::platform {
namespace {

std::string_view type_name(const FieldInfo& field) {
    switch (field.kind) {
        case Kind::enumeration:
            return "enum";
        default:
            return enum_names<Kind>()[static_cast<std::size_t>(field.kind)];
    }
}

void append_label(std::string& out, const char* key, std::string_view en, std::string_view zh) {
    out += fmt::format("\"{}\":{{\"en\":", key);
    append_json_string(out, en);
    out += ",\"zh\":";
    append_json_string(out, zh);
    out += '}';
}

void append_states(std::string& out, const char* key, const TypeInfo& type, std::uint32_t mask) {
    out += fmt::format("\"{}\":[", key);
    bool first = true;
    for (std::size_t i = 0; i < type.states.count; ++i)
        if (mask >> i & 1U) {
            out += fmt::format("{}\"{}\"", first ? "" : ",", type.states[i]);
            first = false;
        }
    out += ']';
}

void append_values(std::string& out, const TypeInfo& type, const FieldInfo& field) {
    out += ",\"values\":[";
    bool first = true;
    for (const auto value : field.values) {
        out += fmt::format("{}{{\"name\":\"{}\",", first ? "" : ",", value);
        first = false;
        const bool state = field.name == "state";
        append_label(
            out, "label",
            state ? label_of_state(type, value, "en") : label_of_value(type, field.name, value, "en"),
            state ? label_of_state(type, value, "zh") : label_of_value(type, field.name, value, "zh"));
        out += '}';
    }
    out += ']';
}

void append_field(std::string& out, const TypeInfo& type, const FieldInfo& field) {
    out += fmt::format("{{\"name\":\"{}\",", field.name);
    append_label(out, "label", label_of_field(type, field.name, "en"),
                 label_of_field(type, field.name, "zh"));
    out += fmt::format(",\"type\":\"{}\"", type_name(field));
    if (field.target) out += fmt::format(",\"noun\":\"{}\"", field.target().name);
    if (field.kind == Kind::text) out += fmt::format(",\"max\":{}", field.max_length);
    const auto flag = [&](const char* name, bool on) {
        if (on) out += fmt::format(",\"{}\":true", name);
    };
    flag("required", field.required);
    flag("readonly", field.readonly);
    flag("unique", field.unique);
    flag("multiline", field.multiline);
    if (field.kind == Kind::enumeration) append_values(out, type, field);
    if (field.editable_in) {
        out += ',';
        append_states(out, "editable_in", type, field.editable_in);
    }
    out += '}';
}

void append_fields(std::string& out, const Actor& actor, const TypeInfo& type) {
    out += "\"fields\":[";
    bool first = true;
    for (const auto& field : type.fields) {
        if (!may_see(actor, field.secret)) continue;
        if (!first) out += ',';
        first = false;
        append_field(out, type, field);
    }
    for (const auto& lines : type.lines) {
        out += fmt::format(",{{\"name\":\"{}\",", lines.name);
        append_label(out, "label", label_of_field(type, lines.name, "en"),
                     label_of_field(type, lines.name, "zh"));
        out += fmt::format(",\"type\":\"lines\"{},", lines.derived ? ",\"readonly\":true" : "");
        append_fields(out, actor, lines.type());
        out += '}';
    }
    out += ']';
}

/// neutral at the start, bad when given up, good when nothing is left to do, active between.
std::string_view tone_of(const TypeInfo& type, std::size_t state) {
    if (state == 0) return "neutral";
    for (const std::string_view bad : {"cancelled", "rejected", "lost", "void", "held"})
        if (type.states[state] == bad) return "bad";
    const bool last = std::ranges::none_of(type.verbs, [&](const auto& verb) {
        return (verb.from >> state & 1U) && type.states[static_cast<std::size_t>(verb.to)] != "cancelled" &&
               verb.to > static_cast<int>(state);
    });
    return last ? "good" : "active";
}

void append_verbs(std::string& out, const Actor& actor, const TypeInfo& type) {
    out += ",\"states\":[";
    for (std::size_t i = 0; i < type.states.count; ++i) {
        out += fmt::format("{}{{\"name\":\"{}\",\"tone\":\"{}\",", i ? "," : "", type.states[i],
                           tone_of(type, i));
        append_label(out, "label", label_of_state(type, type.states[i], "en"),
                     label_of_state(type, type.states[i], "zh"));
        out += '}';
    }
    out += "],\"verbs\":[";
    bool first = true;
    for (const auto& verb : type.verbs) {
        if (!may(type, actor, verb.name)) continue;
        out += fmt::format("{}{{\"name\":\"{}\",", first ? "" : ",", verb.name);
        first = false;
        append_label(out, "label", label_of_verb(type, verb.name, "en"),
                     label_of_verb(type, verb.name, "zh"));
        out += ',';
        append_states(out, "from", type, verb.from);
        out += fmt::format(",\"to\":\"{}\",\"asks\":[", type.states[static_cast<std::size_t>(verb.to)]);
        for (std::size_t i = 0; i < verb.asks.size(); ++i)
            out += fmt::format("{}\"{}\"", i ? "," : "", verb.asks[i]);
        out += "]}";
    }
    out += ']';
}

std::string names_json(const Actor& actor, const TypeInfo& type, const std::vector<std::string_view>& names) {
    std::string out;
    for (const auto name : names)
        if (may_see(actor, type.find_field(name)->secret))
            out += fmt::format("{}\"{}\"", out.empty() ? "" : ",", name);
    return "[" + out + "]";
}

void append_noun(std::string& out, const Actor& actor, const TypeInfo& type) {
    out += fmt::format("{{\"name\":\"{}\",\"module\":\"{}\",\"kind\":\"{}\",\"title\":\"{}\",\"menu\":{},",
                       type.name, type.module(), type.is_document ? "document" : "record", type.title,
                       type.in_menu);
    append_label(out, "label", label_of_noun(type, "en"), label_of_noun(type, "zh"));
    out += ',';
    append_label(out, "plural", label_of_plural(type, "en"), label_of_plural(type, "zh"));
    out += ",\"may\":[\"read\"";
    for (const std::string_view right : {"create", "edit", "delete"})
        if (may(type, actor, right)) out += fmt::format(",\"{}\"", right);
    for (const auto& verb : type.verbs)
        if (may(type, actor, verb.name)) out += fmt::format(",\"{}\"", verb.name);
    out += "],";
    append_states(out, "editable_in", type, type.is_document ? type.editable_in : 0);
    if (type.is_document) append_verbs(out, actor, type);
    out += ',';
    append_fields(out, actor, type);
    out += fmt::format(",\"list\":{},\"sums\":{}}}", names_json(actor, type, type.list_columns),
                       names_json(actor, type, type.sums));
}

}  // namespace

std::string meta_json(const Actor& actor) {
    std::string out = "{\"nouns\":[";
    std::vector<std::string_view> modules;
    bool first = true;
    for (const auto* type : nouns()) {
        if (!may(*type, actor, "read")) continue;
        if (!first) out += ',';
        first = false;
        append_noun(out, actor, *type);
        if (std::ranges::find(modules, type->module()) == modules.end()) modules.push_back(type->module());
    }
    out += "],\"modules\":[";
    for (std::size_t i = 0; i < modules.size(); ++i) {
        out += fmt::format("{}{{\"name\":\"{}\",", i ? "," : "", modules[i]);
        const auto key = "module." + std::string(modules[i]);
        append_label(out, "label", words(key, "en"), words(key, "zh"));
        out += '}';
    }
    return out + "]}";
}

}  // namespace octant::platform
