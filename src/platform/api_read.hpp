#pragma once
// What a GET is answered with. Included by the files of api.hpp only.

#include <string>
#include <vector>

#include "platform/api.hpp"
#include "platform/api_request.hpp"

namespace octant::platform {

/// List, export, record, history or related documents of a noun.
Result<Response> read_noun(Context& cx, const Request& request, const Target& target);
Result<Response> read_report(Context& cx, const Request& request, const std::vector<Report>& reports);
/// /api/v1/me
std::string principal_json(const Principal& principal, const std::vector<Company>& companies);

}  // namespace octant::platform
