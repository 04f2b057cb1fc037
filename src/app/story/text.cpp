#include <boost/json.hpp>

#include "app/documents.hpp"
#include "app/story/story.hpp"

namespace octant::app {
namespace {

namespace json = boost::json;

std::string cell_text(const json::value& value) {
    if (value.is_null()) return "-";
    if (value.is_string()) return value.get_string().empty() ? "-" : std::string(value.get_string());
    if (const auto* object = value.if_object())
        if (const auto* title = object->if_contains("title")) return cell_text(*title);
    return json::serialize(value);
}

std::string row_text(const json::array& row) {
    std::string out;
    for (const auto& value : row) out += (out.empty() ? "" : "  ") + cell_text(value);
    return out + "\n";
}

}  // namespace

std::vector<std::string> effect_lines(std::string_view preview_json) {
    const auto value = json::parse(json::string_view(preview_json.data(), preview_json.size()));
    std::vector<std::string> lines;
    for (const auto& effect : value.at("effects").as_array()) {
        const auto head = cell_text(effect.at("noun")) + " " + cell_text(effect.at("number")) + " " +
                          cell_text(effect.at("verb"));
        lines.push_back(head);
        for (const auto& change : effect.at("changes").as_array()) {
            const auto field = cell_text(change.at("field"));
            // Who enters it is said by the line before; the story tells what was agreed.
            if (field == "owner") continue;
            lines.push_back("  " + field + " " + cell_text(change.at("old")) + " -> " +
                            cell_text(change.at("new")));
        }
    }
    for (const auto& more : value.at("more").as_object())
        lines.push_back("and " + cell_text(more.value()) + " more of " + std::string(more.key()));
    for (const auto& total : value.at("totals").as_array())
        lines.push_back("in all " + cell_text(total.at("title")) + "  " + cell_text(total.at("amount")));
    return lines;
}

Result<std::string> report_text(platform::Context& cx, const platform::Request& request) {
    for (const auto& report : reports()) {
        if (request.path != "/api/v1/reports/" + report.name) continue;
        const auto value = json::parse(TRY(report.run(cx, request)));
        std::string out;
        for (const auto& row : value.at("rows").as_array()) out += row_text(row.as_array());
        return out + "total  " + row_text(value.at("totals").as_array());
    }
    return refuse("record_must_exist");
}

}  // namespace octant::app
