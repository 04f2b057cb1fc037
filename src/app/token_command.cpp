#include <fmt/core.h>

#include "app/data_commands.hpp"
#include "app/workspace.hpp"
#include "platform/clock.hpp"
#include "platform/session.hpp"

namespace octant::app {

using namespace octant::platform;

namespace {

int revoke(Workspace& workspace, const std::string& name) {
    std::int64_t count = 0;
    (void)workspace.write(0, [&](Context& cx) -> Result<void> {
        count = revoke_token(cx.db, cx.company.id, name);
        return {};
    });
    fmt::print("{} revoked\n", count);
    return count ? exit_done : exit_refused;
}

}  // namespace

int token_command(int argc, char** argv) {
    Place place;
    NewToken wanted;
    std::string revoked;
    std::int64_t days = 90;
    Options options("token",
                    "Make an API token for a program that acts as a user of the first company. It is printed "
                    "once and sent as 'Authorization: Bearer TOKEN'.");
    options.text("login", wanted.login, "the user it acts as");
    add_place(options, place);
    options.text("--name", wanted.name, "what it is for; --revoke finds it by this name")
        .text("--scope", wanted.scope,
              "read, and names of modules: 'read sales reports'; none: all that the user may")
        .integer("--days", days, "until it expires")
        .text("--revoke", revoked,
              "end the tokens of this name instead (at once, or within a minute of use)");
    if (const auto code = options.parse(argc, argv)) return *code;
    Workspace workspace(place);
    if (!revoked.empty()) return revoke(workspace, revoked);
    wanted.expires = system_now() + std::chrono::hours(24) * days;
    const auto done = workspace.write(0, [&](Context& cx) -> Result<void> {
        fmt::print("{}\n", TRY(create_token(cx.db, cx.company.id, wanted)));
        return {};
    });
    return done ? exit_done : report_refusal(done.error());
}

}  // namespace octant::app
