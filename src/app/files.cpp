#include "app/files.hpp"

#include <zlib.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <stdexcept>

namespace octant::app {
namespace {

[[noreturn]] void fail(const std::string& path, const std::string& cause) {
    throw std::runtime_error(path + ": " + cause);
}

}  // namespace

std::string read_file(const std::string& path) {
    // gzread passes files that are not compressed through unchanged.
    errno = 0;
    const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
    if (!file) fail(path, errno ? std::strerror(errno) : "out of memory");
    gzbuffer(file.get(), 1 << 17);
    std::string content;
    std::string chunk(1 << 20, '\0');
    for (;;) {
        const int n = gzread(file.get(), chunk.data(), static_cast<unsigned>(chunk.size()));
        if (n < 0) {
            int code = 0;
            const char* text = gzerror(file.get(), &code);
            fail(path, code == Z_ERRNO ? std::strerror(errno) : text);
        }
        if (n == 0) return content;
        content.append(chunk, 0, static_cast<std::size_t>(n));
    }
}

void write_file(const std::string& path, std::string_view content) {
    // A file is replaced as a whole; a device or a pipe is written to, and stays what it is.
    const bool is_replaced = !std::filesystem::exists(path) || std::filesystem::is_regular_file(path);
    const auto target = is_replaced ? path + ".part" : path;
    std::FILE* file = std::fopen(target.c_str(), "wb");
    if (!file) fail(target, std::strerror(errno));
    const bool written = std::fwrite(content.data(), 1, content.size(), file) == content.size();
    const bool closed = std::fclose(file) == 0;
    if (written && closed && (!is_replaced || std::rename(target.c_str(), path.c_str()) == 0)) return;
    const std::string cause = std::strerror(errno);
    if (is_replaced) std::remove(target.c_str());
    fail(path, cause);
}

}  // namespace octant::app
