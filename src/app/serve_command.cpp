#include <fmt/core.h>
#include <signal.h>

#include <thread>

#include "app/data_commands.hpp"
#include "app/documents.hpp"
#include "app/options.hpp"
#include "app/workspace.hpp"
#include "app/world/world.hpp"
#include "base/check.hpp"
#include "platform/api.hpp"
#include "platform/clock.hpp"
#include "platform/command.hpp"
#include "platform/event.hpp"
#include "platform/static_files.hpp"

namespace octant::app {

using namespace octant::platform;

namespace {

constexpr std::chrono::hours answers_kept{24};  // for idempotency keys

std::vector<std::int64_t> all_companies(Workspace& workspace) {
    std::vector<std::int64_t> companies;
    workspace.database().read([&](Connection& connection) {
        auto rows = query(connection, "SELECT id FROM access_company ORDER BY id");
        while (rows.next()) companies.push_back(rows.integer(0));
    });
    return companies;
}

/// Seals the events of all companies that are older than `age`.
void seal_all(Workspace& workspace, std::chrono::seconds age) {
    for (const auto company : all_companies(workspace))
        (void)workspace.write(company, [&](Context& cx) -> Result<void> {
            seal_events(cx, system_now() - age);
            return {};
        });
}

void forget_old_answers(Workspace& workspace) {
    for (const auto company : all_companies(workspace))
        (void)workspace.write(company, [&](Context& cx) -> Result<void> {
            forget_answers(cx, system_now() - answers_kept);
            return {};
        });
}

/// Seals every half minute and forgets every hour, until asked to stop.
void keep_house_until(Workspace& workspace, const std::stop_token& stop) {
    for (int tick = 1; !stop.stop_requested(); ++tick) {
        std::this_thread::sleep_for(std::chrono::milliseconds(250));
        if (tick % 120 == 0) seal_all(workspace, std::chrono::seconds(60));
        if (tick % 14'400 == 0) forget_old_answers(workspace);
    }
}

void wait_for_signal() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    int got = 0;
    sigwait(&signals, &got);
}

/// Before any thread starts, so that all of them leave the signals to wait_for_signal.
void block_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

struct ServeOptions {
    Place place;
    std::int64_t port = 8080;
    std::string address = "127.0.0.1";
    bool demo = false;
    bool empty = false;
    bool secure = false;
    std::int64_t writers = 4;
    std::string frozen;
};

int serve(const ServeOptions& o) {
    if (!o.frozen.empty()) {
        const auto at = parse_instant(o.frozen);
        if (!at) return report_refusal(at.error());
        freeze_clock(*at);
    }
    Workspace workspace(o.place, {.readers = 2, .writers = static_cast<int>(o.writers)});
    if (workspace.is_empty() && !o.empty)
        if (auto made = create_world(workspace); !made) return report_refusal(made.error());
    if (workspace.is_empty() && o.empty)
        if (auto made = create_empty_company(workspace); !made) return report_refusal(made.error());
    const StaticFiles site(web_files());
    Api api(workspace.database(), workspace.ids(),
            {.secure_cookie = o.secure,
             .reports = reports(),
             .otherwise = [&](const Request& request, const Reply& reply) { reply(site.answer(request)); }});
    HttpServer server(
        {.address = o.address, .port = static_cast<std::uint16_t>(o.port)},
        [&](Request request, Reply reply) { api.handle(std::move(request), std::move(reply)); });
    server.start();
    const std::jthread keeper([&](const std::stop_token& stop) { keep_house_until(workspace, stop); });
    fmt::print("Octant serves http://{}:{}\n", o.address, server.port());
    std::fflush(stdout);
    wait_for_signal();
    server.stop();
    seal_all(workspace, std::chrono::seconds(0));
    return exit_done;
}

}  // namespace

int serve_command(int argc, char** argv) {
    ServeOptions o;
    Options options("serve", "Serve the company over HTTP, web face included.");
    add_place(options, o.place);
    options.integer("--port", o.port, "port; 0 takes a free one")
        .text("--address", o.address, "address to listen on")
        .flag("--demo", o.demo, "make the demo company when the database is new (the default)")
        .flag("--empty", o.empty, "make an empty company instead; its administrator is admin / octant-admin")
        .flag("--secure", o.secure, "behind TLS: the session cookie is marked Secure")
        .integer("--writers", o.writers, "PostgreSQL: connections that write")
        .text("--test-clock", o.frozen,
              "for tests: the clock begins at this instant and ids count from the last");
    if (const auto code = options.parse(argc, argv)) return *code;
    block_signals();
    return serve(o);
}

}  // namespace octant::app
