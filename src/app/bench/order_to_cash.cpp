// Orders from the first line typed to the money received, over HTTP, by people with their own rights.

#include <fmt/format.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "app/bench/house.hpp"
#include "app/bench/rows.hpp"
#include "app/bench/table.hpp"
#include "app/documents.hpp"
#include "app/options.hpp"
#include "base/rng.hpp"
#include "base/text.hpp"

namespace octant::app {

using namespace octant::platform;

namespace {

constexpr int lines_per_order = 5;

/// The value after "name":" from a place in the text on.
std::string_view value_after(std::string_view json, std::string_view name, std::size_t from = 0) {
    const auto key = fmt::format("\"{}\":\"", name);
    const auto at = json.find(key, from);
    if (at == std::string_view::npos) throw std::runtime_error(fmt::format("no {} in {}", name, json));
    const auto begin = at + key.size();
    return json.substr(begin, json.find('"', begin) - begin);
}

/// The id of the related document of that noun.
std::string related(Session& session, const std::string& order, std::string_view noun) {
    const auto cards = session.get(order + "/related");
    const auto at = cards.find(fmt::format("{{\"noun\":\"{}\"", noun));
    if (at == std::string::npos) throw std::runtime_error(fmt::format("no {} of {}", noun, order));
    return std::string(value_after(cards, "id", at));
}

/// One client: the seller, the keeper and the accountant at their desks.
class Desk {
public:
    Desk(std::uint16_t port, std::uint64_t seed, const BenchCompany& company)
        : seller_(port, "seller"),
          keeper_(port, "keeper"),
          accountant_(port, "accountant"),
          rng_(seed),
          company_(company) {}

    void order_to_cash() {
        const auto customer = bench_customer(static_cast<int>(rng_.below(company_.customers)));
        const auto created = seller_.post("/api/v1/sales/order", order_json(customer));
        const auto order = fmt::format("/api/v1/sales/order/{}", value_after(created, "id"));
        seller_.post(order + "/confirm");
        keeper_.post(
            fmt::format("/api/v1/supply/delivery/{}/ship", related(keeper_, order, "supply.delivery")));
        const auto invoice = related(accountant_, order, "finance.invoice");
        accountant_.post(fmt::format("/api/v1/finance/invoice/{}/post", invoice));
        accountant_.post(fmt::format("/api/v1/finance/invoice/{}/pay", invoice));
    }

private:
    std::string order_json(const std::string& customer) {
        std::string lines;
        for (int line = 0; line < lines_per_order; ++line)
            lines += fmt::format("{}{{\"item\":\"{}\",\"quantity\":\"{}\"}}", line ? "," : "",
                                 bench_item(static_cast<int>(rng_.below(company_.items))), 1 + rng_.below(9));
        return fmt::format(R"({{"customer":"{}","lines":[{}]}})", customer, lines);
    }

    Session seller_, keeper_, accountant_;
    Rng rng_;
    BenchCompany company_;
};

struct Measured {
    double orders_per_second = 0;
    double server_cpu_ms = 0;    // an order
    double database_cpu_ms = 0;  // PostgreSQL's own
    std::int64_t orders = 0;     // in all, warming up included
    std::vector<double> milliseconds;
};

struct Load {
    int clients = 8;
    std::int64_t seconds = 8;
};

/// PostgreSQL plans without knowledge until autovacuum has been by, a minute after the tables were made.
void analyze(const Place& place) {
    Database::open(place.url(), {.readers = 1, .writers = 1})->write([](Connection& connection) {
        connection.execute("ANALYZE");
        return Outcome::keep;
    });
}

Measured drive(const Place& place, const BenchCompany& company, const Load& load,
               const OwnPostgres* postgres) {
    const Server server(place);
    Measured measured;
    std::mutex mutex;
    std::string fault;
    std::atomic<bool> counts{false};
    std::atomic<bool> stops{false};
    std::vector<std::jthread> clients;
    const auto work = [&](int client) {
        Desk desk(server.port(), static_cast<std::uint64_t>(client) + 1, company);
        while (!stops) {
            const Timer timer;
            desk.order_to_cash();
            const std::lock_guard lock(mutex);
            ++measured.orders;
            if (counts) measured.milliseconds.push_back(timer.seconds() * 1000);
        }
    };
    for (int client = 0; client < load.clients; ++client)
        clients.emplace_back([&, client] {
            try {
                work(client);
            } catch (const std::exception& error) {
                const std::lock_guard lock(mutex);
                fault = error.what();
                stops = true;
            }
        });
    // Logins and caches. PostgreSQL plans by what it saw last: over tables still empty, a scan of all.
    const Timer warming;
    while (!stops && warming.seconds() < 30) {
        std::this_thread::sleep_for(std::chrono::milliseconds(500));
        const std::lock_guard lock(mutex);
        if (warming.seconds() > 3 && measured.orders >= 100) break;
    }
    if (postgres) analyze(place);
    const auto cpu = server.cpu_seconds();
    const auto database_cpu = postgres ? postgres->cpu_seconds() : 0;
    const Timer timer;
    counts = true;
    std::this_thread::sleep_for(std::chrono::seconds(load.seconds));
    counts = false;
    const auto seconds = timer.seconds();
    measured.server_cpu_ms = (server.cpu_seconds() - cpu) * 1000;
    measured.database_cpu_ms = postgres ? (postgres->cpu_seconds() - database_cpu) * 1000 : 0;
    stops = true;
    clients.clear();
    if (!fault.empty()) throw std::runtime_error(fault);
    const auto orders = static_cast<double>(measured.milliseconds.size());
    measured.orders_per_second = orders / seconds;
    measured.server_cpu_ms /= orders;
    measured.database_cpu_ms /= orders;
    return measured;
}

void tell(BenchReport& report, const std::string& engine, const Measured& m, const BareSpeed& bare) {
    const bool sqlite = bare.hundred_per_commit > 0;
    using enum Better;
    report.add({"order to cash, " + engine, m.orders_per_second, "orders/s", sqlite ? 600.0 : 400.0, higher,
                "Odoo 16: 2.9; Tryton 6: 0.5"});
    report.add({"  server CPU", m.server_cpu_ms, "ms/order", 1.2, lower, "Odoo 16: 500-640; Tryton 6: 1430"});
    if (!sqlite) report.add({"  PostgreSQL's CPU", m.database_cpu_ms, "ms/order"});
    report.add({"  of one client, p95", percentile(m.milliseconds, 0.95), "ms/order"});
    report.add({"  bare rows, one order a commit", bare.one_per_commit, "orders/s", 0, none,
                sqlite ? "1413" : "1600"});
    if (sqlite)
        report.add(
            {"  bare rows, 100 orders a commit", bare.hundred_per_commit, "orders/s", 0, none, "6489"});
    report.add({"  ratio to bare rows, one a commit", m.orders_per_second / bare.one_per_commit, ""});
}

struct Subject {
    Place place;
    std::string bare_url;
    const OwnPostgres* postgres = nullptr;
};

void measure(BenchReport& report, const Subject& subject, const Load& load) {
    const auto& [place, bare_url, postgres] = subject;
    const BenchCompany company;
    RowCounts before;
    {
        Workspace workspace(place);
        if (auto made = create_bench_company(workspace, company); !made)
            throw std::runtime_error(made.error().rule);
        before = count_rows(workspace.database());
    }
    const auto measured = drive(place, company, load, postgres);
    std::vector<BareTable> rows;
    {
        Workspace workspace(place);
        rows = rows_grown(workspace.database(), before, measured.orders);
    }
    tell(report, postgres ? "PostgreSQL" : "SQLite", measured, write_bare(bare_url, rows));
}

}  // namespace

int bench_order_to_cash(BenchReport& report, std::span<const std::string> given) {
    const Arguments arguments(given, {"clients", "seconds", "database"});
    const Load load{static_cast<int>(arguments.number("clients", 8)), arguments.number("seconds", 8)};
    const auto wanted = arguments.text("database", "both");
    const Scratch scratch;
    if (wanted != "postgres")
        measure(report, {{.data = scratch.path() + "/data"}, scratch.path() + "/bare.db"}, load);
    if (wanted == "sqlite") return exit_done;
    const OwnPostgres postgres(scratch.path() + "/postgres");
    const OwnPostgres bare(scratch.path() + "/bare");
    if (!postgres.is_there()) {
        report.note("PostgreSQL skipped: tools/postgres is not here (./dev bench runs where it is)");
        return exit_done;
    }
    measure(report, {{.postgres = postgres.url()}, bare.url(), &postgres}, load);
    return exit_done;
}

}  // namespace octant::app
