# The files below web/dist become part of the program: octant_web defines octant::platform::web_files().
# Texts are compressed here, once, and not at every request. Without web/dist the list is empty.
set(web_dist ${PROJECT_SOURCE_DIR}/web/dist)
set(web_build ${PROJECT_BINARY_DIR}/web)
file(GLOB_RECURSE web_paths CONFIGURE_DEPENDS RELATIVE ${web_dist} ${web_dist}/*)
list(FILTER web_paths EXCLUDE REGEX "\\.map$")
find_program(BROTLI brotli)
find_program(GZIP gzip)

# Adds a compressed copy of the file to the build; leaves its path in `result`, or nothing without the program.
function(octant_compressed result path program suffix)
  set(${result} "" PARENT_SCOPE)
  if(NOT program OR NOT path MATCHES "\\.(html|m?js|css|json|webmanifest|txt|svg|ico|wasm)$")
    return()
  endif()
  set(copy ${web_build}/${path})
  get_filename_component(folder ${copy}.${suffix} DIRECTORY)
  add_custom_command(
    OUTPUT ${copy}.${suffix}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${folder}
    COMMAND ${CMAKE_COMMAND} -E copy ${web_dist}/${path} ${copy}.${suffix}.plain
    COMMAND ${program} ${ARGN} ${copy}.${suffix}.plain
    COMMAND ${CMAKE_COMMAND} -E rename ${copy}.${suffix}.plain.${suffix} ${copy}.${suffix}
    COMMAND ${CMAKE_COMMAND} -E rm -f ${copy}.${suffix}.plain
    DEPENDS ${web_dist}/${path}
    VERBATIM)
  set(${result} ${copy}.${suffix} PARENT_SCOPE)
endfunction()

set(web_rows "")
set(web_asm "")
set(web_symbols "")
set(web_inputs "")
set(web_count 0)

# Puts one file between two symbols; leaves the C++ expression of its content in `result`.
macro(octant_embed result file)
  if("${file}" STREQUAL "")
    set(${result} "{}")
  else()
    set(symbol octant_web_${web_count})
    math(EXPR web_count "${web_count} + 1")
    string(APPEND web_asm "    \"${symbol}: .incbin \\\"${file}\\\"\\n${symbol}_end:\\n\"\n")
    string(APPEND web_symbols "extern const char ${symbol}[], ${symbol}_end[];\n")
    list(APPEND web_inputs ${file})
    set(${result} "between(${symbol}, ${symbol}_end)")
  endif()
endmacro()

foreach(path ${web_paths})
  octant_compressed(brotli_file ${path} "${BROTLI}" br -q 11 -f)
  octant_compressed(gzip_file ${path} "${GZIP}" gz -9 -n -f)
  octant_embed(plain ${web_dist}/${path})
  octant_embed(brotli "${brotli_file}")
  octant_embed(gzip "${gzip_file}")
  string(APPEND web_rows "        EmbeddedFile{\"/${path}\", ${plain}, ${brotli}, ${gzip}},\n")
endforeach()

set(web_unit ${web_build}/web_files.cpp)
file(CONFIGURE OUTPUT ${web_unit} CONTENT [=[
// Made by cmake/web.cmake.
#include <vector>

#include "platform/static_files.hpp"

asm(".pushsection .rodata\n"
@web_asm@    ".popsection\n");

extern "C" {
@web_symbols@}

namespace octant::platform {

[[maybe_unused]] static std::string_view between(const char* begin, const char* end) {
    return {begin, static_cast<std::size_t>(end - begin)};
}

std::span<const EmbeddedFile> web_files() {
    static const std::vector<EmbeddedFile> files{
@web_rows@    };
    return files;
}

}  // namespace octant::platform
]=] @ONLY)
set_source_files_properties(${web_unit} PROPERTIES OBJECT_DEPENDS "${web_inputs}")
add_library(octant_web STATIC ${web_unit})
target_link_libraries(octant_web PUBLIC octant_platform)
