#pragma once
// The command line of one command: declared, parsed, with its own --help. CLI11 stays behind this page.

#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace octant::app {

/// Exit codes of every command.
enum Exit : int { exit_done = 0, exit_refused = 1, exit_usage = 2, exit_fault = 3 };

/// Binds options and positionals to variables. A name without dashes is positional; "--port,-p" has a short
/// form.
class Options {
public:
    Options(std::string name, std::string summary);
    ~Options();

    Options& text(const std::string& names, std::string& value, const std::string& help,
                  bool required = false);
    Options& texts(const std::string& names, std::vector<std::string>& values, const std::string& help);
    Options& integer(const std::string& names, std::int64_t& value, const std::string& help,
                     std::int64_t least = INT64_MIN);
    Options& real(const std::string& names, double& value, const std::string& help, double least = -HUGE_VAL);
    Options& flag(const std::string& names, bool& value, const std::string& help);
    Options& footer(const std::string& text);  // exit codes are added by themselves

    /// Nothing when the command may run; else the code to leave with (help printed, or the error and its
    /// remedy).
    std::optional<int> parse(int argc, char** argv);

private:
    struct Parser;
    std::unique_ptr<Parser> parser_;
};

}  // namespace octant::app
