#include "platform/api.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "base/text.hpp"
#include "platform/address_limit.hpp"
#include "platform/api_read.hpp"
#include "platform/api_request.hpp"
#include "platform/clock.hpp"
#include "platform/command.hpp"
#include "platform/document.hpp"
#include "platform/pool.hpp"
#include "platform/transfer.hpp"
#include "platform/user.hpp"

namespace octant::platform {
namespace {

Response refused(const Problem& problem, std::string_view language) {
    return {.status = status_of(problem), .body = problem_json(problem, language)};
}

Response fault_response(const std::exception& fault) {
    const auto reference = random_token().substr(0, 12);
    spdlog::error("fault {}: {}", reference, fault.what());
    return {.status = 500, .body = fmt::format("{{\"rule\":\"fault\",\"reference\":\"{}\"}}", reference)};
}

}  // namespace

struct Api::Impl {
    Impl(Database& db, IdSource& id_source, ApiSettings s)
        : database(db), ids(id_source), settings(std::move(s)), sessions(db), pool(settings.workers) {}

    Database& database;
    IdSource& ids;
    ApiSettings settings;
    Sessions sessions;
    AddressLimit address_limit;
    // Last: their threads end before what they use. Guessing passwords must not keep people from reading, so
    // logins have a thread of their own and a short queue.
    Pool pool;
    Pool logins{1, 20};

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
    PrincipalPtr principal(Connection& connection, const Caller& caller) {
        if (caller.token.empty()) return nullptr;
        return caller.bearer ? sessions.find_api_token(connection, caller.token, system_now())
                             : sessions.find(connection, caller.token, system_now());
    }

    void handle(Request request, Reply reply) {
        if (!request.path.starts_with("/api/"))
            return settings.otherwise ? settings.otherwise(std::move(request), std::move(reply))
                                      : reply({.status = 404});
        if (request.path == "/api/v1/login" && request.method == "POST")
            return post(logins, {std::move(request), std::move(reply)},
                        [this](const Request& asked, const Reply& answer) { log_in(asked, answer); });
        const auto caller = caller_of(request);
        if (const auto known =
                caller.token.empty() ? nullptr : sessions.remembered(caller.token, system_now()))
            return authorised(known, std::move(request), std::move(reply));
        if (caller.token.empty()) return reply(not_logged_in(request));
        post(pool, {std::move(request), std::move(reply)},
             [this](const Request& asked, const Reply& answer) { find_then_handle(asked, answer); });
    }

    using Job = std::function<void(const Request&, const Reply&)>;
    void post(Pool& to, std::pair<Request, Reply> asked, Job job) {
        auto shared = std::make_shared<std::pair<Request, Reply>>(std::move(asked));
        const bool taken = to.post([shared, job = std::move(job)] {
            try {
                job(shared->first, shared->second);
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
        database.read([&](Connection& connection) { who = principal(connection, caller_of(request)); });
        if (!who) return reply(not_logged_in(request));
        if (const auto fresh = sessions.rotate(caller_of(request).token, *who, system_now()))
            return authorised(who, request,
                              [this, reply, cookie = session_cookie(*fresh)](Response response) {
                                  response.headers.emplace_back("Set-Cookie", cookie);
                                  reply(std::move(response));
                              });
        authorised(who, request, reply);
    }

    void log_in(const Request& request, const Reply& reply) {
        const auto user = json_member(request.body, "user");
        const auto password = json_member(request.body, "password");
        if (!user || !password) return reply(refused(user ? password.error() : user.error(), "en"));
        auto session = log_in_within_limits(request, *user, *password);
        if (!session)
            return reply(
                refused(session.error(), request.header("accept-language").starts_with("zh") ? "zh" : "en"));
        Response response{.body = me(*session->principal)};
        response.headers.emplace_back("Set-Cookie", session_cookie(session->token));
        reply(std::move(response));
    }

    Result<NewSession> log_in_within_limits(const Request& request, const std::string& user,
                                            const std::string& password) {
        const auto address = client_address(request);
        if (address.empty()) return sessions.log_in(user, password, system_now());
        if (const auto seconds = address_limit.guess(address, system_now()); seconds > 0)
            return refuse(Problem{"login_must_wait", "", {{"seconds", std::to_string(seconds)}}});
        auto session = TRY(sessions.log_in(user, password, system_now()));
        address_limit.take_back(address);
        return session;
    }

    std::string session_cookie(std::string_view token) const {
        return fmt::format("octant_session={}; HttpOnly; SameSite=Strict; Path=/; Max-Age=604800{}", token,
                           settings.secure_cookie ? "; Secure" : "");
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
        if (!reads && target.type && !is_import(target))
            return submit(who, request, target, std::move(reply));
        post(pool, {std::move(request), std::move(reply)},
             [this, who](const Request& asked, const Reply& give) { give(answer(*who, asked)); });
    }

    void submit(const PrincipalPtr& who, const Request& request, const Target& target, Reply reply) {
        auto command = command_of(request, target);
        if (!command)
            return reply({.status = 404, .body = problem_json({"route_must_exist"}, who->actor.language)});
        if (command->key.size() > 200)
            return reply(
                {.status = 422,
                 .body = problem_json({"text_must_be_shorter", "Idempotency-Key"}, who->actor.language)});
        run_command(std::make_shared<Asked>(Asked{who, std::move(*command), std::move(reply)}));
    }

    struct Asked {
        PrincipalPtr who;
        Command command;
        Reply reply;
        Answer answer{};
        bool is_second_try = false;
    };

    void run_command(const std::shared_ptr<Asked>& asked) {
        database.submit(
            [this, asked](Connection& connection) {
                auto performed = perform(connection, ids, *asked->who, asked->command);
                asked->answer = std::move(performed.answer);
                return performed.outcome;
            },
            [this, asked](const std::exception_ptr& fault) {
                // Two requests with one key at once: the loser's second try finds the winner's answer.
                if (is_race(fault) && !asked->command.key.empty() &&
                    !std::exchange(asked->is_second_try, true))
                    return run_command(asked);
                asked->reply(command_response(fault, asked->answer));
            });
    }

    static bool is_race(const std::exception_ptr& fault) {
        try {
            if (fault) std::rethrow_exception(fault);
        } catch (const ConstraintFault&) {
            return true;
        } catch (...) {
        }
        return false;
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

    Response answer(const Principal& who, const Request& request) {
        const auto target = request.path.starts_with("/api/v1/") ? target_of(request.path) : Target{};
        if (request.method != "GET") return change(who, request, target);
        if (request.path == "/api/v1/me") return {.body = me(who)};
        if (request.path == "/api/v1/meta") return {.body = meta_json(who.actor)};
        if (request.path == "/api/v1/openapi.json") return {.body = openapi_json()};
        Response response;
        database.read([&](Connection& connection) {
            Context cx(connection, who.company, who.actor, ids);
            set_clock(cx, who);
            auto read =
                target.type ? read_noun(cx, request, target) : read_report(cx, request, settings.reports);
            response = read ? std::move(*read) : refused(read.error(), who.actor.language);
        });
        return response;
    }

    /// What is no command on a record (see submit).
    Response change(const Principal& who, const Request& request, const Target& target) {
        if (request.path == "/api/v1/logout" && request.method == "POST") {
            sessions.log_out(caller_of(request).token);
            return {
                .body = "{}",
                .headers = {{"Set-Cookie", "octant_session=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0"}}};
        }
        if (request.path == "/api/v1/me" && request.method == "PATCH") return change_me(who, request);
        if (request.method == "POST" && is_import(target)) return import(who, request, *target.type);
        return {.status = 404, .body = problem_json({"route_must_exist"}, who.actor.language)};
    }

    static bool is_import(const Target& target) {
        return target.type && target.rest.size() == 1 && target.rest[0] == "import";
    }

    Response change_me(const Principal& who, const Request& request) {
        if (who.actor.scope.read_only)
            return refused({"right_must_be_held", "", {{"right", "edit"}, {"noun", "me"}}},
                           who.actor.language);
        const auto company = json_member(request.body, "company");
        const auto language = json_member(request.body, "language");
        if (!company || !language)
            return refused(company ? language.error() : company.error(), who.actor.language);
        NewSession session{.token = caller_of(request).token};
        Response response;
        if (!company->empty()) {
            auto moved =
                sessions.switch_company(session.token, to_integer(*company).value_or(0), system_now());
            if (!moved) return refused(moved.error(), who.actor.language);
            session = std::move(*moved);
            response.headers.emplace_back("Set-Cookie", session_cookie(session.token));
        }
        if (!language->empty()) {
            if (auto done = set_language(session.principal ? *session.principal : who, *language); !done)
                return refused(done.error(), who.actor.language);
            database.read([&](Connection& connection) {
                session.principal = principal(connection, {session.token, caller_of(request).bearer});
            });
        }
        response.body = me(session.principal ? *session.principal : who);
        return response;
    }

    Result<void> set_language(const Principal& who, const std::string& language) {
        if (language != "zh" && language != "en") return refuse("language_must_be_zh_or_en", "/language");
        Result<void> result;
        database.write([&](Connection& connection) {
            Actor system;
            Context cx(connection, who.company, system, ids);
            set_clock(cx, who);
            auto edited = edit_any(cx, {type_info<User>(), who.actor.id},
                                   fmt::format("{{\"language\":\"{}\"}}", language));
            if (!edited) result = refuse(std::move(edited).error());
            return edited ? Outcome::keep : Outcome::undo;
        });
        sessions.forget();
        return result;
    }

    Response import(const Principal& who, const Request& request, const TypeInfo& type) {
        ImportOptions options{.dry_run = request.parameter("dry_run") == "1",
                              .key = request.parameter("key"),
                              .skip = to_integer(request.parameter("skip")).value_or(0),
                              .resume = request.parameter("resume") == "1"};
        auto result = import_csv({database, ids, who}, type, request.body, options);
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
