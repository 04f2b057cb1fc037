# A folder of src/ is a static library; its *_test.cpp files are one test binary.
# octant_module(<folder> [USES <lower folders>] [LINKS <libraries>])
function(octant_module folder)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "USES;LINKS")
  string(REPLACE "/" "_" name ${folder})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${folder}/*.cpp)
  set(tests ${sources})
  set(fuzz_targets ${sources})
  list(FILTER sources EXCLUDE REGEX "(_(test|fuzz)|/main)\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER fuzz_targets INCLUDE REGEX "_fuzz\\.cpp$")
  add_library(octant_${name} STATIC ${sources})
  target_include_directories(octant_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  list(TRANSFORM arg_USES REPLACE "/" "_")
  list(TRANSFORM arg_USES PREPEND "octant_")
  target_link_libraries(octant_${name} PUBLIC ${arg_USES} ${arg_LINKS})
  if(tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE octant_${name} GTest::gtest GTest::gmock GTest::gtest_main)
    set_property(GLOBAL APPEND PROPERTY OCTANT_TESTS ${name}_test)
  endif()
  # Each *_fuzz.cpp is a program of its own (preset fuzz).
  if(OCTANT_FUZZ)
    foreach(target ${fuzz_targets})
      get_filename_component(target_name ${target} NAME_WE)
      add_executable(${target_name} ${target})
      target_link_libraries(${target_name} PRIVATE octant_${name})
      target_link_options(${target_name} PRIVATE -fsanitize=fuzzer)
    endforeach()
  endif()
  # Engines are arithmetic: unoptimised they would make every test run slow and tell nothing.
  if(folder MATCHES "^engine/")
    target_compile_options(octant_${name} PRIVATE $<$<CONFIG:Debug>:-O2>)
    if(tests)
      target_compile_options(${name}_test PRIVATE $<$<CONFIG:Debug>:-O1>)
    endif()
  endif()
endfunction()

octant_module(base)
octant_module(platform USES base LINKS PkgConfig::sqlite3 PkgConfig::libpq PkgConfig::sodium PkgConfig::xlsxwriter
              Boost::json fmt::fmt spdlog::spdlog Threads::Threads)
# -fsanitize=function of clang 14 fails on coroutines; g++ warns that TSan does not model Asio's fences.
set_source_files_properties(${PROJECT_SOURCE_DIR}/src/platform/http_server.cpp PROPERTIES COMPILE_OPTIONS
                            $<IF:$<CXX_COMPILER_ID:Clang>,-fno-sanitize=function,-Wno-tsan>)

# The ladder: each module may use those before it.
set(lower base platform)
foreach(module master finance inventory supply sales)
  octant_module(${module} USES ${lower})
  list(PREPEND lower ${module})
endforeach()

# An engine names what it links in its own CMakeLists.txt; the program links every engine.
set(engine_libraries)
file(GLOB engines RELATIVE ${PROJECT_SOURCE_DIR}/src CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/engine/*/CMakeLists.txt)
foreach(file ${engines})
  get_filename_component(engine ${file} DIRECTORY)
  include(${PROJECT_SOURCE_DIR}/src/${file})
  string(REPLACE "/" "_" library octant_${engine})
  list(APPEND engine_libraries ${library})
endforeach()
target_link_libraries(octant_supply PUBLIC octant_engine_stock)  # stock_analysis.cpp

# The words of both languages lie beside the nouns and are built into the program.
file(GLOB label_files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/*/labels.txt
     ${PROJECT_SOURCE_DIR}/src/engine/*/labels.txt)
set(words_source ${PROJECT_BINARY_DIR}/words.cpp)
add_custom_command(OUTPUT ${words_source} DEPENDS ${label_files} cmake/words.cmake
                   COMMAND ${CMAKE_COMMAND} "-DFILES=${label_files}" -DOUTPUT=${words_source} -P ${PROJECT_SOURCE_DIR}/cmake/words.cmake VERBATIM)
add_library(octant_words STATIC ${words_source})
target_include_directories(octant_words PRIVATE ${PROJECT_SOURCE_DIR}/src)

include(cmake/web.cmake)
octant_module(app USES ${lower} LINKS ${engine_libraries} octant_words octant_web fmt::fmt ZLIB::ZLIB)
target_compile_definitions(app_test PRIVATE OCTANT_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
file(READ ${PROJECT_SOURCE_DIR}/src/app/import/mappings/online-retail.toml mapping)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/app/import/mappings/online-retail.toml)
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/online_retail_mapping.inc CONTENT "R\"toml(${mapping})toml\"" @ONLY)
target_include_directories(octant_app PRIVATE ${PROJECT_BINARY_DIR}/generated)
add_executable(octant src/app/main.cpp)
# A tenth less CPU an order than with the allocator of glibc; sanitizers bring their own.
target_link_libraries(octant PRIVATE $<$<CONFIG:Release>:mimalloc> octant_app)
