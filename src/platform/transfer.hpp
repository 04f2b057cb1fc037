#pragma once
// Import and export of any noun as CSV (and XLSX out).

#include <string>
#include <string_view>
#include <vector>

#include "platform/context.hpp"
#include "platform/list.hpp"
#include "platform/session.hpp"

namespace octant::platform {

struct ImportOptions {
    bool dry_run = false;
    std::string key;        // update the record with this natural key, else create; "" creates only
    std::int64_t skip = 0;  // rows at the beginning that are left out
    bool resume = false;    // go on where an earlier run of the same file was cut off
};

struct ImportError {
    std::size_t line;
    Problem problem;
};

struct ImportResult {
    std::int64_t created = 0;
    std::int64_t updated = 0;
    std::int64_t unchanged = 0;
    std::int64_t refused = 0;
    std::int64_t rows = 0;            // done in all, `skip` included: what a resumed run skips
    std::vector<ImportError> errors;  // the first 1,000
};

/// Where records come in, and who brings them.
struct ImportBy {
    Database& database;
    IdSource& ids;
    const Principal& who;
};

/// Header: field names (or their labels in either language), "lines.item" for fields of lines; rows with an
/// empty head continue the document above. Good rows are kept in transactions of 500, bad ones are listed.
/// Refuses the whole file only for a header that cannot be understood.
Result<ImportResult> import_csv(const ImportBy& by, const TypeInfo& type, std::string_view csv,
                                const ImportOptions& options);
std::string import_json(const ImportResult& result, std::string_view language);

Result<std::string> export_csv(Context& cx, const TypeInfo& type, const ListQuery& query);
Result<std::string> export_xlsx(Context& cx, const TypeInfo& type, const ListQuery& query);

}  // namespace octant::platform
