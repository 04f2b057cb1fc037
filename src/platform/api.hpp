#pragma once
// The HTTP face of every noun: routes follow from the descriptions (docs/api.md). Denies by default.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/context.hpp"
#include "platform/db.hpp"
#include "platform/http.hpp"
#include "platform/session.hpp"

namespace octant::platform {

/// A report: GET /api/v1/reports/NAME. Reads only; runs in one snapshot.
struct Report {
    std::string name;
    std::vector<std::string> parameters;
    std::vector<Role> roles;  // administrator and auditor always
    Result<std::string> (*run)(Context& cx, const Request& request);
};

struct ApiSettings {
    bool secure_cookie = false;  // behind TLS
    int workers = 2;             // threads for reads and imports
    std::vector<Report> reports{};
    Handler otherwise{};  // what is not under /api: the web face
};

class Api {
public:
    Api(Database& database, IdSource& ids, ApiSettings settings);
    ~Api();
    /// For HttpServer: cheap on the network thread; reads go to the workers, commands to the writer.
    void handle(Request request, Reply reply);
    Sessions& sessions();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Each route as "GET /api/v1/sales/order/{id}", for OpenAPI and for the test that walks them all.
struct Route {
    std::string method;
    std::string path;
    const TypeInfo* type = nullptr;  // of a noun's route
    std::string right;               // "read", "create", "confirm" ...
};
std::vector<Route> all_routes();
std::string openapi_json();
std::string meta_json(const Actor& actor);
/// 409 for a wrong state or version, 403, 404, else 422.
int status_of(const Problem& problem);
std::string problem_json(const Problem& problem, std::string_view language);

}  // namespace octant::platform
