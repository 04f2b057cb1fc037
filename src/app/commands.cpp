#include "app/commands.hpp"

#include <array>

#include "app/bench.hpp"
#include "app/data_commands.hpp"
#include "app/forecast_command.hpp"
#include "app/verify.hpp"

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
        Command{"migrate", "bring a database up to this release", migrate_command},
        Command{"openapi", "print the OpenAPI document", openapi_command},
        Command{"story", "run stories: text in, text out", story_command},
        Command{"bench", "measure: each figure beside its goal and its anchor", bench_command},
    };
    return table;
}

}  // namespace octant::app
