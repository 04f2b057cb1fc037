// Keys for programs: a token acts as its user, within its scope, until it expires.

#include "base/enumeration.hpp"
#include "base/text.hpp"
#include "platform/registry.hpp"
#include "platform/session.hpp"

namespace octant::platform {
namespace {

bool is_module(std::string_view name) {
    for (const auto* noun : nouns())
        if (noun->module() == name) return true;
    return name == "reports";
}

Result<TokenScope> scope_of(std::string_view words) {
    TokenScope scope;
    for (const auto word : split(words, ' ')) {
        if (word == "read")
            scope.read_only = true;
        else if (is_module(word))
            scope.modules.emplace_back(word);
        else if (!word.empty())
            return refuse(Problem{"value_must_be_known", "/scope", {{"value", std::string(word)}}});
    }
    return scope;
}

}  // namespace

Result<std::string> create_token(Connection& connection, std::int64_t company, const NewToken& token) {
    TRY(scope_of(token.scope));
    if (!principal_of(connection, token.login, company))
        return refuse(Problem{"record_must_exist", "/login", {{"noun", "access.user"}}});
    const auto text = random_token();
    const auto digest = token_digest(text);
    run(connection,
        "INSERT INTO api_token (token, company_id, login, name, scope, expires) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        std::string_view(digest), company, std::string_view(token.login), std::string_view(token.name),
        std::string_view(token.scope), static_cast<std::int64_t>(token.expires.time_since_epoch().count()));
    return text;
}

std::int64_t revoke_token(Connection& connection, std::int64_t company, std::string_view name) {
    return run_counted(connection, "DELETE FROM api_token WHERE company_id = ?1 AND name = ?2", company,
                       name);
}

PrincipalPtr Sessions::find_api_token(Connection& connection, std::string_view token, Instant now) {
    if (auto known = remembered(token, now)) return known;
    const auto digest = token_digest(token);
    std::string login;
    std::string scope;
    std::int64_t company = 0;
    {
        auto rows = query(
            connection, "SELECT company_id, login, scope FROM api_token WHERE token = ?1 AND expires > ?2",
            std::string_view(digest), static_cast<std::int64_t>(now.time_since_epoch().count()));
        if (!rows.next()) return nullptr;
        company = rows.integer(0), login = rows.text(1), scope = rows.text(2);
    }
    const auto principal = principal_of(connection, login, company);
    auto allowed = scope_of(scope);
    if (!principal || !allowed) return nullptr;
    auto scoped = std::make_shared<Principal>(*principal);
    scoped->actor.scope = std::move(*allowed);
    remember(digest, scoped, now);
    return scoped;
}

}  // namespace octant::platform
