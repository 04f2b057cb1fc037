#include "platform/catalogue.hpp"

#include <initializer_list>
#include <unordered_map>

#include "base/text.hpp"
#include "platform/registry.hpp"

namespace octant::platform {
namespace {

struct Entry {
    std::string_view english;
    std::string_view chinese;
};
std::unordered_map<std::string, Entry>& entries() {
    static std::unordered_map<std::string, Entry> table;
    return table;
}

std::string_view first_of(std::initializer_list<std::string> keys, std::string_view language) {
    for (const auto& key : keys)
        if (const auto found = words(key, language); !found.empty()) return found;
    return {};
}

}  // namespace

void load_catalogue(std::string_view text) {
    for (const auto line : split(text, '\n')) {
        const auto parts = split(line, '\t');
        if (parts.size() == 3 && !line.starts_with('#'))
            entries()[std::string(trim(parts[0]))] = {trim(parts[1]), trim(parts[2])};
    }
}

std::string_view words(std::string_view key, std::string_view language) {
    const auto found = entries().find(std::string(key));
    if (found == entries().end()) return {};
    return language == "zh" ? found->second.chinese : found->second.english;
}

std::string_view label_of_noun(const TypeInfo& type, std::string_view language) {
    return words(type.name, language);
}

std::string_view label_of_plural(const TypeInfo& type, std::string_view language) {
    return first_of({type.name + "s", type.name}, language);
}
std::string_view label_of_field(const TypeInfo& type, std::string_view field, std::string_view language) {
    return first_of({type.name + "." + std::string(field), "field." + std::string(field)}, language);
}
std::string_view label_of_state(const TypeInfo& type, std::string_view state, std::string_view language) {
    return first_of({type.name + ".state." + std::string(state), "state." + std::string(state)}, language);
}
std::string_view label_of_verb(const TypeInfo& type, std::string_view verb, std::string_view language) {
    return first_of({type.name + ".verb." + std::string(verb), "verb." + std::string(verb)}, language);
}
std::string_view label_of_value(const TypeInfo& type, std::string_view field, std::string_view value,
                                std::string_view language) {
    return first_of({type.name + "." + std::string(field) + "." + std::string(value),
                     "value." + std::string(field) + "." + std::string(value), "value." + std::string(value)},
                    language);
}

std::string message_of(const Problem& problem, std::string_view language) {
    const auto text = words("rule." + problem.rule, language);
    if (text.empty()) return problem.rule;
    std::string out(text);
    for (const auto& [name, value] : problem.values)
        if (const auto at = out.find("{" + name + "}"); at != std::string::npos)
            out.replace(at, name.size() + 2, value);
    return out;
}

static void add_missing(std::vector<std::string>& missing, const TypeInfo& type) {
    for (const auto* language : {"en", "zh"}) {
        const auto want = [&](std::string_view label, const std::string& key) {
            if (label.empty()) missing.push_back(key + " (" + language + ")");
        };
        want(label_of_noun(type, language), type.name);
        for (const auto& field : type.fields) {
            want(label_of_field(type, field.name, language), type.name + "." + std::string(field.name));
            if (field.kind == Kind::enumeration && field.name != "state")
                for (const auto value : field.values)
                    want(label_of_value(type, field.name, value, language),
                         type.name + "." + std::string(field.name) + "." + std::string(value));
        }
        for (const auto& lines : type.lines)
            want(label_of_field(type, lines.name, language), type.name + "." + std::string(lines.name));
        for (const auto state : type.states)
            want(label_of_state(type, state, language), type.name + ".state." + std::string(state));
        for (const auto& verb : type.verbs)
            want(label_of_verb(type, verb.name, language), type.name + ".verb." + std::string(verb.name));
    }
}

std::vector<std::string> missing_labels() {
    std::vector<std::string> missing;
    for (const auto* type : nouns()) {
        add_missing(missing, *type);
        for (const auto& lines : type->lines) add_missing(missing, lines.type());
    }
    return missing;
}

}  // namespace octant::platform
