#pragma once
// Serves the built web part, which the program carries (cmake/web.cmake).

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "platform/http.hpp"

namespace octant::platform {

/// One file as it lies in the program; a variant is empty when the file is not worth compressing.
struct EmbeddedFile {
    std::string_view path;  // "/assets/index-BtK3x_9f.js"
    std::string_view content;
    std::string_view brotli;
    std::string_view gzip;
};

/// The files below web/dist at the time of the build; none when the web part was not built.
std::span<const EmbeddedFile> web_files();

class StaticFiles {
public:
    explicit StaticFiles(std::span<const EmbeddedFile> files);

    /// For every request outside /api. A path that names no file is a page of the app and gets index.html,
    /// since the browser routes it; only one that looks like a file (a dot in its last part) is 404.
    Response answer(const Request& request) const;

private:
    struct Variant {
        std::string_view encoding;  // "" as it is
        std::string etag;
        std::shared_ptr<const std::string> content;
    };
    struct File {
        std::string_view content_type;
        std::string_view cache_control;
        std::vector<Variant> variants;  // best first, the plain one last
    };
    static File load(const EmbeddedFile& file);
    static Response deliver(const File& file, const Request& request);

    std::unordered_map<std::string_view, File> files_;
};

}  // namespace octant::platform
