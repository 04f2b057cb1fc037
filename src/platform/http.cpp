#include "platform/http.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

#include "base/text.hpp"
#include "platform/http_text.hpp"

namespace octant::platform {
namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char lowered = static_cast<char>(c | 0x20);
    return lowered >= 'a' && lowered <= 'f' ? lowered - 'a' + 10 : -1;
}

/// The text before the separator; the rest stays in `text`.
std::string_view take_until(std::string_view& text, char separator) {
    const auto end = text.find(separator);
    const auto part = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    return part;
}

bool has_dot_segment(std::string_view path) {
    while (!path.empty()) {
        const auto segment = take_until(path, '/');
        if (segment == "." || segment == "..") return true;
    }
    return false;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

/// "http://host/path" is allowed from clients that take us for a proxy (RFC 9112, 3.2.2).
std::string_view without_authority(std::string_view target) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (lower(target.substr(0, scheme.size())) != scheme) continue;
        target.remove_prefix(scheme.size());
        const auto slash = target.find('/');
        return slash == target.npos ? "/" : target.substr(slash);
    }
    return target;
}

std::string_view reason_phrase(int status) {
    struct Row {
        int status;
        std::string_view phrase;
    };
    static constexpr std::array rows{Row{200, "OK"},
                                     Row{201, "Created"},
                                     Row{202, "Accepted"},
                                     Row{204, "No Content"},
                                     Row{302, "Found"},
                                     Row{303, "See Other"},
                                     Row{304, "Not Modified"},
                                     Row{400, "Bad Request"},
                                     Row{401, "Unauthorized"},
                                     Row{403, "Forbidden"},
                                     Row{404, "Not Found"},
                                     Row{405, "Method Not Allowed"},
                                     Row{406, "Not Acceptable"},
                                     Row{408, "Request Timeout"},
                                     Row{409, "Conflict"},
                                     Row{412, "Precondition Failed"},
                                     Row{413, "Content Too Large"},
                                     Row{415, "Unsupported Media Type"},
                                     Row{422, "Unprocessable Content"},
                                     Row{428, "Precondition Required"},
                                     Row{429, "Too Many Requests"},
                                     Row{431, "Request Header Fields Too Large"},
                                     Row{500, "Internal Server Error"},
                                     Row{503, "Service Unavailable"}};
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.status == status; });
    return row == rows.end() ? "Unknown" : row->phrase;
}

void append_number(std::string& out, std::size_t number) {
    std::array<char, 20> digits;
    out.append(digits.data(), std::to_chars(digits.begin(), digits.end(), number).ptr);
}

bool is_safe(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) { return is_control(c) && c != '\t'; });
}

}  // namespace

std::optional<std::string> decode_percent(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_space) {
            out += ' ';
        } else if (text[i] != '%') {
            out += text[i];
        } else {
            const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
            const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
            if (low < 0 || high + low == 0) return std::nullopt;
            out += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    return out;
}

std::optional<RequestTarget> parse_target(std::string_view target) {
    target = without_authority(target);
    if (target.empty() || target[0] != '/' || target.find('#') != target.npos) return std::nullopt;
    auto path = decode_percent(take_until(target, '?'));
    if (!path || std::any_of(path->begin(), path->end(), is_control)) return std::nullopt;
    if (has_dot_segment(*path) || !is_utf8(*path)) return std::nullopt;
    if (std::any_of(target.begin(), target.end(), is_control) || !decode_percent(target)) return std::nullopt;
    return RequestTarget{std::move(*path), std::string(target)};
}

std::string_view Request::header(std::string_view lower_case_name) const {
    for (const auto& [name, value] : headers)
        if (name == lower_case_name) return value;
    return {};
}

std::string Request::parameter(std::string_view name) const {
    std::string_view rest = query;
    while (!rest.empty()) {
        auto value = take_until(rest, '&');
        const auto key = take_until(value, '=');
        if (decode_percent(key, true) == name) return decode_percent(value, true).value_or("");
    }
    return {};
}

std::string_view Request::cookie(std::string_view name) const {
    for (const auto& [header_name, header_value] : headers) {
        if (header_name != "cookie") continue;
        std::string_view rest = header_value;
        while (!rest.empty()) {
            auto value = take_until(rest, ';');
            if (trim(take_until(value, '=')) != name) continue;
            value = trim(value);
            const bool quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
            return quoted ? value.substr(1, value.size() - 2) : value;
        }
    }
    return {};
}

std::string format_http_date(std::time_t seconds) {
    static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    std::array<char, 40> time{};  // strftime would speak the language of the locale
    std::snprintf(time.data(), time.size(), "%s, %02d %s %d %02d:%02d:%02d GMT", days[utc.tm_wday],
                  utc.tm_mday, months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
    return time.data();
}

bool may_have_body(int status) { return status >= 200 && status != 204 && status != 304; }

bool has_safe_headers(const Response& response) {
    return is_safe(response.content_type) &&
           std::all_of(response.headers.begin(), response.headers.end(),
                       [](const auto& header) { return is_safe(header.first) && is_safe(header.second); });
}

void append_head(std::string& out, const Response& response, const Delivery& delivery) {
    out += "HTTP/1.1 ";
    append_number(out, static_cast<std::size_t>(response.status));
    out.append(" ").append(reason_phrase(response.status));
    out.append("\r\nDate: ").append(delivery.date);
    if (may_have_body(response.status)) {
        out.append("\r\nContent-Type: ").append(response.content_type).append("\r\nContent-Length: ");
        append_number(out, response.file ? response.file->size() : response.body.size());
    }
    out += "\r\nX-Content-Type-Options: nosniff";
    if (!delivery.keep_alive) out += "\r\nConnection: close";
    if (delivery.keep_alive && delivery.http_1_0) out += "\r\nConnection: keep-alive";
    for (const auto& [name, value] : response.headers)
        out.append("\r\n").append(name).append(": ").append(value);
    out += "\r\n\r\n";
}

Response plain_response(int status) {
    Response response{.status = status, .content_type = "text/plain; charset=utf-8"};
    response.body.append(std::to_string(status)).append(" ").append(reason_phrase(status)).append("\n");
    return response;
}

}  // namespace octant::platform
