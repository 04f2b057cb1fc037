#pragma once

#include <string>
#include <string_view>

namespace octant::app {

/// The whole file; a name ending in .gz is unpacked. Throws std::runtime_error naming the file and the cause.
std::string read_file(const std::string& path);
/// Writes to a temporary name beside it and renames, so that a full disk never leaves half a file; a device
/// or a pipe is written to as it is.
void write_file(const std::string& path, std::string_view content);

}  // namespace octant::app
