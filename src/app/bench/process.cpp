// This program and PostgreSQL as children of a benchmark.

#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "app/bench/house.hpp"
#include "app/files.hpp"
#include "base/text.hpp"

namespace octant::app {
namespace {

/// This program with these arguments; its standard output goes to the descriptor.
pid_t spawn(const std::vector<std::string>& arguments, int output) {
    std::vector<const char*> argv{"octant"};
    for (const auto& argument : arguments) argv.push_back(argument.c_str());
    argv.push_back(nullptr);
    const auto child = fork();
    if (child < 0) throw std::runtime_error("cannot start a process");
    if (child > 0) return child;
    dup2(output, STDOUT_FILENO);
    execv("/proc/self/exe", const_cast<char**>(argv.data()));
    _exit(127);
}

double seconds_of(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

/// The fields of /proc/PID/stat from the third on: the second, a name in brackets, may hold spaces.
std::vector<std::string> stat_of(pid_t process) {
    std::ifstream file(fmt::format("/proc/{}/stat", process));
    std::string line;
    std::getline(file, line);
    const auto name_end = line.rfind(')');
    std::vector<std::string> fields;
    if (name_end == std::string::npos) return fields;
    for (const auto field : split(std::string_view(line).substr(name_end + 2), ' '))
        fields.emplace_back(field);
    return fields;
}

// proc(5): positions after the name.
constexpr std::size_t parent_field = 1;
constexpr std::size_t first_cpu_field = 11;  // utime, stime, and the same of children that have ended

double own_cpu_seconds(const std::vector<std::string>& stat) {
    double ticks = 0;
    for (auto i = first_cpu_field; i < first_cpu_field + 4 && i < stat.size(); ++i)
        ticks += static_cast<double>(to_integer(stat[i]).value_or(0));
    return ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace

double cpu_seconds_of(pid_t process) {
    double sum = own_cpu_seconds(stat_of(process));
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const auto id = to_integer(entry.path().filename().string());
        if (!id) continue;
        const auto stat = stat_of(static_cast<pid_t>(*id));
        if (stat.size() > parent_field && stat[parent_field] == std::to_string(process))
            sum += own_cpu_seconds(stat);
    }
    return sum;
}

Finished run_program(const Scratch& scratch, const std::vector<std::string>& arguments) {
    const auto path = scratch.path() + "/output.txt";
    auto* output = std::fopen(path.c_str(), "w");
    if (!output) throw std::runtime_error("cannot write " + path);
    const Timer timer;
    const auto child = spawn(arguments, fileno(output));
    std::fclose(output);
    int status = 0;
    rusage used{};
    wait4(child, &status, 0, &used);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128, timer.seconds(),
            seconds_of(used.ru_utime) + seconds_of(used.ru_stime), static_cast<double>(used.ru_maxrss) / 1024,
            read_file(path)};
}

Finished run_well(const Scratch& scratch, const std::vector<std::string>& arguments) {
    auto finished = run_program(scratch, arguments);
    if (finished.code != 0)
        throw std::runtime_error(fmt::format("octant {} left with {}: {}", fmt::join(arguments, " "),
                                             finished.code, finished.output.substr(0, 2000)));
    return finished;
}

Server::Server(const Place& place) {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) throw std::runtime_error("cannot make a pipe");
    const Timer timer;
    const auto where =
        place.postgres.empty() ? std::pair{"--data", place.data} : std::pair{"--postgres", place.postgres};
    process_ = spawn({"serve", "--port", "0", "--empty", where.first, where.second}, ends[1]);
    close(ends[1]);
    output_ = fdopen(ends[0], "r");
    std::array<char, 200> line{};
    while (port_ == 0 && std::fgets(line.data(), line.size(), output_)) {
        const std::string_view text = trim(std::string_view(line.data()));
        if (text.starts_with("Octant serves"))
            port_ = static_cast<std::uint16_t>(to_integer(text.substr(text.rfind(':') + 1)).value_or(0));
    }
    if (port_ == 0) throw std::runtime_error("the server did not start");
    (void)platform::HttpClient("127.0.0.1", port_).request("GET", "/api/v1/me");
    start_seconds_ = timer.seconds();
}

Server::~Server() {
    kill(process_, SIGTERM);
    waitpid(process_, nullptr, 0);
    std::fclose(output_);
}

double Server::memory_mb() const {
    std::ifstream file(fmt::format("/proc/{}/status", process_));
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1024;
    return 0;
}

OwnPostgres::OwnPostgres(std::string folder) : folder_(std::move(folder)) {
    if (!std::filesystem::exists("tools/postgres")) return;
    auto* output = popen(fmt::format("tools/postgres start '{}'", folder_).c_str(), "r");
    if (!output) throw std::runtime_error("cannot run tools/postgres");
    std::array<char, 400> line{};
    if (std::fgets(line.data(), line.size(), output)) url_ = trim(std::string_view(line.data()));
    if (pclose(output) != 0) throw std::runtime_error("tools/postgres did not start");
    std::ifstream(folder_ + "/data/postmaster.pid") >> process_;
}

OwnPostgres::~OwnPostgres() {
    if (is_there()) (void)!std::system(fmt::format("tools/postgres stop '{}'", folder_).c_str());
}

}  // namespace octant::app
