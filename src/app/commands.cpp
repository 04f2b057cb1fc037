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

std::span<const ProgramCommand> commands() {
    static constexpr std::array table{
        ProgramCommand{"serve", "serve the company over HTTP, web face included", serve_command},
        ProgramCommand{"import", "bring records of any noun in from CSV", import_command},
        ProgramCommand{"export", "write a list of any noun as CSV or XLSX", export_command},
        ProgramCommand{"verify", "prove that books, stock, documents and audit trail agree", verify_command},
        ProgramCommand{"explain", "follow one order through the whole house", explain_command},
        ProgramCommand{"forecast", "forecast many series at once", forecast_command},
        ProgramCommand{"user", "add a user or change a password", user_command},
        ProgramCommand{"token", "make an API token for a program, or revoke it", token_command},
        ProgramCommand{"migrate", "bring a database up to this release", migrate_command},
        ProgramCommand{"openapi", "print the OpenAPI document", openapi_command},
        ProgramCommand{"pages", "rewrite the state pictures of the modules", pages_command},
        ProgramCommand{"story", "run stories: text in, text out", story_command},
        ProgramCommand{"plan", "plan a network of items, orders and resources", plan_command},
        ProgramCommand{"route", "plan the rounds of vehicles", route_command},
        ProgramCommand{"stock", "how much of what to keep where: policies, proof, chains, cases",
                       stock_command},
        ProgramCommand{"aggregate", "sales and operations by family and month", aggregate_command},
        ProgramCommand{"schedule", "schedule a shop floor or a project", schedule_command},
        ProgramCommand{"bench", "measure: each figure beside its goal and its anchor", bench_command},
    };
    return table;
}

}  // namespace octant::app
