// Targets, queries and cookies as the network may bring them: whatever is accepted keeps its promises.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.hpp"
#include "base/text.hpp"
#include "platform/http_text.hpp"

using namespace octant;
using namespace octant::platform;

static void try_target(std::string_view text) {
    const auto target = parse_target(text);
    if (!target) return;
    check(target->path.starts_with('/') && is_utf8(target->path));
    check((target->path + "/").find("/../") == std::string::npos);
    check(target->path.find('\0') == std::string::npos);
    check(decode_percent(target->query).has_value());
}

static void try_request(std::string_view text) {
    const auto half = text.size() / 2;
    Request request;
    request.query = text;
    request.headers = {{"cookie", std::string(text)}};
    const auto name = text.substr(0, half);
    check(request.parameter(name).size() <= text.size());
    check(request.cookie(name).size() <= text.size());
    check(request.cookie("session").size() <= text.size());
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    try_target(text);
    try_request(text);
    Response response{.content_type = std::string(text)};
    if (has_safe_headers(response)) {
        std::string head;
        append_head(head, response, {"Mon, 05 Jan 2026 08:30:00 GMT"});
        check(head.find("\r\n\r\n") == head.size() - 4);
    }
    return 0;
}
