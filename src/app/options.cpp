#include "app/options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/text.hpp"

namespace octant::app {

struct Options::Parser {
    CLI::App app;
    std::string footer;
};

Options::Options(std::string name, std::string summary)
    : parser_(new Parser{CLI::App(std::move(summary)), {}}) {
    parser_->app.name("octant " + name);
}
Options::~Options() = default;

Options& Options::text(const std::string& names, std::string& value, const std::string& help, bool required) {
    parser_->app.add_option(names, value, help)->required(required)->capture_default_str();
    return *this;
}
Options& Options::texts(const std::string& names, std::vector<std::string>& values, const std::string& help) {
    parser_->app.add_option(names, values, help);
    return *this;
}
namespace {

/// What is no number at all is told by the parser.
auto is_at_least(double least) {
    return [least](const std::string& text) {
        const auto value = to_real(text);
        return value && *value < least ? fmt::format("{} must be at least {:g}", text, least) : std::string();
    };
}

}  // namespace

Options& Options::integer(const std::string& names, std::int64_t& value, const std::string& help,
                          std::int64_t least) {
    auto* option = parser_->app.add_option(names, value, help)->capture_default_str();
    if (least != INT64_MIN) option->check(is_at_least(static_cast<double>(least)));
    return *this;
}
Options& Options::real(const std::string& names, double& value, const std::string& help, double least) {
    parser_->app.add_option(names, value, help)->capture_default_str()->check(is_at_least(least));
    return *this;
}
Options& Options::flag(const std::string& names, bool& value, const std::string& help) {
    parser_->app.add_flag(names, value, help);
    return *this;
}
Options& Options::footer(const std::string& text) {
    parser_->footer = text + "\n";
    return *this;
}

std::optional<int> Options::parse(int argc, char** argv) {
    auto& app = parser_->app;
    app.footer("\n" + parser_->footer + "Exit codes: 0 done, 1 refused, 2 usage, 3 fault.");
    try {
        app.parse(argc, argv);
        return std::nullopt;
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? exit_done : exit_usage;
    }
}

}  // namespace octant::app
