#include "platform/database_parts.hpp"
namespace octant::platform {
std::unique_ptr<Database> open_postgres(const std::string&, Database::Sizes) {
    throw DatabaseFault("PostgreSQL is not built in yet");
}
}  // namespace octant::platform
