#pragma once
// What a request asks for. Included by the files of api.hpp only.

#include <optional>
#include <string_view>
#include <vector>

#include "platform/command.hpp"
#include "platform/http.hpp"
#include "platform/list.hpp"

namespace octant::platform {

/// /api/v1/sales/order/17/confirm -> noun, then what follows it.
struct Target {
    const TypeInfo* type = nullptr;
    std::vector<std::string_view> rest{};
};

Target target_of(std::string_view path);
/// None when no route fits.
/// Who asks, as far as limits go: the peer, or whom a proxy on this machine speaks for; "" where nobody can
/// tell. Of IPv6 the network, since one client has all addresses of it.
std::string client_address(const Request& request);
std::optional<Command> command_of(const Request& request, const Target& target);
ListQuery list_query_of(const Request& request);

}  // namespace octant::platform
