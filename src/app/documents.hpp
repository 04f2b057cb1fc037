#pragma once
// All that the program knows, put together once: nouns, tables, reactions, reports, words.

#include <vector>

#include "platform/api.hpp"

namespace octant::app {

/// Registers nouns, tables, reactions and the catalogue. Called first by every command that opens a database.
void register_all();
std::vector<platform::Report> reports();

}  // namespace octant::app
