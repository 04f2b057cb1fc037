#include "app/commands.hpp"

#include <array>

#include "app/bench/bench.hpp"
#include "app/data_commands.hpp"
#include "app/engines/aggregate_command.hpp"
#include "app/engines/forecast_command.hpp"
#include "app/engines/plan_command.hpp"
#include "app/engines/route_command.hpp"
#include "app/engines/schedule_command.hpp"
#include "app/engines/stock_command.hpp"
#include "app/verify/verify.hpp"

namespace octant::app {

std::span<const Command> commands() {
    static constexpr std::array table{
        Command{"serve", "serve the company over HTTP, web face included", serve_command},
        Command{"import", "bring records of any noun in from CSV", import_command},
        Command{"export", "write a list of any noun as CSV or XLSX", export_command},
        Command{"verify", "prove that books, stock, documents and audit trail agree", verify_command},
        Command{"explain", "follow one order through the whole house", explain_command},
        Command{"forecast", "forecast many series at once", forecast_command},
        Command{"user", "add a user or change a password", user_command},
        Command{"token", "make an API token for a program, or revoke it", token_command},
        Command{"migrate", "bring a database up to this release", migrate_command},
        Command{"openapi", "print the OpenAPI document", openapi_command},
        Command{"pages", "rewrite the state pictures of the modules", pages_command},
        Command{"story", "run stories: text in, text out", story_command},
        Command{"plan", "plan a network of items, orders and resources", plan_command},
        Command{"route", "plan the rounds of vehicles", route_command},
        Command{"stock", "how much of what to keep where: policies, proof, chains, cases", stock_command},
        Command{"aggregate", "sales and operations by family and month", aggregate_command},
        Command{"schedule", "schedule a shop floor or a project", schedule_command},
        Command{"bench", "measure: each figure beside its goal and its anchor", bench_command},
    };
    return table;
}

}  // namespace octant::app
