#include "platform/api_request.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "platform/registry.hpp"

namespace octant::platform {

Target target_of(std::string_view path) {
    Target target;
    const auto parts = split(path.substr(std::string_view("/api/v1/").size()), '/');
    if (parts.size() < 2) return target;
    target.type = find_noun(fmt::format("{}.{}", parts[0], parts[1]));
    target.rest.assign(parts.begin() + 2, parts.end());
    return target;
}

std::string client_address(const Request& request) {
    const bool is_proxy = request.remote.starts_with("127.") || request.remote == "::1";
    // What stands before the last comma is what the client says of itself.
    const auto address = is_proxy ? trim(split(request.header("x-forwarded-for"), ',').back())
                                  : std::string_view(request.remote);
    if (address.find('.') != std::string_view::npos) return std::string(address);
    std::size_t groups = 0;
    for (std::size_t i = 0; i < address.size(); ++i)
        if (address[i] == ':' && ++groups == 4) return std::string(address.substr(0, i));
    return std::string(address);
}

std::optional<Command> command_of(const Request& request, const Target& target) {
    const auto& rest = target.rest;
    Command command{.kind = Command::create, .type = target.type, .body = request.body};
    const auto id = rest.empty() ? std::nullopt : to_integer(rest[0]);
    if (request.method == "POST" && rest.empty())
        command.kind = Command::create;
    else if (request.method == "POST" && rest.size() == 1 && rest[0] == "new")
        command.kind = Command::complete;
    else if (request.method == "PATCH" && rest.size() == 1 && id)
        command.kind = Command::edit;
    else if (request.method == "DELETE" && rest.size() == 1 && id)
        command.kind = Command::erase;
    else if (request.method == "POST" && rest.size() == 2 && id)
        command.kind = Command::verb, command.verb_name = rest[1];
    else
        return std::nullopt;
    command.id = id.value_or(0);
    auto match = trim(request.header("if-match"));
    if (match.size() > 2 && match.front() == '"') match = match.substr(1, match.size() - 2);
    command.version = to_integer(match).value_or(match.empty() || match == "*" ? 0 : -1);
    command.key = request.header("idempotency-key");
    command.note = request.header("x-note");
    command.preview = request.parameter("preview") == "1";
    command.titles = request.parameter("titles") == "1";
    return command;
}

ListQuery list_query_of(const Request& request) {
    ListQuery query{.filter = request.parameter("filter"),
                    .search = request.parameter("search"),
                    .sort = request.parameter("sort"),
                    .columns = request.parameter("columns"),
                    .sum = request.parameter("sum"),
                    .group = request.parameter("group"),
                    .after = request.parameter("after")};
    query.limit = to_integer(request.parameter("limit")).value_or(80);
    query.count = request.parameter("count") != "0";
    return query;
}

}  // namespace octant::platform
