#include "app/story.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/explain.hpp"
#include "app/verify.hpp"
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

/// Words of a line; quotes keep blanks together: text="two words".
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

using Fields = std::vector<std::pair<std::string, std::string>>;

Fields fields_of(const std::vector<std::string>& words, std::size_t first) {
    Fields fields;
    for (std::size_t i = first; i < words.size(); ++i) {
        const auto equals = words[i].find('=');
        if (equals != std::string::npos)
            fields.emplace_back(words[i].substr(0, equals), words[i].substr(equals + 1));
    }
    return fields;
}

void append_member(std::string& out, const std::string& name, const std::string& value) {
    if (out.back() != '{') out += ',';
    append_json_string(out, name);
    out += ':';
    if (value.starts_with("json:"))
        out += value.substr(5);
    else
        append_json_string(out, value);
}

std::string object_of(const Fields& fields) {
    std::string out = "{";
    for (const auto& [name, value] : fields) append_member(out, name, value);
    return out + "}";
}

/// A statement of the story with its continuing lines ("+ lines item=A").
struct Statement {
    std::vector<std::string> words;
    std::vector<std::vector<std::string>> lines;
    std::string rest;  // text of a block: import ... <<
};

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
        if (words[0] == "list" || words[0] == "show" || words[0] == "explain" || words[0] == "report" ||
            words[0] == "verify" || words[0] == "history")
            return look(words);
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

    // --- commands
    // ---------------------------------------------------------------------------------------------

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
        if (!found.first) return "> refused record_must_exist\n";
        command.type = found.first, command.id = found.second;
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
    void add_lines(Fields& fields, const Statement& statement,
                   std::pair<const TypeInfo*, std::int64_t> record) {
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
            if (record.first) keep_lines(record, name, changed);
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
    void keep_lines(std::pair<const TypeInfo*, std::int64_t> record, const std::string& name,
                    std::map<std::string, Fields>& changed) {
        (void)workspace_.read(company_, [&](Context& cx) -> Result<void> {
            auto known = make_record(*record.first);
            const auto* lines = record.first->find_lines(name);
            if (!lines || !read_record(cx, *record.first, record.second, known.get())) return {};
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
                auto outcome = Outcome::undo;
                answer = perform(connection, workspace_.ids(), *who, command, outcome);
                return outcome;
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

    using Found = std::pair<const TypeInfo*, std::int64_t>;
    Found find_document(const std::string& key) {
        Found found{nullptr, 0};
        (void)workspace_.read(company_, [&](Context& cx) -> Result<void> {
            found = find_in(cx, key);
            return {};
        });
        return found;
    }

    static Found find_in(Context& cx, const std::string& key) {
        const auto id = key.starts_with('#') ? to_integer(std::string_view(key).substr(1)) : std::nullopt;
        for (const auto* type : nouns())
            if (const auto known = !id                             ? find_by_key(cx, *type, key)
                                   : record_exists(cx, *type, *id) ? *id
                                                                   : 0)
                return {type, known};
        return {nullptr, 0};
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

    // --- looking
    // ----------------------------------------------------------------------------------------------

    std::string look(const std::vector<std::string>& words) {
        const auto who = principal();
        if (!who) return "> refused login_must_be_valid\n";
        std::string out;
        workspace_.database().read([&](Connection& connection) {
            Context cx(connection, who->company, who->actor, workspace_.ids());
            set_clock(cx, *who);
            auto text = words[0] == "list"      ? list(cx, words)
                        : words[0] == "show"    ? show(cx, words)
                        : words[0] == "explain" ? explain(cx, words)
                        : words[0] == "report"  ? report(cx, words)
                        : words[0] == "history" ? history(cx, words)
                                                : verify_text(cx);
            if (!text) text = "refused " + text.error().rule + field_text(text.error().field) + "\n";
            for (const auto line : split(trim(*text), '\n')) out += fmt::format("> {}\n", line);
        });
        return out;
    }

    static Result<std::string> list(Context& cx, const std::vector<std::string>& words) {
        const auto* type = find_noun(words.at(1));
        if (!type) return refuse("noun_must_be_known");
        ListQuery wanted{.sort = "id"};
        for (std::size_t i = 2; i < words.size(); ++i) {
            if (words[i].starts_with("columns="))
                wanted.columns = words[i].substr(8);
            else if (words[i].starts_with("sort="))
                wanted.sort = words[i].substr(5);
            else
                wanted.filter += (wanted.filter.empty() ? "" : " ") + words[i];
        }
        std::string out;
        bool header = true;
        TRY(list_rows(cx, *type, wanted, [&](const std::vector<std::string>& cells) {
            if (std::exchange(header, false)) return;
            for (std::size_t i = 0; i < cells.size(); ++i)
                out += (i ? "  " : "") + (cells[i].empty() ? "-" : cells[i]);
            out += '\n';
        }));
        return out.empty() ? std::string("(none)\n") : out;
    }

    static Result<std::string> show(Context& cx, const std::vector<std::string>& words) {
        const auto [type, id] = find_in(cx, words.at(1));
        if (!type) return refuse("record_must_exist");
        const auto record = TRY(read_any(cx, *type, id));
        const auto digits = money_digits(cx, *type, record.get());
        std::string out;
        for (std::size_t i = 2; i < words.size(); ++i) {
            if (const auto* field = type->find_field(words[i])) {
                out += fmt::format(
                    "{} {}\n", words[i],
                    field->kind == Kind::ref
                        ? title_of(cx, field->target(), field_at<std::int64_t>(record.get(), field->offset))
                        : plain(*field, record.get(), digits));
                continue;
            }
            out += lines_text(cx, *type, record.get(), words[i], digits);
        }
        return out;
    }

    /// "lines:item,quantity": one line of text a line.
    static std::string lines_text(Context& cx, const TypeInfo& type, const void* record,
                                  const std::string& word, int digits) {
        const auto parts = split(word, ':');
        const auto* lines = type.find_lines(parts[0]);
        if (!lines || parts.size() < 2) return word + " ?\n";
        std::string out;
        auto* vector = const_cast<char*>(static_cast<const char*>(record)) + lines->offset;
        for (std::size_t i = 0; i < lines->size(vector); ++i) {
            auto* line = lines->at(vector, i);
            out += std::to_string(static_cast<Line*>(line)->line);
            for (const auto name : split(parts[1], ',')) {
                const auto* field = lines->type().find_field(name);
                if (!field) return word + " ?\n";
                const auto text =
                    field->kind == Kind::ref && !is_empty(*field, line)
                        ? title_of(cx, field->target(), field_at<std::int64_t>(line, field->offset))
                        : plain(*field, line, digits);
                out += fmt::format("  {} {}", name, text.empty() ? "-" : text);
            }
            out += '\n';
        }
        return out;
    }

    static Result<std::string> explain(Context& cx, const std::vector<std::string>& words) {
        auto key = words.at(1);
        if (key.starts_with('#')) key.erase(0, 1);
        return explanation_text(TRY(explain_order(cx, key)));
    }

    static Result<std::string> report(Context& cx, const std::vector<std::string>& words) {
        Request request{.method = "GET", .path = "/api/v1/reports/" + words.at(1)};
        for (std::size_t i = 2; i < words.size(); ++i) request.query += (i > 2 ? "&" : "") + words[i];
        return report_text(cx, request);
    }

    static Result<std::string> history(Context& cx, const std::vector<std::string>& words) {
        auto rows = query(
            cx.db, "SELECT verb, changes FROM event WHERE company_id = ?1 AND record_id = ?2 ORDER BY id",
            cx.company.id, to_integer(std::string_view(words.at(1)).substr(1)).value_or(0));
        std::string out;
        while (rows.next()) out += fmt::format("{} {}\n", rows.text(0), rows.text(1));
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
            if (name == "dry_run") options.dry_run = value == "1";
        }
        const auto result = import_csv(workspace_.database(), workspace_.ids(), *who, *type, csv, options);
        if (!result) return "> refused " + result.error().rule + "\n";
        std::string out = fmt::format("> {} created, {} updated, {} unchanged, {} refused\n", result->created,
                                      result->updated, result->unchanged, result->refused);
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
    Statement statement;
    std::string source;
    const auto flush = [&] {
        out += source;
        if (!statement.words.empty()) out += teller.tell(statement);
        statement = {};
        source.clear();
    };
    bool block = false;
    for (const auto line : split(story, '\n')) {
        if (line.starts_with("> ") || line == ">") continue;  // an answer: told anew
        if (block) {
            source += std::string(line) + "\n";
            if (line == "<<")
                block = false;
            else
                statement.rest += std::string(line) + "\n";
            continue;
        }
        if (line.starts_with("+ ")) {
            statement.lines.push_back(words_of(line.substr(2)));
            source += std::string(line) + "\n";
            continue;
        }
        flush();
        source = std::string(line) + "\n";
        if (line.empty() || line.starts_with('#')) continue;
        statement.words = words_of(line);
        block = statement.words.back() == "<<";
        if (block) statement.words.pop_back();
    }
    flush();
    while (out.ends_with("\n\n")) out.pop_back();
    return out;
}

}  // namespace octant::app
