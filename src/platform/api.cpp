#include "platform/api.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "base/check.hpp"
#include "base/text.hpp"
#include "platform/access.hpp"
#include "platform/catalogue.hpp"
#include "platform/clock.hpp"
#include "platform/command.hpp"
#include "platform/document.hpp"
#include "platform/history.hpp"
#include "platform/list.hpp"
#include "platform/pool.hpp"
#include "platform/registry.hpp"
#include "platform/transfer.hpp"

namespace octant::platform {

int status_of(const Problem& problem) {
    if (problem.rule == "right_must_be_held") return 403;
    if (problem.rule == "record_must_exist") return 404;
    if (problem.rule == "version_must_be_current" || problem.rule == "state_must_allow_verb" ||
        problem.rule == "key_must_not_be_used_for_another_command")
        return 409;
    if (problem.rule == "login_must_be_valid") return 401;
    if (problem.rule == "login_must_wait") return 429;
    return 422;
}

std::string problem_json(const Problem& problem, std::string_view language) {
    std::string out = "{\"rule\":";
    append_json_string(out, problem.rule);
    out += ",\"field\":";
    append_json_string(out, problem.field);
    out += ",\"message\":";
    append_json_string(out, message_of(problem, language));
    out += ",\"values\":{";
    for (std::size_t i = 0; i < problem.values.size(); ++i) {
        if (i) out += ',';
        append_json_string(out, problem.values[i].first);
        out += ':';
        append_json_string(out, problem.values[i].second);
    }
    return out + "}}";
}

namespace {

Response refused(const Problem& problem, std::string_view language) {
    return {.status = status_of(problem), .body = problem_json(problem, language)};
}

Response fault_response(const std::exception& fault) {
    const auto reference = random_token().substr(0, 12);
    spdlog::error("fault {}: {}", reference, fault.what());
    return {.status = 500, .body = fmt::format("{{\"rule\":\"fault\",\"reference\":\"{}\"}}", reference)};
}

std::string principal_json(const Principal& p, const std::vector<Company>& companies) {
    std::string out = fmt::format("{{\"user\":{{\"id\":\"{}\",\"login\":", p.actor.id);
    append_json_string(out, p.login);
    out += ",\"name\":";
    append_json_string(out, p.actor.name);
    out += fmt::format(",\"language\":\"{}\"}},\"companies\":[", p.actor.language);
    const auto append_company = [&](const Company& company) {
        out += fmt::format("{{\"id\":\"{}\",\"code\":", company.id);
        append_json_string(out, company.code);
        out += ",\"name\":";
        append_json_string(out, company.name);
        out += fmt::format(",\"currency\":\"{}\"}}", company.currency.code());
    };
    for (std::size_t i = 0; i < companies.size(); ++i) {
        if (i) out += ',';
        append_company(companies[i]);
    }
    out += "],\"company\":";
    append_company(p.company);
    out += ",\"roles\":[";
    bool first = true;
    for (std::size_t i = 0; i < enum_names<Role>().count; ++i)
        if (p.actor.roles >> i & 1U) {
            out += fmt::format("{}\"{}\"", first ? "" : ",", enum_names<Role>()[i]);
            first = false;
        }
    const auto today = std::chrono::floor<Days>(system_now() + std::chrono::minutes(p.utc_offset_minutes));
    return out + fmt::format("],\"csrf\":\"{}\",\"today\":\"{}\"}}", p.csrf, format_date(today));
}

/// /api/v1/sales/order/17/confirm -> noun, then what follows it.
struct Target {
    const TypeInfo* type = nullptr;
    std::vector<std::string_view> rest;
};

Target target_of(std::string_view path) {
    Target target;
    const auto parts = split(path.substr(std::string_view("/api/v1/").size()), '/');
    if (parts.size() < 2) return target;
    target.type = find_noun(fmt::format("{}.{}", parts[0], parts[1]));
    target.rest.assign(parts.begin() + 2, parts.end());
    return target;
}

}  // namespace

struct Api::Impl {
    Impl(Database& db, IdSource& id_source, ApiSettings s)
        : database(db), ids(id_source), settings(std::move(s)), sessions(db), pool(settings.workers) {}

    Database& database;
    IdSource& ids;
    ApiSettings settings;
    Sessions sessions;
    Pool pool;  // last: its threads end before what they use

    struct Caller {
        std::string token;
        bool bearer = false;
    };

    static Caller caller_of(const Request& request) {
        const auto authorization = request.header("authorization");
        if (authorization.starts_with("Bearer ")) return {std::string(authorization.substr(7)), true};
        return {std::string(request.cookie("octant_session")), false};
    }

    /// Who asks, from memory when possible; reading the database needs a worker.
    PrincipalPtr principal(Connection& connection, const Request& request) {
        const auto caller = caller_of(request);
        if (caller.token.empty()) return nullptr;
        return caller.bearer ? sessions.find_api_token(connection, caller.token, system_now())
                             : sessions.find(connection, caller.token, system_now());
    }

    void handle(Request request, Reply reply) {
        if (!request.path.starts_with("/api/"))
            return settings.otherwise ? settings.otherwise(std::move(request), std::move(reply))
                                      : reply({.status = 404});
        if (request.path == "/api/v1/login" && request.method == "POST")
            return post(std::move(request), std::move(reply), &Impl::log_in);
        const auto caller = caller_of(request);
        if (const auto known =
                caller.token.empty() ? nullptr : sessions.remembered(caller.token, system_now()))
            return authorised(known, std::move(request), std::move(reply));
        if (caller.token.empty()) return reply(not_logged_in(request));
        post(std::move(request), std::move(reply), &Impl::find_then_handle);
    }

    using Job = void (Impl::*)(const Request&, const Reply&);
    void post(Request request, Reply reply, Job job) {
        auto shared = std::make_shared<std::pair<Request, Reply>>(std::move(request), std::move(reply));
        const bool taken = pool.post([this, shared, job] {
            try {
                (this->*job)(shared->first, shared->second);
            } catch (const std::exception& fault) {
                shared->second(fault_response(fault));
            }
        });
        if (!taken)
            shared->second({.status = 503,
                            .body = "{\"rule\":\"server_must_not_be_busy\"}",
                            .headers = {{"Retry-After", "1"}}});
    }

    static Response not_logged_in(const Request&) {
        return {.status = 401,
                .body =
                    "{\"rule\":\"login_must_be_held\",\"field\":\"\",\"message\":\"Please log in. "
                    "请登录。\",\"values\":{}}"};
    }

    void find_then_handle(const Request& request, const Reply& reply) {
        PrincipalPtr who;
        database.read([&](Connection& connection) { who = principal(connection, request); });
        if (!who) return reply(not_logged_in(request));
        authorised(who, request, reply);
    }

    void log_in(const Request& request, const Reply& reply) {
        const auto user = json_member(request.body, "user");
        const auto password = json_member(request.body, "password");
        if (!user || !password) return reply(refused(user ? password.error() : user.error(), "en"));
        auto session = sessions.log_in(*user, *password, system_now());
        if (!session)
            return reply(
                refused(session.error(), request.header("accept-language").starts_with("zh") ? "zh" : "en"));
        Response response{.body = me(*session->principal)};
        response.headers.emplace_back(
            "Set-Cookie",
            fmt::format("octant_session={}; HttpOnly; SameSite=Strict; Path=/; Max-Age=604800{}",
                        session->token, settings.secure_cookie ? "; Secure" : ""));
        reply(std::move(response));
    }

    std::string me(const Principal& principal) {
        std::vector<Company> companies;
        database.read([&](Connection& connection) { companies = companies_of(connection, principal.login); });
        return principal_json(principal, companies);
    }

    void authorised(const PrincipalPtr& who, Request request, Reply reply) {
        const bool reads = request.method == "GET" || request.method == "HEAD";
        if (!reads && !who->csrf.empty() && request.header("x-csrf-token") != who->csrf)
            return reply(
                {.status = 403, .body = problem_json({"csrf_token_must_match"}, who->actor.language)});
        const auto target = request.path.starts_with("/api/v1/") ? target_of(request.path) : Target{};
        if (!reads && target.type && target.rest.size() <= 2 &&
            !(target.rest.size() == 1 && target.rest[0] == "import"))
            return submit(who, request, target, std::move(reply));
        auto shared = std::make_shared<std::pair<Request, Reply>>(std::move(request), std::move(reply));
        const bool taken = pool.post([this, shared, who] {
            try {
                shared->second(answer(*who, shared->first));
            } catch (const std::exception& fault) {
                shared->second(fault_response(fault));
            }
        });
        if (!taken)
            shared->second({.status = 503,
                            .body = "{\"rule\":\"server_must_not_be_busy\"}",
                            .headers = {{"Retry-After", "1"}}});
    }

    // --- commands
    // ---------------------------------------------------------------------------------------------

    static std::optional<Command> command_of(const Request& request, const Target& target) {
        const auto& rest = target.rest;
        Command command{.kind = Command::create, .type = target.type, .body = request.body};
        const auto id = rest.empty() ? std::nullopt : to_integer(rest[0]);
        if (request.method == "POST" && rest.empty())
            command.kind = Command::create;
        else if (request.method == "POST" && rest.size() == 1 && rest[0] == "new")
            command.kind = Command::complete;
        else if (request.method == "PATCH" && rest.size() == 1 && id)
            command.kind = Command::edit;
        else if (request.method == "DELETE" && rest.size() == 1 && id)
            command.kind = Command::erase;
        else if (request.method == "POST" && rest.size() == 2 && id)
            command.kind = Command::verb, command.verb_name = rest[1];
        else
            return std::nullopt;
        command.id = id.value_or(0);
        auto match = trim(request.header("if-match"));
        if (match.size() > 2 && match.front() == '"') match = match.substr(1, match.size() - 2);
        command.version = to_integer(match).value_or(match.empty() || match == "*" ? 0 : -1);
        command.key = request.header("idempotency-key");
        command.note = request.header("x-note");
        command.preview = request.parameter("preview") == "1";
        command.titles = request.parameter("titles") == "1";
        return command;
    }

    void submit(const PrincipalPtr& who, const Request& request, const Target& target, Reply reply) {
        auto command = command_of(request, target);
        if (!command)
            return reply({.status = 404, .body = problem_json({"route_must_exist"}, who->actor.language)});
        if (command->key.size() > 200)
            return reply(
                {.status = 422,
                 .body = problem_json({"text_must_be_shorter", "Idempotency-Key"}, who->actor.language)});
        struct Shared {
            PrincipalPtr who;
            Command command;
            Reply reply;
            Answer answer;
        };
        auto shared = std::make_shared<Shared>(Shared{who, std::move(*command), std::move(reply), Answer{}});
        database.submit(
            [this, shared](Connection& connection) {
                auto outcome = Outcome::undo;
                shared->answer = perform(connection, ids, *shared->who, shared->command, outcome);
                return outcome;
            },
            [this, shared](const std::exception_ptr& fault) {
                shared->reply(command_response(fault, shared->answer));
            });
    }

    Response command_response(const std::exception_ptr& fault, Answer& answer) {
        try {
            if (fault) std::rethrow_exception(fault);
        } catch (const ConstraintFault&) {
            // Two commands raced for the same key; the loser is told as the check would have told it.
            return {.status = 409, .body = problem_json({"value_must_be_unique"}, "en")};
        } catch (const std::overflow_error&) {
            return {.status = 422, .body = problem_json({"number_must_be_in_range"}, "en")};
        } catch (const std::exception& error) {
            return fault_response(error);
        }
        if (answer.touched_access) sessions.forget();
        Response response{.status = answer.status, .body = std::move(answer.body)};
        if (answer.version) response.headers.emplace_back("ETag", fmt::format("\"{}\"", answer.version));
        return response;
    }

    // --- reads
    // ------------------------------------------------------------------------------------------------

    Response answer(const Principal& who, const Request& request) {
        if (request.path == "/api/v1/me") return my_page(who, request);
        if (request.path == "/api/v1/logout" && request.method == "POST") {
            sessions.log_out(caller_of(request).token);
            return {
                .body = "{}",
                .headers = {{"Set-Cookie", "octant_session=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0"}}};
        }
        if (request.path == "/api/v1/meta") return {.body = meta_json(who.actor)};
        if (request.path == "/api/v1/openapi.json") return {.body = openapi_json()};
        if (!request.path.starts_with("/api/v1/")) return missing(who);
        const auto target = target_of(request.path);
        if (target.type && request.method == "POST") return import(who, request, *target.type);
        Response response;
        database.read([&](Connection& connection) {
            Context cx(connection, who.company, who.actor, ids);
            set_clock(cx, who);
            auto result = target.type ? read(cx, request, target, response) : report(cx, request);
            if (result)
                response.body = std::move(*result);
            else
                response = refused(result.error(), who.actor.language);
        });
        return response;
    }

    static Response missing(const Principal& who) {
        return {.status = 404, .body = problem_json({"route_must_exist"}, who.actor.language)};
    }

    Response my_page(const Principal& who, const Request& request) {
        if (request.method == "GET") return {.body = me(who)};
        if (const auto company = json_member(request.body, "company"); company && !company->empty()) {
            if (auto done =
                    sessions.switch_company(caller_of(request).token, to_integer(*company).value_or(0));
                !done)
                return refused(done.error(), who.actor.language);
        }
        if (const auto language = json_member(request.body, "language"); language && !language->empty())
            if (auto done = set_language(who, *language); !done)
                return refused(done.error(), who.actor.language);
        PrincipalPtr anew;
        database.read([&](Connection& connection) { anew = principal(connection, request); });
        return {.body = me(anew ? *anew : who)};
    }

    Result<void> set_language(const Principal& who, const std::string& language) {
        if (language != "zh" && language != "en") return refuse("language_must_be_zh_or_en", "/language");
        Result<void> result;
        database.write([&](Connection& connection) {
            Actor system;
            Context cx(connection, who.company, system, ids);
            set_clock(cx, who);
            auto edited = edit_any(cx, *find_noun("access.user"), who.actor.id, 0,
                                   fmt::format("{{\"language\":\"{}\"}}", language));
            if (!edited) result = refuse(std::move(edited).error());
            return edited ? Outcome::keep : Outcome::undo;
        });
        sessions.forget();
        return result;
    }

    Result<std::string> report(Context& cx, const Request& request) {
        constexpr std::string_view prefix = "/api/v1/reports/";
        for (const auto& known : settings.reports) {
            if (request.path != std::string(prefix) + known.name) continue;
            bool allowed = cx.actor.has(Role::administrator) || cx.actor.has(Role::auditor);
            for (const auto role : known.roles) allowed = allowed || cx.actor.has(role);
            if (!allowed)
                return refuse(Problem{"right_must_be_held", "", {{"right", known.name}, {"noun", "report"}}});
            return known.run(cx, request);
        }
        if (request.path == "/api/v1/reports") return reports_json(cx);
        return refuse("record_must_exist");
    }

    std::string reports_json(const Context& cx) const {
        std::string out = "{\"reports\":[";
        for (std::size_t i = 0; i < settings.reports.size(); ++i) {
            const auto& known = settings.reports[i];
            out +=
                fmt::format("{}{{\"name\":\"{}\",\"label\":{{\"en\":\"{}\",\"zh\":\"{}\"}},\"parameters\":[",
                            i ? "," : "", known.name, words("report." + known.name, "en"),
                            words("report." + known.name, "zh"));
            for (std::size_t k = 0; k < known.parameters.size(); ++k)
                out += fmt::format("{}\"{}\"", k ? "," : "", known.parameters[k]);
            out += "]}";
        }
        (void)cx;
        return out + "]}";
    }

    static ListQuery list_query(const Request& request) {
        ListQuery query{.filter = request.parameter("filter"),
                        .search = request.parameter("search"),
                        .sort = request.parameter("sort"),
                        .columns = request.parameter("columns"),
                        .sum = request.parameter("sum"),
                        .group = request.parameter("group"),
                        .after = request.parameter("after")};
        query.limit = to_integer(request.parameter("limit")).value_or(80);
        query.count = request.parameter("count") != "0";
        return query;
    }

    Result<std::string> read(Context& cx, const Request& request, const Target& target, Response& response) {
        const auto& type = *target.type;
        const auto& rest = target.rest;
        if (rest.empty()) return list_json(cx, type, list_query(request));
        if (rest.size() == 1 && rest[0] == "export.csv") {
            response.content_type = "text/csv; charset=utf-8";
            return export_csv(cx, type, list_query(request));
        }
        if (rest.size() == 1 && rest[0] == "export.xlsx") {
            response.content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            return export_xlsx(cx, type, list_query(request));
        }
        const auto id = to_integer(rest[0]);
        if (!id) return refuse(Problem{"record_must_exist", "", {{"noun", type.name}}});
        const auto record = TRY(read_any(cx, type, *id));
        if (rest.size() == 1) {
            std::string out;
            append_json(cx, out, type, record.get(), {.titles = request.parameter("titles") != "0"});
            response.headers.emplace_back("ETag", fmt::format("\"{}\"", record.head().version));
            return out;
        }
        if (rest[1] == "history") return history_json(cx, type, *id);
        if (rest[1] == "related") return related_json(cx, type, *id);
        return refuse("record_must_exist");
    }

    Response import(const Principal& who, const Request& request, const TypeInfo& type) {
        ImportOptions options{.dry_run = request.parameter("dry_run") == "1",
                              .key = request.parameter("key"),
                              .skip = to_integer(request.parameter("skip")).value_or(0)};
        auto result = import_csv(database, ids, who, type, request.body, options);
        if (!result) return refused(result.error(), who.actor.language);
        return {.body = import_json(*result, who.actor.language)};
    }
};

Api::Api(Database& database, IdSource& ids, ApiSettings settings)
    : impl_(std::make_unique<Impl>(database, ids, std::move(settings))) {}
Api::~Api() = default;
Sessions& Api::sessions() { return impl_->sessions; }

void Api::handle(Request request, Reply reply) {
    // Kept aside, since a fault after the move must still be answered.
    auto answer = std::make_shared<Reply>(std::move(reply));
    try {
        impl_->handle(std::move(request), [answer](Response response) { (*answer)(std::move(response)); });
    } catch (const std::exception& fault) {
        (*answer)(fault_response(fault));
    }
}

}  // namespace octant::platform
