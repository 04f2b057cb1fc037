#include "platform/static_files.hpp"

#include <gmock/gmock.h>

namespace octant::platform {
namespace {

using namespace std::string_view_literals;

constexpr std::array files{
    EmbeddedFile{"/index.html", "<html>the page</html>", "br page", "gz page"},
    EmbeddedFile{"/assets/index-Bt-3x_9f.js", "a script, plain", "br script", "gz script"},
    EmbeddedFile{"/assets/mark-DqW2rT0z.svg", "<svg/>", "no smaller", "no smaller"},
    EmbeddedFile{"/favicon.ico", "icon", "", ""},
};

Response get(std::string path, Headers headers = {}) {
    static const StaticFiles site(files);
    return site.answer({.method = "GET", .path = std::move(path), .headers = std::move(headers)});
}

std::string_view header(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
        if (key == name) return value;
    return {};
}

TEST(StaticFiles, give_the_page_for_every_path_of_the_app) {
    for (const auto* path : {"/", "/index.html", "/sales/order/17", "/api2", "/v1.2/order"}) {
        const auto response = get(path);
        EXPECT_EQ(response.status, 200) << path;
        EXPECT_EQ(*response.file, "<html>the page</html>");
        EXPECT_EQ(response.content_type, "text/html; charset=utf-8");
        EXPECT_EQ(header(response, "Cache-Control"), "no-cache");
        EXPECT_THAT(std::string(header(response, "Content-Security-Policy")),
                    testing::StartsWith("default-src 'self';"));
    }
}

TEST(StaticFiles, do_not_hide_a_missing_file_or_call_behind_the_page) {
    for (const auto* path : {"/assets/old-12345678.js", "/robots.txt", "/api", "/api/v1/nothing"})
        EXPECT_EQ(get(path).status, 404) << path;
}

TEST(StaticFiles, may_be_kept_forever_when_their_name_holds_a_hash) {
    const auto script = get("/assets/index-Bt-3x_9f.js");
    EXPECT_EQ(header(script, "Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(script.content_type, "text/javascript; charset=utf-8");
    EXPECT_EQ(header(get("/favicon.ico"), "Cache-Control"), "no-cache");
}

TEST(StaticFiles, are_sent_in_the_best_encoding_that_the_client_accepts) {
    const auto encoding = [](const char* accepted) {
        const auto response = get("/index.html", {{"accept-encoding", accepted}});
        EXPECT_EQ(header(response, "Vary"), "Accept-Encoding");
        return std::string(header(response, "Content-Encoding")) + "/" + *response.file;
    };
    EXPECT_EQ(encoding("gzip, deflate, br, zstd"), "br/br page");
    EXPECT_EQ(encoding("GZIP;q=0.5"), "gzip/gz page");
    EXPECT_EQ(encoding("br;q=0, *;q=0.1"), "gzip/gz page");
    EXPECT_EQ(encoding("br; q=0.000, gzip;q=0"), "/<html>the page</html>");
    EXPECT_EQ(encoding("brotli"), "/<html>the page</html>");
    EXPECT_EQ(encoding(""), "/<html>the page</html>");
}

TEST(StaticFiles, are_not_compressed_when_that_saves_nothing) {
    const auto response = get("/assets/mark-DqW2rT0z.svg", {{"accept-encoding", "br, gzip"}});
    EXPECT_EQ(*response.file, "<svg/>");
    EXPECT_EQ(header(response, "Content-Encoding"), "");
    EXPECT_EQ(header(response, "Vary"), "");
}

TEST(StaticFiles, are_not_sent_again_when_the_client_has_them) {
    const std::string etag(header(get("/index.html"), "ETag"));
    for (const auto& known : {etag, "W/" + etag, "\"other\", " + etag, std::string("*")}) {
        const auto response = get("/index.html", {{"if-none-match", known}});
        EXPECT_EQ(response.status, 304) << known;
        EXPECT_EQ(header(response, "ETag"), etag);
    }
    EXPECT_EQ(get("/index.html", {{"if-none-match", "\"other\""}}).status, 200);
    const auto compressed = get("/index.html", {{"accept-encoding", "br"}, {"if-none-match", etag}});
    EXPECT_EQ(compressed.status, 200);
}

TEST(StaticFiles, are_only_read) {
    const auto response = StaticFiles(files).answer({.method = "POST", .path = "/"});
    EXPECT_EQ(response.status, 405);
    EXPECT_EQ(header(response, "Allow"), "GET, HEAD");
}

TEST(StaticFiles, say_how_to_build_them_when_there_are_none) {
    const StaticFiles nothing({});
    const auto page = nothing.answer({.method = "GET", .path = "/sales/order"});
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body, testing::HasSubstr("npm run build"));
    EXPECT_EQ(nothing.answer({.method = "GET", .path = "/x.js"}).status, 404);
}

}  // namespace
}  // namespace octant::platform
