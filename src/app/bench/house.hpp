#pragma once
// What the benchmarks share: a place that is removed afterwards, this program as a child, a client that has
// logged in, a company to work on.

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/workspace.hpp"
#include "platform/http_client.hpp"

namespace octant::app {

/// Arguments of a benchmark, as name=value. Throws std::runtime_error naming the ones that are known.
class Arguments {
public:
    Arguments(std::span<const std::string> given, std::vector<std::string> known);
    std::string text(std::string_view name, const std::string& otherwise) const;
    std::int64_t number(std::string_view name, std::int64_t otherwise) const;

private:
    std::vector<std::pair<std::string, std::string>> values_;
};

class Timer {
public:
    double seconds() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    }

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// A folder of its own, on the disk of the temporary folder (TMPDIR chooses another), removed at the end.
class Scratch {
public:
    Scratch();
    ~Scratch();
    Scratch(const Scratch&) = delete;
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

/// A run of this program to its end.
struct Finished {
    int code = 0;
    double seconds = 0;
    double cpu_seconds = 0;
    double peak_mb = 0;
    std::string output;
};
Finished run_program(const Scratch& scratch, const std::vector<std::string>& arguments);
/// The same, or std::runtime_error with what it said.
Finished run_well(const Scratch& scratch, const std::vector<std::string>& arguments);

/// CPU time of a process and of its children, those that have ended included.
double cpu_seconds_of(pid_t process);

/// `octant serve` as a child on a free port, until the end of this object.
class Server {
public:
    explicit Server(const Place& place);
    ~Server();
    Server(const Server&) = delete;

    std::uint16_t port() const { return port_; }
    double cpu_seconds() const { return cpu_seconds_of(process_); }
    double memory_mb() const;
    double start_seconds() const { return start_seconds_; }  // until the first answer

private:
    pid_t process_ = -1;
    std::FILE* output_ = nullptr;  // kept open: what it logs must not break its pipe
    std::uint16_t port_ = 0;
    double start_seconds_ = 0;
};

/// One connection of a person. Every answer that is no success is a std::runtime_error.
class Session {
public:
    Session(std::uint16_t port, const std::string& login);
    std::string get(const std::string& target);
    std::string post(const std::string& target, const std::string& body = "{}");

private:
    platform::HttpClient client_;
    platform::Headers headers_;
};

/// Their own PostgreSQL, by tools/postgres; nothing when the script is not in the working folder.
class OwnPostgres {
public:
    explicit OwnPostgres(std::string folder);
    ~OwnPostgres();
    OwnPostgres(const OwnPostgres&) = delete;
    bool is_there() const { return !url_.empty(); }
    const std::string& url() const { return url_; }
    double cpu_seconds() const { return process_ ? cpu_seconds_of(process_) : 0; }

private:
    std::string folder_;
    std::string url_;
    pid_t process_ = 0;
};

/// The value below which `share` of the sorted values lie.
double percentile(std::vector<double> values, double share);

inline constexpr const char* bench_password = "octant-bench";

/// Customers, items with tax and stock for years, and people who may each do their own part only: seller,
/// keeper, accountant.
struct BenchCompany {
    int items = 200;
    int customers = 100;
};
Result<void> create_bench_company(Workspace& workspace, const BenchCompany& wanted);
std::string bench_item(int number);
std::string bench_customer(int number);

/// A history of sales for `octant import online-retail`: orders spread evenly over two years, deterministic.
struct SalesHistory {
    std::int64_t orders = 10'000;
    int lines = 5;
    int items = 200;
    int customers = 500;
};
/// Writes and imports it; the login admin then has the password octant-admin.
void import_bench_history(const Scratch& scratch, const Place& place, const SalesHistory& history);

}  // namespace octant::app
