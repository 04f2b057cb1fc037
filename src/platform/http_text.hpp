#pragma once
// The texts of HTTP, without any network: request targets, percent-encoding, response heads.

#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include "platform/http.hpp"

namespace octant::platform {

struct RequestTarget {
    std::string path;   // decoded
    std::string query;  // raw
};

/// Nothing when the target of a request line is malformed or climbs out with dot-dot.
std::optional<RequestTarget> parse_target(std::string_view target);

/// Nothing when an escape is not two hexadecimal digits, or hides a NUL.
std::optional<std::string> decode_percent(std::string_view text, bool plus_is_space = false);

/// "Mon, 05 Jan 2026 08:30:00 GMT" (RFC 9110, 5.6.7)
std::string format_http_date(std::time_t seconds);

/// Facts of an answer that its handler does not know.
struct Delivery {
    std::string_view date;
    bool keep_alive = true;
    bool http_1_0 = false;
};
/// Appends status line and headers, to the empty line. A response whose headers would break out of their line
/// must not come here: see has_safe_headers.
void append_head(std::string& out, const Response& response, const Delivery& delivery);
bool has_safe_headers(const Response& response);
bool may_have_body(int status);

/// A short text answer of the server itself.
Response plain_response(int status);

}  // namespace octant::platform
