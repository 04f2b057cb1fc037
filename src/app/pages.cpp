#include "app/pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "app/data_commands.hpp"
#include "app/documents.hpp"
#include "app/files.hpp"
#include "app/options.hpp"
#include "app/reactions.hpp"
#include "platform/registry.hpp"

namespace octant::app {

using namespace octant::platform;

namespace {

constexpr std::string_view first_mark = "<!-- made by ./dev bless from the descriptions -->\n";
constexpr std::string_view last_mark = "<!-- until here -->\n";

/// From and to of an arrow, and the verbs on it.
using Arrows = std::map<std::pair<int, int>, std::string>;

Arrows arrows_of(const TypeInfo& type) {
    Arrows arrows;
    for (const auto& verb : type.verbs)
        for (int from = 0; from < static_cast<int>(type.states.count); ++from) {
            if (!(verb.from >> from & 1U)) continue;
            auto& label = arrows[{from, verb.to}];
            label += fmt::format("{}{}{}", label.empty() ? "" : ", ", verb.name, verb.decide ? "*" : "");
        }
    return arrows;
}

/// One noun in the picture of its module; the first state is drawn round.
std::string subgraph(const TypeInfo& type) {
    const auto name = std::string(type.name).substr(type.module().size() + 1);
    const auto node = [&](int index) {
        const auto state = type.states[static_cast<std::size_t>(index)];
        return fmt::format("{}_{}{}{}{}", name, state, index ? "[" : "([", state, index ? "]" : "])");
    };
    auto out = fmt::format("    subgraph {}\n", name);
    for (const auto& [ends, label] : arrows_of(type))
        out += fmt::format("        {} -->|{}| {}\n", node(ends.first), label, node(ends.second));
    return out + "    end\n";
}

std::string picture(const std::string& module) {
    std::string out;
    bool decides = false;
    for (const auto* type : nouns()) {
        if (type->module() != module || type->verbs.empty()) continue;
        out += subgraph(*type);
        decides = decides ||
                  std::ranges::any_of(type->verbs, [](const auto& verb) { return verb.decide != nullptr; });
    }
    if (out.empty()) return out;
    return fmt::format("\n```mermaid\nflowchart LR\n{}```\n{}", out,
                       decides ? "`*` may lead to another state: the rule beside the noun says when.\n" : "");
}

/// What others act on: verbs by noun, in the order of the table of reactions.
std::string facts(const std::string& module) {
    std::vector<std::pair<std::string_view, std::string>> by_noun;
    for (const auto& row : reactions()) {
        if (!row.noun.starts_with(module + ".")) continue;
        if (by_noun.empty() || by_noun.back().first != row.noun) by_noun.emplace_back(row.noun, "");
        auto& verbs = by_noun.back().second;
        verbs += fmt::format("{}{}", verbs.empty() ? "" : ", ", row.verb);
    }
    std::string out;
    for (const auto& [noun, verbs] : by_noun)
        out += fmt::format("{}`{}` {}", out.empty() ? "" : "; ", noun, verbs);
    return out.empty() ? "Nobody acts on what happens here.\n" : "Others act on: " + out + ".\n";
}

std::string path_of(const std::string& root, const std::string& module) {
    return root + "/src/" + module + "/README.md";
}

}  // namespace

std::vector<std::string> documented_modules() {
    register_all();
    std::vector<std::string> modules;
    for (const auto* type : nouns())
        // What lies in the platform's own module, access, is described in docs/.
        if (const std::string module(type->module());
            module != "access" && std::ranges::find(modules, module) == modules.end())
            modules.push_back(module);
    return modules;
}

std::string with_pictures(const std::string& page, const std::string& module) {
    const auto first = page.find(first_mark);
    const auto last = page.find(last_mark);
    if (first == std::string::npos || last == std::string::npos)
        throw std::runtime_error("the README of " + module + " lacks a mark of its generated part");
    return page.substr(0, first + first_mark.size()) + facts(module) + picture(module) + page.substr(last);
}

int pages_command(int argc, char** argv) {
    std::string root;
    bool check = false;
    Options options("pages",
                    "Rewrite the state pictures in the README of each module, from the descriptions.");
    options.text("root", root, "the folder of the repository", true)
        .flag("--check", check, "change nothing; name the pages that are stale");
    if (const auto code = options.parse(argc, argv)) return *code;
    int stale = 0;
    for (const auto& module : documented_modules()) {
        const auto path = path_of(root, module);
        const auto page = read_file(path);
        const auto made = with_pictures(page, module);
        if (made == page) continue;
        ++stale;
        if (check)
            fmt::print("{} is stale: ./dev bless rewrites it\n", path);
        else
            write_file(path, made);
    }
    return check && stale ? exit_refused : exit_done;
}

}  // namespace octant::app
