#include "platform/static_files.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/text.hpp"
#include "platform/http_text.hpp"

namespace octant::platform {
namespace {

// Scripts only from here and never inline, so that a text typed by a user cannot become one. Styles inline
// are needed for the places and sizes that the grid and the charts compute.
constexpr std::string_view content_security_policy =
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; worker-src 'self' "
    "blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

constexpr std::string_view not_built =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Octant</title>"
    "<h1>The web part was not built</h1>"
    "<p>This program serves its API under <code>/api/v1</code>, but it was built without the pages. "
    "<code>./dev run</code> builds both. By hand: <code>cd web &amp;&amp; npm ci &amp;&amp; npm run "
    "build</code>, "
    "then <code>./dev build release</code>.</p></html>\n";

std::string_view extension_of(std::string_view path) {
    const auto dot = path.find_last_of("./");
    return dot == path.npos || path[dot] == '/' ? std::string_view() : path.substr(dot + 1);
}

std::string_view content_type_of(std::string_view path) {
    using Row = std::pair<std::string_view, std::string_view>;
    static constexpr std::array rows{Row{"html", "text/html; charset=utf-8"},
                                     Row{"js", "text/javascript; charset=utf-8"},
                                     Row{"mjs", "text/javascript; charset=utf-8"},
                                     Row{"css", "text/css; charset=utf-8"},
                                     Row{"json", "application/json; charset=utf-8"},
                                     Row{"map", "application/json; charset=utf-8"},
                                     Row{"webmanifest", "application/manifest+json"},
                                     Row{"txt", "text/plain; charset=utf-8"},
                                     Row{"svg", "image/svg+xml"},
                                     Row{"png", "image/png"},
                                     Row{"jpg", "image/jpeg"},
                                     Row{"webp", "image/webp"},
                                     Row{"ico", "image/vnd.microsoft.icon"},
                                     Row{"woff2", "font/woff2"},
                                     Row{"woff", "font/woff"},
                                     Row{"wasm", "application/wasm"}};
    const auto extension = extension_of(path);
    const auto row =
        std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.first == extension; });
    return row == rows.end() ? "application/octet-stream" : row->second;
}

/// Vite names what lies in assets/ NAME-HASH.EXTENSION, the hash being eight characters: the name changes
/// with the content.
bool is_hash_named(std::string_view path) {
    constexpr std::size_t hash_size = 8;
    if (!path.starts_with("/assets/")) return false;
    const auto stem = path.substr(0, path.find_last_of('.'));
    return stem.size() > hash_size && stem[stem.size() - hash_size - 1] == '-';
}

/// FNV-1a, 64 bits: it tells versions of our own files apart, nothing more.
std::string etag_of(std::string_view content, std::string_view encoding) {
    std::uint64_t hash = 14695981039346656037U;
    for (const char c : content) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    std::array<char, 17> digits{};
    std::snprintf(digits.data(), digits.size(), "%016llx", static_cast<unsigned long long>(hash));
    std::string etag = "\"";
    etag.append(digits.data());
    if (!encoding.empty()) etag.append("-").append(encoding);
    return etag + "\"";
}

bool has_zero_quality(std::string_view parameters) {
    for (const auto parameter : split(parameters, ';')) {
        const auto text = trim(parameter);
        if (text.starts_with("q=") || text.starts_with("Q=")) return to_real(text.substr(2)).value_or(0) <= 0;
    }
    return false;
}

/// RFC 9110, 12.5.3. What the client likes better among those it accepts does not matter: ours is the
/// smallest.
bool accepts_encoding(std::string_view accepted, std::string_view encoding) {
    bool any = false;
    for (const auto row : split(accepted, ',')) {
        const auto end = std::min(row.find(';'), row.size());
        const auto name = lower(trim(row.substr(0, end)));
        const bool wanted = !has_zero_quality(row.substr(end));
        if (name == encoding) return wanted;
        if (name == "*") any = wanted;
    }
    return any;
}

bool matches_etag(std::string_view header, std::string_view etag) {
    for (auto candidate : split(header, ',')) {
        candidate = trim(candidate);
        if (candidate.starts_with("W/")) candidate.remove_prefix(2);
        if (candidate == etag || candidate == "*") return true;
    }
    return false;
}

bool is_page_of_the_app(std::string_view path) {
    return path != "/api" && !path.starts_with("/api/") && extension_of(path).empty();
}

Headers security_headers() {
    return {{"Content-Security-Policy", std::string(content_security_policy)},
            {"Referrer-Policy", "same-origin"},
            {"Cross-Origin-Opener-Policy", "same-origin"}};
}

}  // namespace

StaticFiles::StaticFiles(std::span<const EmbeddedFile> files) {
    for (const auto& file : files) files_.emplace(file.path, load(file));
}

StaticFiles::File StaticFiles::load(const EmbeddedFile& file) {
    File loaded{
        .content_type = content_type_of(file.path),
        .cache_control = is_hash_named(file.path) ? "public, max-age=31536000, immutable" : "no-cache"};
    const auto add = [&](std::string_view encoding, std::string_view content) {
        if (!encoding.empty() && (content.empty() || content.size() >= file.content.size())) return;
        loaded.variants.push_back(
            {encoding, etag_of(content, encoding), std::make_shared<const std::string>(content)});
    };
    add("br", file.brotli);
    add("gzip", file.gzip);
    add("", file.content);
    return loaded;
}

Response StaticFiles::answer(const Request& request) const {
    if (request.method != "GET") {
        auto refusal = plain_response(405);
        refusal.headers.emplace_back("Allow", "GET, HEAD");
        return refusal;
    }
    auto file = files_.find(request.path);
    if (file == files_.end() && is_page_of_the_app(request.path)) {
        file = files_.find("/index.html");
        if (file == files_.end())
            return {.content_type = "text/html; charset=utf-8",
                    .body = std::string(not_built),
                    .headers = {{"Cache-Control", "no-store"}}};
    }
    return file == files_.end() ? plain_response(404) : deliver(file->second, request);
}

Response StaticFiles::deliver(const File& file, const Request& request) {
    const auto accepted = request.header("accept-encoding");
    const auto variant =
        std::find_if(file.variants.begin(), file.variants.end(), [&](const Variant& candidate) {
            return candidate.encoding.empty() || accepts_encoding(accepted, candidate.encoding);
        });
    Response response{.content_type = std::string(file.content_type), .headers = security_headers()};
    response.headers.emplace_back("Cache-Control", file.cache_control);
    response.headers.emplace_back("ETag", variant->etag);
    if (file.variants.size() > 1) response.headers.emplace_back("Vary", "Accept-Encoding");
    if (matches_etag(request.header("if-none-match"), variant->etag)) {
        response.status = 304;
        return response;
    }
    if (!variant->encoding.empty()) response.headers.emplace_back("Content-Encoding", variant->encoding);
    response.file = variant->content;
    return response;
}

}  // namespace octant::platform
