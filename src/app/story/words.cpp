#include "app/story/parts.hpp"
#include "base/text.hpp"
#include "platform/json.hpp"

namespace octant::app {
namespace {

using namespace octant::platform;

void append_member(std::string& out, const std::string& name, const std::string& value) {
    if (out.back() != '{') out += ',';
    append_json_string(out, name);
    out += ':';
    if (value.starts_with("json:"))
        out += value.substr(5);
    else
        append_json_string(out, value);
}

}  // namespace

std::vector<std::string> words_of(std::string_view line) {
    std::vector<std::string> words;
    std::string word;
    bool quoted = false;
    bool any = false;
    for (const char c : line) {
        if (c == '"')
            quoted = !quoted, any = true;
        else if (c == ' ' && !quoted) {
            if (any || !word.empty()) words.push_back(std::move(word));
            word.clear();
            any = false;
        } else
            word += c;
    }
    if (any || !word.empty()) words.push_back(std::move(word));
    return words;
}

Fields fields_of(const std::vector<std::string>& words, std::size_t first) {
    Fields fields;
    for (std::size_t i = first; i < words.size(); ++i) {
        const auto equals = words[i].find('=');
        if (equals != std::string::npos)
            fields.emplace_back(words[i].substr(0, equals), words[i].substr(equals + 1));
    }
    return fields;
}

std::string object_of(const Fields& fields) {
    std::string out = "{";
    for (const auto& [name, value] : fields) append_member(out, name, value);
    return out + "}";
}

std::vector<Statement> statements_of(std::string_view story) {
    std::vector<Statement> statements(1);
    bool block = false;
    for (const auto line : split(story, '\n')) {
        if (line.starts_with("> ") || line == ">") continue;  // an answer: told anew
        const auto kept_line = std::string(line) + "\n";
        auto& last = statements.back();
        if (block) {
            last.source += kept_line;
            block = line != "<<";
            if (block) last.rest += kept_line;
            continue;
        }
        if (line.starts_with("+ ")) {
            last.lines.push_back(words_of(line.substr(2)));
            last.source += kept_line;
            continue;
        }
        Statement next{.source = kept_line};
        if (!line.empty() && !line.starts_with('#')) next.words = words_of(line);
        block = !next.words.empty() && next.words.back() == "<<";
        if (block) next.words.pop_back();
        statements.push_back(std::move(next));
    }
    return statements;
}

}  // namespace octant::app
