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
    std::string csrf;        // "" for API tokens
    bool read_only = false;  // a token with scope "read"
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
    PrincipalPtr find_api_token(Connection& connection, std::string_view token, Instant now);
    /// From memory only; null sends the caller to find().
    PrincipalPtr remembered(std::string_view token, Instant now);
    void log_out(std::string_view token);
    Result<void> switch_company(std::string_view token, std::int64_t company);
    /// A user, team or company changed: read everything anew.
    void forget();

private:
    struct Entry {
        PrincipalPtr principal;
        Instant checked;
    };
    void remember(std::string_view digest, PrincipalPtr principal, Instant now);

    Database& database_;
    std::mutex mutex_;
    std::unordered_map<std::string, Entry> entries_;
};

/// The principal of a login in a company (the first one that knows it when company is 0), or null.
PrincipalPtr principal_of(Connection& connection, std::string_view login, std::int64_t company);
/// Companies in which this login is a user: (id, code, name).
std::vector<Company> companies_of(Connection& connection, std::string_view login);
Company read_company(Connection& connection, std::int64_t id, std::int64_t* utc_offset_minutes = nullptr);
void set_password(Connection& connection, std::string_view login, std::string_view password);

}  // namespace octant::platform
