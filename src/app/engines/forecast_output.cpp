#include "app/engines/forecast_output.hpp"

#include <fmt/format.h>

#include "app/files.hpp"
#include "base/text.hpp"

namespace octant::app {

std::string forecast_csv(std::span<const std::string> ids, std::span<const double> rows, int horizon) {
    const auto steps = static_cast<std::size_t>(horizon);
    std::string out = "id";
    for (std::size_t h = 1; h <= steps; ++h) out += fmt::format(",F{}", h);
    out += '\n';
    for (std::size_t i = 0; i < ids.size(); ++i) {
        append_csv_field(out, ids[i]);
        for (std::size_t h = 0; h < steps; ++h)
            fmt::format_to(std::back_inserter(out), ",{:.10g}", rows[i * steps + h]);
        out += '\n';
    }
    return out;
}

std::string file_beside(const std::string& path, const std::string& word) {
    const auto dot = path.rfind('.');
    const auto slash = path.rfind('/');
    if (dot == std::string::npos || (slash != std::string::npos && dot < slash)) return path + "." + word;
    return path.substr(0, dot) + "." + word + path.substr(dot);
}

void put_out(const std::string& path, const std::string& text) {
    if (path == "-")
        fmt::print("{}", text);
    else
        write_file(path, text);
}

}  // namespace octant::app
