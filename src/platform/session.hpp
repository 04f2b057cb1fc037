#pragma once
// Logins, sessions and API tokens.

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "platform/context.hpp"
#include "platform/db.hpp"

namespace octant::platform {

/// argon2id (libsodium, 64 MiB); at most two at a time.
std::string hash_password(std::string_view password);
bool password_fits(std::string_view password, const std::string& hash);
Result<void> check_password_policy(std::string_view password);
std::string random_token();
std::string token_digest(std::string_view token);  // only digests are stored

/// An authenticated request: who, for which company, until changed.
struct Principal {
    Actor actor;
    Company company;
    std::int64_t utc_offset_minutes = 0;
    std::string login;
    std::string csrf;  // "" for API tokens
    Instant issued{};  // the session's token; none for API tokens
};
using PrincipalPtr = std::shared_ptr<const Principal>;

struct NewSession {
    std::string token;
    PrincipalPtr principal;
};

class Sessions {
public:
    explicit Sessions(Database& database) : database_(database) {}

    /// Refuses with `login_must_be_valid` or `login_must_wait` {seconds}. Takes about 0.2 s of CPU: call it
    /// on a worker. The session is stored, so that a restart keeps people logged in.
    Result<NewSession> log_in(std::string_view login, std::string_view password, Instant now);
    /// Null when the token is unknown or expired (12 h idle, 7 days in all).
    PrincipalPtr find(Connection& connection, std::string_view token, Instant now);
    /// A new token for the session when this one has been in use for an hour. The old one still serves the
    /// requests under way: a minute longer.
    std::optional<std::string> rotate(std::string_view token, const Principal& principal, Instant now);
    PrincipalPtr find_api_token(Connection& connection, std::string_view token, Instant now);
    /// From memory only; null sends the caller to find().
    PrincipalPtr remembered(std::string_view token, Instant now);
    void log_out(std::string_view token);
    /// With a new token, as at login: the rights are others.
    Result<NewSession> switch_company(std::string_view token, std::int64_t company, Instant now);
    /// A user, team or company changed: read everything anew.
    void forget();

private:
    struct Entry {
        PrincipalPtr principal;
        Instant checked;
    };
    void remember(std::string_view digest, PrincipalPtr principal, Instant now);
    Result<std::string> password_of(std::string_view login, Instant now);
    NewSession open(std::string_view login, Instant now);

    Database& database_;
    std::mutex mutex_;
    std::unordered_map<std::string, Entry> entries_;
};

/// The principal of a login in a company (the first one that knows it when company is 0), or null.
PrincipalPtr principal_of(Connection& connection, std::string_view login, std::int64_t company);
/// Companies in which this login is a user: (id, code, name).
std::vector<Company> companies_of(Connection& connection, std::string_view login);
Company read_company(Connection& connection, std::int64_t id, std::int64_t* utc_offset_minutes = nullptr);
/// Ends the sessions of the login as well.
void set_password(Connection& connection, std::string_view login, std::string_view password);

/// A key for a program that acts as a user.
struct NewToken {
    std::string login;
    std::string name;
    std::string scope;  // "read", module names, or both: "read sales master"; "": all that the user may
    Instant expires{};
};
/// The token itself, told once; only its digest is kept.
Result<std::string> create_token(Connection& connection, std::int64_t company, const NewToken& token);
/// Returns how many had this name.
std::int64_t revoke_token(Connection& connection, std::int64_t company, std::string_view name);

}  // namespace octant::platform
