#include "platform/api.hpp"
#include "platform/catalogue.hpp"
#include "platform/json.hpp"

namespace octant::platform {

int status_of(const Problem& problem) {
    if (problem.rule == "right_must_be_held") return 403;
    if (problem.rule == "record_must_exist" || problem.rule == "route_must_exist") return 404;
    if (problem.rule == "version_must_be_current" || problem.rule == "state_must_allow_verb" ||
        problem.rule == "key_must_not_be_used_for_another_command")
        return 409;
    if (problem.rule == "login_must_be_valid") return 401;
    if (problem.rule == "login_must_wait") return 429;
    return 422;
}

std::string problem_json(const Problem& problem, std::string_view language) {
    std::string out = "{\"rule\":";
    append_json_string(out, problem.rule);
    out += ",\"field\":";
    append_json_string(out, problem.field);
    out += ",\"message\":";
    append_json_string(out, message_of(problem, language));
    out += ",\"values\":{";
    for (std::size_t i = 0; i < problem.values.size(); ++i) {
        if (i) out += ',';
        append_json_string(out, problem.values[i].first);
        out += ':';
        append_json_string(out, problem.values[i].second);
    }
    return out + "}}";
}

}  // namespace octant::platform
