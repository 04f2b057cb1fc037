#include <fmt/core.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "app/engines/forecast_command.hpp"
#include "app/engines/route_command.hpp"
#include "app/files.hpp"
#include "app/options.hpp"
#include "app/workspace.hpp"

namespace octant::app {
namespace {

using Command = int (*)(int, char**);

/// A file with this text, gone afterwards.
class Scratch {
public:
    Scratch(const std::string& name, const std::string& text)
        : path_((std::filesystem::temp_directory_path() / fmt::format("octant_{}_{}", getpid(), name))
                    .string()) {
        write_file(path_, text);
    }
    ~Scratch() { std::filesystem::remove(path_); }
    Scratch(const Scratch&) = delete;
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

/// What a command says on standard error when it is refused.
std::string refused(Command command, std::vector<std::string> words) {
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    testing::internal::CaptureStderr();
    EXPECT_EQ(command(static_cast<int>(argv.size()), argv.data()), exit_refused);
    return testing::internal::GetCapturedStderr();
}

TEST(RefusalTest, a_value_that_the_sentence_does_not_tell_stands_behind_it) {
    EXPECT_EQ(refusal_text({"no_such_rule", "/lines/0/quantity", {{"line", "7"}, {"item", "A"}}}),
              "no_such_rule at /lines/0/quantity (line 7) (item A)");
    EXPECT_EQ(refusal_text({"no_such_rule", "line", {{"line", "7"}}}), "no_such_rule at line 7");
    // The sentence of this rule has the line in it.
    const auto told = refusal_text({"quantity_must_cover_what_is_delivered", "/lines", {{"line", "7"}}});
    EXPECT_NE(told.find("7"), std::string::npos) << told;
    EXPECT_EQ(told.find("(line"), std::string::npos) << told;
}

TEST(RefusalTest, forecast_names_the_line_that_it_cannot_read) {
    const Scratch bad("series.csv", "id,v1,v2\na,1,2\nb,x,3\n");
    const auto said =
        refused(forecast_command, {"forecast", "--input", bad.path(), "--output", "-", "--horizon", "2"});
    EXPECT_NE(said.find("line 3"), std::string::npos) << said;
    EXPECT_EQ(said.find("_must_"), std::string::npos) << "a sentence, not the name of the rule: " << said;
}

TEST(RefusalTest, route_names_the_line_that_it_cannot_read) {
    const Scratch bad("bad.vrp", "NAME : bad\nTYPE : CVRP\nDIMENSION : x\n");
    const auto said = refused(route_command, {"route", "solve", bad.path(), "--iterations", "1"});
    EXPECT_NE(said.find("line 3"), std::string::npos) << said;
    EXPECT_EQ(said.find("_must_"), std::string::npos) << said;
}

}  // namespace
}  // namespace octant::app
