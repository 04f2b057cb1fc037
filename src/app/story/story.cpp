#include "app/story/story.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/story/parts.hpp"
#include "base/text.hpp"
#include "platform/api.hpp"
#include "platform/clock.hpp"
#include "platform/command.hpp"
#include "platform/document.hpp"
#include "platform/list.hpp"
#include "platform/registry.hpp"
#include "platform/transfer.hpp"

namespace octant::app {
namespace {

using namespace octant::platform;

class Teller {
public:
    explicit Teller(Workspace& workspace) : workspace_(workspace) {}

    std::string tell(const Statement& statement) {
        auto words = statement.words;
        std::string name;
        if (words.size() > 2 && words[0].starts_with('$') && words[1] == "=") {
            name = words[0];
            words.erase(words.begin(), words.begin() + 2);
        }
        if (words.size() > 1 && words[0] == "as") {
            login_ = words[1];
            words.erase(words.begin(), words.begin() + 2);
        }
        for (auto& word : words) word = replaced(word);
        std::string answer;
        try {
            answer = carry(words, statement);
        } catch (const std::exception& fault) {
            answer = fmt::format("> fault {}\n", fault.what());
        }
        if (!name.empty()) names_[name] = "#" + std::to_string(last_id_);
        login_ = "admin";
        return answer;
    }

private:
    std::string replaced(const std::string& word) {
        std::string out = word;
        for (const auto& [name, value] : names_)
            for (auto at = out.find(name); at != std::string::npos; at = out.find(name, at + value.size()))
                if (at + name.size() == out.size() ||
                    !std::isalnum(static_cast<unsigned char>(out[at + name.size()])))
                    out.replace(at, name.size(), value);
        return out;
    }

    std::string carry(const std::vector<std::string>& words, const Statement& statement) {
        if (words.empty()) return {};
        if (words[0] == "today") return set_today(words.at(1));
        if (words[0] == "company") return company_ = to_integer(words.at(1)).value_or(0), std::string();
        if (is_look(words[0])) return look(words);
        if (words[0] == "import") return import(words, statement.rest);
        if (words[0] == "second") return second_company();
        if (words[0] == "find") return find_one_by(words);
        if (words[0] == "again") {
            login_ = last_login_;
            return perform_command(last_);
        }
        return command(words, statement);
    }

    /// From here on the story is told in another firm of the same database.
    std::string second_company() {
        const auto id = create_company(
            workspace_,
            {.code = "B2", .name = "Second Ltd", .currency = "EUR", .chart = "ifrs", .language = "en"});
        if (!id) return "> refused " + id.error().rule + "\n";
        const auto user = create_user(workspace_, *id,
                                      {.login = "admin", .name = "Administrator", .roles = "administrator"});
        if (!user) return "> refused " + user.error().rule + "\n";
        company_ = *id;
        return "> Second Ltd\n";
    }

    static std::string set_today(const std::string& text) {
        const auto date = parse_date(text);
        if (!date) return "> refused " + date.error().rule + "\n";
        freeze_clock(Instant{*date} + std::chrono::hours(1));
        return {};
    }

    std::string command(const std::vector<std::string>& words, const Statement& statement) {
        Command command{.kind = Command::create};
        std::size_t at = 0;
        if (words[at] == "preview") command.preview = true, ++at;
        const auto& verb = words.at(at++);
        if (verb == "create") {
            command.type = find_noun(words.at(at++));
            if (!command.type) return "> refused noun_must_be_known\n";
            Fields fields = fields_of(words, at);
            add_lines(fields, statement, {});
            command.body = object_of(options_taken(fields, command));
            return perform_command(command);
        }
        const auto found = find_document(words.at(at++));
        if (!found.type) return "> refused record_must_exist\n";
        command.type = found.type, command.id = found.id;
        command.kind = verb == "edit" ? Command::edit : verb == "delete" ? Command::erase : Command::verb;
        command.verb_name = verb;
        auto fields = fields_of(words, at);
        add_lines(fields, statement, found);
        command.body = object_of(options_taken(fields, command));
        return perform_command(command);
    }

    /// key=, version= and note= belong to the command, not to the record.
    static Fields options_taken(Fields fields, Command& command) {
        std::erase_if(fields, [&](const auto& field) {
            if (field.first == "!key")
                command.key = field.second;
            else if (field.first == "!version")
                command.version = to_integer(field.second).value_or(-1);
            else
                return false;
            return true;
        });
        return fields;
    }

    /// Lines come as JSON arrays; "lines.2.quantity=3" changes one of the lines that are there,
    /// "lines.2=none" drops it.
    void add_lines(Fields& fields, const Statement& statement, const FoundRecord& record) {
        std::map<std::string, std::map<std::string, Fields>> arrays;
        std::vector<std::string> dropped;
        std::erase_if(fields, [&](const auto& field) {
            const auto parts = split(field.first, '.');
            if (parts.size() == 2 && field.second == "none") dropped.push_back(field.first);
            if (parts.size() == 3)
                arrays[std::string(parts[0])][std::string(parts[1])].emplace_back(parts[2], field.second);
            if (parts.size() == 2) arrays[std::string(parts[0])];
            return parts.size() > 1;
        });
        int added = 0;
        for (const auto& line : statement.lines) {
            auto values = line;
            for (auto& value : values) value = replaced(value);
            arrays[values.at(0)]["+" + std::to_string(++added)] = fields_of(values, 1);
        }
        for (auto& [name, changed] : arrays) {
            if (record.type) keep_lines(record, name, changed);
            std::string json = "[";
            for (auto& [number, values] : changed) {
                if (std::ranges::find(dropped, name + "." + number) != dropped.end()) continue;
                if (!number.starts_with('+')) values.emplace_back("line", "json:" + number);
                json += (json.size() > 1 ? "," : "") + object_of(values);
            }
            fields.emplace_back(name, "json:" + json + "]");
        }
    }

    /// Lines that are there and not spoken of stay.
    void keep_lines(const FoundRecord& record, const std::string& name,
                    std::map<std::string, Fields>& changed) {
        (void)workspace_.read(company_, [&](Context& cx) -> Result<void> {
            auto known = make_record(*record.type);
            const auto* lines = record.type->find_lines(name);
            if (!lines || !read_record(cx, *record.type, record.id, known.get())) return {};
            auto* vector = static_cast<char*>(known.get()) + lines->offset;
            for (std::size_t i = 0; i < lines->size(vector); ++i)
                changed[std::to_string(static_cast<Line*>(lines->at(vector, i))->line)];
            return {};
        });
    }

    PrincipalPtr principal() {
        PrincipalPtr who;
        workspace_.database().read(
            [&](Connection& connection) { who = principal_of(connection, login_, company_); });
        return who;
    }

    std::string perform_command(const Command& command) {
        last_ = command;
        last_login_ = login_;
        const auto who = principal();
        if (!who) return "> refused login_must_be_valid\n";
        Answer answer;
        std::int64_t id = command.id;
        try {
            workspace_.database().write([&](Connection& connection) {
                auto performed = perform(connection, workspace_.ids(), *who, command);
                answer = std::move(performed.answer);
                return performed.outcome;
            });
        } catch (const std::overflow_error&) {
            return "> refused number_must_be_in_range\n";
        }
        if (answer.status >= 400)
            return "> refused " + *json_member(answer.body, "rule") +
                   field_text(*json_member(answer.body, "field")) + "\n";
        if (command.preview) return effects_text(answer.body);
        if (command.kind == Command::create)
            id = to_integer(json_member(answer.body, "id").value_or("0")).value_or(0);
        last_id_ = id;
        return command.kind == Command::erase ? "> deleted\n" : "> " + line_of(*command.type, id) + "\n";
    }

    static std::string field_text(const std::string& field) {
        return field.empty() ? "" : " (" + field + ")";
    }

    static std::string effects_text(std::string_view body) {
        std::string out;
        for (const auto& line : effect_lines(body)) out += "> " + line + "\n";
        return out;
    }

    FoundRecord find_document(const std::string& key) {
        FoundRecord found;
        (void)workspace_.read(company_, [&](Context& cx) -> Result<void> {
            found = find_record(cx, key);
            return {};
        });
        return found;
    }

    /// "SO-2026-00001 confirmed", or the title of a record.
    std::string line_of(const TypeInfo& type, std::int64_t id) {
        std::string out;
        (void)workspace_.read(company_, [&](Context& cx) -> Result<void> {
            auto record = make_record(type);
            if (!read_record(cx, type, id, record.get())) return {};
            const auto* number = type.find_field(type.is_document ? "number" : type.title);
            out = plain(*number, record.get(), 2);
            if (out.empty()) out = type.name;
            if (type.is_document)
                out +=
                    fmt::format(" {}", type.states[static_cast<std::size_t>(state_of(type, record.get()))]);
            return {};
        });
        return out;
    }

    std::string look(const std::vector<std::string>& words) {
        const auto who = principal();
        if (!who) return "> refused login_must_be_valid\n";
        std::string out;
        workspace_.database().read([&](Connection& connection) {
            Context cx(connection, who->company, who->actor, workspace_.ids());
            set_clock(cx, *who);
            auto text = look_at(cx, words);
            if (!text) text = "refused " + text.error().rule + field_text(text.error().field) + "\n";
            for (const auto line : split(trim(*text), '\n')) out += fmt::format("> {}\n", line);
        });
        return out;
    }

    /// $d = find supply.delivery state:draft - the youngest that fits.
    std::string find_one_by(const std::vector<std::string>& words) {
        const auto* type = find_noun(words.at(1));
        if (!type) return "> refused noun_must_be_known\n";
        ListQuery wanted{.sort = "-id", .columns = "id"};
        for (std::size_t i = 2; i < words.size(); ++i)
            wanted.filter += (wanted.filter.empty() ? "" : " ") + words[i];
        last_id_ = 0;
        (void)workspace_.read(company_, [&](Context& cx) -> Result<void> {
            return list_rows(cx, *type, wanted, [&](const std::vector<std::string>& cells) {
                if (const auto id = to_integer(cells[0]); id && !last_id_) last_id_ = *id;
            });
        });
        return last_id_ ? "> " + line_of(*type, last_id_) + "\n" : "> (none)\n";
    }

    std::string import(const std::vector<std::string>& words, const std::string& csv) {
        const auto* type = find_noun(words.at(1));
        const auto who = principal();
        if (!type || !who) return "> refused noun_must_be_known\n";
        ImportOptions options;
        for (const auto& [name, value] : fields_of(words, 2)) {
            if (name == "key") options.key = value;
            if (name == "skip") options.skip = to_integer(value).value_or(0);
            if (name == "resume") options.resume = value == "1";
            if (name == "dry_run") options.dry_run = value == "1";
        }
        const auto result = import_csv({workspace_.database(), workspace_.ids(), *who}, *type, csv, options);
        if (!result) return "> refused " + result.error().rule + "\n";
        std::string out =
            fmt::format("> {} created, {} updated, {} unchanged, {} refused; {} rows done\n", result->created,
                        result->updated, result->unchanged, result->refused, result->rows);
        for (const auto& [line, problem] : result->errors)
            out += fmt::format("> line {} {}{}\n", line, problem.rule, field_text(problem.field));
        return out;
    }

    Workspace& workspace_;
    std::string login_ = "admin";
    std::string last_login_;
    std::int64_t company_ = 0;
    std::int64_t last_id_ = 0;
    Command last_{.kind = Command::create};
    std::map<std::string, std::string> names_;
};

}  // namespace

std::string tell_story(Workspace& workspace, std::string_view story) {
    Teller teller(workspace);
    std::string out;
    for (const auto& statement : statements_of(story)) {
        out += statement.source;
        if (!statement.words.empty()) out += teller.tell(statement);
    }
    while (out.ends_with("\n\n")) out.pop_back();
    return out;
}

}  // namespace octant::app
