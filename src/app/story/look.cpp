#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/explain.hpp"
#include "app/story/parts.hpp"
#include "app/story/story.hpp"
#include "app/verify/verify.hpp"
#include "base/text.hpp"
#include "platform/api.hpp"
#include "platform/document.hpp"
#include "platform/list.hpp"
#include "platform/registry.hpp"

namespace octant::app {

using namespace octant::platform;

namespace {

Result<std::string> list(Context& cx, const std::vector<std::string>& words) {
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

/// "lines:item,quantity": one line of text a line.
std::string lines_text(Context& cx, const TypeInfo& type, const void* record, const std::string& word) {
    const auto digits = money_digits(cx, type, record);
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
            const auto text = field->kind == Kind::ref && !is_empty(*field, line)
                                  ? title_of(cx, field->target(), field_at<std::int64_t>(line, field->offset))
                                  : plain(*field, line, digits);
            out += fmt::format("  {} {}", name, text.empty() ? "-" : text);
        }
        out += '\n';
    }
    return out;
}

Result<std::string> show(Context& cx, const std::vector<std::string>& words) {
    const auto [type, id] = find_record(cx, words.at(1));
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
        out += lines_text(cx, *type, record.get(), words[i]);
    }
    return out;
}

Result<std::string> explain(Context& cx, const std::vector<std::string>& words) {
    auto key = words.at(1);
    if (key.starts_with('#')) key.erase(0, 1);
    return explanation_text(TRY(explain_order(cx, key)));
}

Result<std::string> report(Context& cx, const std::vector<std::string>& words) {
    Request request{.method = "GET", .path = "/api/v1/reports/" + words.at(1)};
    for (std::size_t i = 2; i < words.size(); ++i) request.query += (i > 2 ? "&" : "") + words[i];
    return report_text(cx, request);
}

Result<std::string> history(Context& cx, const std::vector<std::string>& words) {
    auto rows =
        query(cx.db, "SELECT verb, changes FROM event WHERE company_id = ?1 AND record_id = ?2 ORDER BY id",
              cx.company.id, to_integer(std::string_view(words.at(1)).substr(1)).value_or(0));
    std::string out;
    while (rows.next()) out += fmt::format("{} {}\n", rows.text(0), rows.text(1));
    return out;
}

Result<std::string> verify(Context& cx, const std::vector<std::string>&) { return verify_text(cx); }

struct Look {
    std::string_view name;
    Result<std::string> (*at)(Context& cx, const std::vector<std::string>& words);
};
constexpr std::array looks{Look{"list", list},     Look{"show", show},       Look{"explain", explain},
                           Look{"report", report}, Look{"history", history}, Look{"verify", verify}};

const Look* find_look(std::string_view word) {
    const auto found = std::ranges::find(looks, word, &Look::name);
    return found == looks.end() ? nullptr : &*found;
}

}  // namespace

bool is_look(std::string_view word) { return find_look(word); }

Result<std::string> look_at(Context& cx, const std::vector<std::string>& words) {
    return find_look(words.at(0))->at(cx, words);
}

}  // namespace octant::app
