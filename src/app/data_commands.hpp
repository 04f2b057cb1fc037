#pragma once
// Commands that open a database.

#include "app/options.hpp"
#include "app/workspace.hpp"

namespace octant::app {

/// --data and --postgres.
void add_place(Options& options, Place& place);

int serve_command(int argc, char** argv);
int story_command(int argc, char** argv);
int import_command(int argc, char** argv);
int export_command(int argc, char** argv);
int explain_command(int argc, char** argv);
int migrate_command(int argc, char** argv);
int user_command(int argc, char** argv);
int token_command(int argc, char** argv);
int openapi_command(int argc, char** argv);
int pages_command(int argc, char** argv);

}  // namespace octant::app
