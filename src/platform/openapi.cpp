#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "platform/api.hpp"
#include "platform/catalogue.hpp"
#include "platform/json.hpp"
#include "platform/registry.hpp"

namespace octant::platform {

std::vector<Route> all_routes() {
    std::vector<Route> routes{
        {"POST", "/api/v1/login", nullptr, ""},  {"POST", "/api/v1/logout", nullptr, ""},
        {"GET", "/api/v1/me", nullptr, ""},      {"PATCH", "/api/v1/me", nullptr, ""},
        {"GET", "/api/v1/meta", nullptr, ""},    {"GET", "/api/v1/openapi.json", nullptr, ""},
        {"GET", "/api/v1/reports", nullptr, ""}, {"GET", "/api/v1/reports/{report}", nullptr, ""},
    };
    for (const auto* type : nouns()) {
        const auto base = fmt::format("/api/v1/{}/{}", type->module(), type->noun());
        const auto add = [&](const char* method, const std::string& path, std::string_view right) {
            routes.push_back({method, base + path, type, std::string(right)});
        };
        add("GET", "", "read");
        add("POST", "", "create");
        add("POST", "/new", "create");
        add("POST", "/import", "create");
        add("GET", "/export.csv", "read");
        add("GET", "/export.xlsx", "read");
        add("GET", "/{id}", "read");
        add("PATCH", "/{id}", "edit");
        add("DELETE", "/{id}", "delete");
        add("GET", "/{id}/history", "read");
        add("GET", "/{id}/related", "read");
        for (const auto& verb : type->verbs) add("POST", "/{id}/" + std::string(verb.name), verb.name);
    }
    return routes;
}

namespace {

constexpr std::string_view openapi_head = R"({"openapi":"3.1.0",
"info":{"title":"Octant","version":"1","description":"Operations management with sales at its centre.",
"license":{"name":"Apache-2.0","identifier":"Apache-2.0"}},
"servers":[{"url":"/"}],"security":[{"session":[]},{"token":[]}],"paths":{)";

constexpr std::string_view security_schemes = R"(},"components":{"securitySchemes":{
"session":{"type":"apiKey","in":"cookie","name":"octant_session"},
"token":{"type":"http","scheme":"bearer"}},"schemas":{)";

constexpr std::string_view common_schemas = R"(
"Reference":{"type":"object",
"properties":{"id":{"type":"string"},"title":{"type":"string"}},"required":["id"]},
"AnyReference":{"type":"object",
"properties":{"noun":{"type":"string"},"id":{"type":"string"}},"required":["noun","id"]},
"Problem":{"type":"object",
"properties":{"rule":{"type":"string"},"field":{"type":"string"},"message":{"type":"string"},
"values":{"type":"object"}},"required":["rule"]})";

std::string schema_name(const TypeInfo& type) {
    std::string name;
    bool capital = true;
    for (const char c : type.name) {
        if (c == '.' || c == '_') {
            capital = true;
            continue;
        }
        name += capital ? static_cast<char>(std::toupper(c)) : c;
        capital = false;
    }
    return name;
}

std::string field_schema(const FieldInfo& field) {
    switch (field.kind) {
        case Kind::text:
            return fmt::format(R"("type":"string","maxLength":{})", field.max_length);
        case Kind::integer:
            return field.name == "id" ? R"("type":"string")" : R"("type":"integer")";
        case Kind::boolean:
            return R"("type":"boolean")";
        case Kind::date:
            return R"("type":["string","null"],"format":"date")";
        case Kind::instant:
            return R"("type":["string","null"],"format":"date-time")";
        case Kind::currency:
            return R"("type":["string","null"],"pattern":"^[A-Z]{3}$")";
        case Kind::ref:
            return R"("oneOf":[{"type":"string"},{"$ref":"#/components/schemas/Reference"},{"type":"null"}])";
        case Kind::any_ref:
            return R"("oneOf":[{"$ref":"#/components/schemas/AnyReference"},{"type":"null"}])";
        case Kind::enumeration: {
            std::string out = R"("type":"string","enum":[)";
            for (std::size_t i = 0; i < field.values.count; ++i)
                out += fmt::format("{}\"{}\"", i ? "," : "", field.values[i]);
            return out + "]";
        }
        default:
            return R"("type":"string","pattern":"^-?[0-9]+(\\.[0-9]+)?$")";
    }
}

void append_schema(std::string& out, const TypeInfo& type) {
    std::string required_names;
    out += fmt::format("\"{}\":{{\"type\":\"object\",\"description\":", schema_name(type));
    append_json_string(out, label_of_noun(type, "en"));
    out += ",\"additionalProperties\":false,\"properties\":{";
    bool first = true;
    for (const auto& field : type.fields) {
        out += fmt::format("{}\"{}\":{{{}", first ? "" : ",", field.name, field_schema(field));
        first = false;
        if (field.readonly) out += ",\"readOnly\":true";
        out += ",\"description\":";
        append_json_string(out, label_of_field(type, field.name, "en"));
        out += '}';
        if (field.required && !field.readonly)
            required_names += fmt::format("{}\"{}\"", required_names.empty() ? "" : ",", field.name);
    }
    for (const auto& lines : type.lines)
        out +=
            fmt::format(",\"{}\":{{\"type\":\"array\",\"items\":{{\"$ref\":\"#/components/schemas/{}\"}}}}",
                        lines.name, schema_name(lines.type()));
    out += '}';
    if (!required_names.empty()) out += ",\"required\":[" + required_names + "]";
    out += "},";
    for (const auto& lines : type.lines) append_schema(out, lines.type());
}

std::string list_parameters() {
    std::string out = R"([{"name":"limit","in":"query",)"
                      R"("schema":{"type":"integer","minimum":1,"maximum":1000}})";
    for (const char* name : {"filter", "search", "sort", "columns", "sum", "group", "after"})
        out += fmt::format(R"(,{{"name":"{}","in":"query","schema":{{"type":"string"}}}})", name);
    return out + "]";
}

std::string path_parameters(const std::string& path) {
    std::string out;
    for (const std::string_view name : {"id", "report"})
        if (path.find("{" + std::string(name) + "}") != std::string::npos)
            out += fmt::format(R"({{"name":"{}","in":"path","required":true,"schema":{{"type":"string"}}}})",
                               name);
    return "[" + out + "]";
}

std::string operation_id(const Route& route) {
    std::string out = lower(route.method);
    for (const char c : std::string_view(route.path).substr(7))
        out += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
    return out;
}

std::string_view summary_of(const Route& route) {
    if (!route.type) return route.path;
    return route.right;
}

void append_operation(std::string& out, const Route& route) {
    const bool is_list = route.type && route.method == "GET" && route.path.find('{') == std::string::npos;
    const bool is_record = route.type && (route.path.ends_with("{id}") || route.method == "POST") &&
                           !route.path.ends_with("/import");
    out += fmt::format("\"{}\":{{\"operationId\":\"{}\",\"tags\":[\"{}\"],\"summary\":", lower(route.method),
                       operation_id(route), route.type ? route.type->name : "session");
    append_json_string(
        out, fmt::format("{} {}", summary_of(route), route.type ? label_of_noun(*route.type, "en") : ""));
    out += ",\"parameters\":";
    out += is_list ? list_parameters() : path_parameters(route.path);
    if (route.method == "POST" || route.method == "PATCH") {
        const bool csv = route.path.ends_with("/import");
        const auto schema =
            csv ? R"({"type":"string"})"
            : route.type && route.method == "POST" && (route.right == "create")
                ? fmt::format("{{\"$ref\":\"#/components/schemas/{}\"}}", schema_name(*route.type))
                : std::string(R"({"type":"object"})");
        out += fmt::format(",\"requestBody\":{{\"content\":{{\"{}\":{{\"schema\":{}}}}}}}",
                           csv ? "text/csv" : "application/json", schema);
    }
    const auto schema =
        is_record && route.method != "DELETE"
            ? fmt::format("{{\"$ref\":\"#/components/schemas/{}\"}}", schema_name(*route.type))
            : std::string(R"({"type":"object"})");
    const auto status = route.type && route.method == "POST" && route.path.find('{') == std::string::npos &&
                                !route.path.ends_with("/import") && !route.path.ends_with("/new")
                            ? 201
                            : 200;
    const std::string_view type = route.path.ends_with(".csv") ? "text/csv"
                                  : route.path.ends_with(".xlsx")
                                      ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                                      : "application/json";
    out += fmt::format(
        ",\"responses\":{{\"{}\":{{\"description\":\"done\",\"content\":{{\"{}\":{{\"schema\":{}}}}}}},"
        "\"4XX\":{{\"description\":\"refused\",\"content\":{{\"application/"
        "json\":{{\"schema\":{{\"$ref\":\"#/components/schemas/Problem\"}}}}}}}}}}",
        status, type, schema);
    if (route.path == "/api/v1/login") out += ",\"security\":[]";
    out += '}';
}

}  // namespace

std::string openapi_json() {
    std::string out(openapi_head);
    const auto routes = all_routes();
    std::vector<std::string> paths;
    for (const auto& route : routes)
        if (std::find(paths.begin(), paths.end(), route.path) == paths.end()) paths.push_back(route.path);
    for (std::size_t i = 0; i < paths.size(); ++i) {
        out += fmt::format("{}\"{}\":{{", i ? "," : "", paths[i]);
        bool first = true;
        for (const auto& route : routes) {
            if (route.path != paths[i]) continue;
            if (!first) out += ',';
            first = false;
            append_operation(out, route);
        }
        out += '}';
    }
    out += security_schemes;
    for (const auto* type : nouns()) append_schema(out, *type);
    return out.append(common_schemas) + "}}}";
}

}  // namespace octant::platform
