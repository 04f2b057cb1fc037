#include <fmt/core.h>

#include "app/data_commands.hpp"
#include "app/files.hpp"
#include "app/story/stage.hpp"
#include "app/story/story.hpp"
#include "app/world/world.hpp"
#include "base/text.hpp"
#include "platform/clock.hpp"
#include "platform/schema.hpp"

namespace octant::app {

using namespace octant::platform;

namespace {

/// Where the database of the story is kept afterwards: a fixture of this release. None: it goes.
std::string told(const std::string& postgres, const std::string& story, const std::string& keep) {
    freeze_clock(Instant{to_date(2026, 1, 5)} + std::chrono::hours(1));
    const Stage stage(postgres);
    Workspace workspace(stage.place());
    if (auto cast = create_cast(workspace); !cast)
        return "the cast was refused: " + cast.error().rule + " " + cast.error().field + "\n";
    try {
        auto text = tell_story(workspace, story);
        if (!keep.empty()) copy_database(stage.place().url(), keep);
        return text;
    } catch (const std::exception& fault) {
        return std::string("fault: ") + fault.what() + "\n";
    }
}

void print_difference(const std::string& wanted, const std::string& got) {
    const auto a = split(wanted, '\n');
    const auto b = split(got, '\n');
    for (std::size_t i = 0, k = 0; i < a.size() || k < b.size();) {
        const auto left = i < a.size() ? a[i] : std::string_view("(end)");
        const auto right = k < b.size() ? b[k] : std::string_view("(end)");
        if (left == right) {
            ++i, ++k;
            continue;
        }
        fmt::print("  line {}\n  - {}\n  + {}\n", i + 1, left, right);
        const bool left_answer = left.starts_with(">");
        const bool right_answer = right.starts_with(">");
        if (left_answer || !right_answer) ++i;
        if (right_answer || !left_answer) ++k;
    }
}

}  // namespace

int story_command(int argc, char** argv) {
    std::vector<std::string> files;
    std::string database = "sqlite";
    std::string postgres;
    std::string keep;
    bool bless = false;
    Options options("story", "Tell stories on a fresh database each and compare the answers.");
    options.texts("files", files, "tests/stories/*.story")
        .text("--database", database, "sqlite, or postgres with --postgres URL")
        .text("--postgres", postgres, "PostgreSQL URL; each story gets a schema of its own")
        .text("--keep", keep,
              "keep the embedded database of the story in this new file: a fixture of a release")
        .flag("--bless", bless, "write the answers into the files");
    if (const auto code = options.parse(argc, argv)) return *code;
    int passed = 0;
    int failed = 0;
    for (const auto& file : files) {
        const auto wanted = read_file(file);
        const auto got = told(postgres, wanted, keep);
        if (bless) write_file(file, got);
        const bool same = bless || got == wanted;
        ++(same ? passed : failed);
        fmt::print("{} {}\n", same ? "ok  " : "FAIL", file);
        if (!same) print_difference(wanted, got);
    }
    fmt::print("{} passed, {} failed\n", passed, failed);
    return failed ? exit_refused : exit_done;
}

}  // namespace octant::app
