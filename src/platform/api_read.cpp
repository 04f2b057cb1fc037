#include "platform/api_read.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "platform/catalogue.hpp"
#include "platform/clock.hpp"
#include "platform/document.hpp"
#include "platform/history.hpp"
#include "platform/transfer.hpp"

namespace octant::platform {
namespace {

bool may_run(const Actor& actor, const Report& report) {
    if (!actor.scope.covers("reports", "read")) return false;
    return actor.has(Role::administrator) || actor.has(Role::auditor) ||
           std::ranges::any_of(report.roles, [&](Role role) { return actor.has(role); });
}

std::string reports_json(const Actor& actor, const std::vector<Report>& reports) {
    std::string out;
    for (const auto& known : reports) {
        if (!may_run(actor, known)) continue;
        std::string parameters;
        for (const auto& name : known.parameters)
            parameters += fmt::format("{}\"{}\"", parameters.empty() ? "" : ",", name);
        const auto word = "report." + known.name;
        out +=
            fmt::format("{}{{\"name\":\"{}\",\"label\":{{\"en\":\"{}\",\"zh\":\"{}\"}},\"parameters\":[{}]}}",
                        out.empty() ? "" : ",", known.name, words(word, "en"), words(word, "zh"), parameters);
    }
    return "{\"reports\":[" + out + "]}";
}

}  // namespace

Result<Response> read_noun(Context& cx, const Request& request, const Target& target) {
    const auto& type = *target.type;
    const auto& rest = target.rest;
    if (rest.empty()) return Response{.body = TRY(list_json(cx, type, list_query_of(request)))};
    if (rest.size() == 1 && rest[0] == "export.csv")
        return Response{.content_type = "text/csv; charset=utf-8",
                        .body = TRY(export_csv(cx, type, list_query_of(request)))};
    if (rest.size() == 1 && rest[0] == "export.xlsx")
        return Response{.content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                        .body = TRY(export_xlsx(cx, type, list_query_of(request)))};
    const auto id = to_integer(rest[0]);
    if (!id) return refuse(Problem{"record_must_exist", "", {{"noun", type.name}}});
    const auto record = TRY(read_any(cx, type, *id));
    if (rest.size() == 1)
        return Response{
            .body = record_json(cx, type, record.get(), {.titles = request.parameter("titles") != "0"}),
            .headers = {{"ETag", fmt::format("\"{}\"", record.head().version)}}};
    if (rest.size() == 2 && rest[1] == "history") return Response{.body = TRY(history_json(cx, type, *id))};
    if (rest.size() == 2 && rest[1] == "related")
        return Response{.body = related_json(cx, type, record.get())};
    return refuse("route_must_exist");
}

Result<Response> read_report(Context& cx, const Request& request, const std::vector<Report>& reports) {
    if (request.path == "/api/v1/reports") return Response{.body = reports_json(cx.actor, reports)};
    constexpr std::string_view prefix = "/api/v1/reports/";
    for (const auto& known : reports) {
        if (request.path != std::string(prefix) + known.name) continue;
        if (!may_run(cx.actor, known))
            return refuse(Problem{"right_must_be_held", "", {{"right", known.name}, {"noun", "report"}}});
        return Response{.body = TRY(known.run(cx, request))};
    }
    return refuse("route_must_exist");
}

std::string principal_json(const Principal& p, const std::vector<Company>& companies) {
    std::string out = fmt::format("{{\"user\":{{\"id\":\"{}\",\"login\":", p.actor.id);
    append_json_string(out, p.login);
    out += ",\"name\":";
    append_json_string(out, p.actor.name);
    out += fmt::format(",\"language\":\"{}\"}},\"companies\":[", p.actor.language);
    const auto append_company = [&](const Company& company) {
        out += fmt::format("{{\"id\":\"{}\",\"code\":", company.id);
        append_json_string(out, company.code);
        out += ",\"name\":";
        append_json_string(out, company.name);
        out += fmt::format(",\"currency\":\"{}\"}}", company.currency.code());
    };
    for (std::size_t i = 0; i < companies.size(); ++i) {
        if (i) out += ',';
        append_company(companies[i]);
    }
    out += "],\"company\":";
    append_company(p.company);
    out += ",\"roles\":[";
    bool first = true;
    for (std::size_t i = 0; i < enum_names<Role>().count; ++i)
        if (p.actor.roles >> i & 1U) {
            out += fmt::format("{}\"{}\"", first ? "" : ",", enum_names<Role>()[i]);
            first = false;
        }
    const auto today = std::chrono::floor<Days>(system_now() + std::chrono::minutes(p.utc_offset_minutes));
    return out + fmt::format("],\"csrf\":\"{}\",\"today\":\"{}\"}}", p.csrf, format_date(today));
}

}  // namespace octant::platform
