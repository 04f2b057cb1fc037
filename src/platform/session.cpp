#include "platform/session.hpp"

#include <sodium.h>

#include <algorithm>
#include <semaphore>

#include "base/check.hpp"
#include "base/text.hpp"
#include "platform/event.hpp"
#include "platform/user.hpp"

namespace octant::platform {
namespace {

using namespace std::chrono_literals;
constexpr auto idle_limit = 12h;
constexpr auto whole_limit = 24h * 7;
constexpr auto trust_memory = 60s;  // after which the session row is read again
constexpr auto rotate_after = 1h;
constexpr auto replaced_limit = 60s;  // requests under way may still carry the token before

std::int64_t micros(Instant at) { return at.time_since_epoch().count(); }

std::counting_semaphore<2>& hashing() {
    static std::counting_semaphore<2> two{2};
    return two;
}

/// Seconds to wait after so many failures: none for four, then 2, 4, 8 ... 900.
std::int64_t lock_seconds(std::int64_t failures) {
    return failures < 5
               ? 0
               : std::min<std::int64_t>(900, std::int64_t{1} << std::min<std::int64_t>(failures - 4, 10));
}

std::uint32_t role_mask(std::string_view roles) {
    std::uint32_t mask = 0;
    for (const auto role : split(roles, ','))
        if (const int index = enum_names<Role>().find(trim(role)); index >= 0) mask |= 1U << index;
    return mask;
}

}  // namespace

std::string hash_password(std::string_view password) {
    hashing().acquire();
    char out[crypto_pwhash_STRBYTES];
    const int failed =
        crypto_pwhash_str_alg(out, password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                              crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13);
    hashing().release();
    if (failed) throw std::bad_alloc();
    return out;
}

bool password_fits(std::string_view password, const std::string& hash) {
    hashing().acquire();
    const bool fits = crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
    hashing().release();
    return fits;
}

Result<void> check_password_policy(std::string_view password) {
    // NIST SP 800-63B: length counts, composition rules do not.
    if (password.size() < 8) return refuse("password_must_have_eight_characters", "/password");
    if (password.size() > 200)
        return refuse(Problem{"text_must_be_shorter", "/password", {{"limit", "200"}}});
    return {};
}

std::string random_token() {
    unsigned char bytes[32];
    randombytes_buf(bytes, sizeof bytes);
    char hex[65];
    sodium_bin2hex(hex, sizeof hex, bytes, sizeof bytes);
    return hex;
}

std::string token_digest(std::string_view token) { return digest_of(token); }

Company read_company(Connection& connection, std::int64_t id, std::int64_t* utc_offset_minutes) {
    auto rows = query(connection,
                      "SELECT code, name, currency, utc_offset_minutes FROM access_company WHERE company_id "
                      "= ?1 AND id = ?2",
                      id, id);
    if (!rows.next()) throw DatabaseFault("company " + std::to_string(id) + " is not in the database");
    if (utc_offset_minutes) *utc_offset_minutes = rows.integer(3);
    return {id, std::string(rows.text(0)), std::string(rows.text(1)), Currency::of(rows.text(2))};
}

std::vector<Company> companies_of(Connection& connection, std::string_view login) {
    std::vector<std::int64_t> ids;
    {
        auto rows =
            query(connection,
                  "SELECT company_id FROM access_user WHERE login = ?1 AND archived = 0 ORDER BY company_id",
                  login);
        while (rows.next()) ids.push_back(rows.integer(0));
    }
    std::vector<Company> companies;
    for (const auto id : ids) companies.push_back(read_company(connection, id));
    return companies;
}

PrincipalPtr principal_of(Connection& connection, std::string_view login, std::int64_t company) {
    auto principal = std::make_shared<Principal>();
    auto& actor = principal->actor;
    {
        auto rows = query(
            connection,
            "SELECT company_id, id, name, roles, team, language, party FROM access_user "
            "WHERE login = ?1 AND archived = 0 AND (company_id = ?2 OR ?2 = 0) ORDER BY company_id LIMIT 1",
            login, company);
        if (!rows.next()) return nullptr;
        company = rows.integer(0);
        actor = {.id = rows.integer(1),
                 .login = std::string(login),
                 .name = std::string(rows.text(2)),
                 .language = std::string(rows.text(5)),
                 .roles = role_mask(rows.text(3)),
                 .team = rows.integer(4),
                 .party = rows.integer(6)};
    }
    actor.team_members.push_back(actor.id);
    if (actor.team) {
        auto rows = query(connection, "SELECT id FROM access_user WHERE company_id = ?1 AND team = ?2",
                          company, actor.team);
        while (rows.next())
            if (rows.integer(0) != actor.id) actor.team_members.push_back(rows.integer(0));
    }
    principal->company = read_company(connection, company, &principal->utc_offset_minutes);
    principal->login = login;
    return principal;
}

void set_password(Connection& connection, std::string_view login, std::string_view password) {
    const auto hash = hash_password(password);
    run(connection,
        "INSERT INTO login (login, password, failures, locked_until) VALUES (?1, ?2, 0, 0) "
        "ON CONFLICT (login) DO UPDATE SET password = excluded.password, failures = 0, locked_until = 0",
        login, std::string_view(hash));
    run(connection, "DELETE FROM session WHERE login = ?1", login);
}

/// The stored hash, "" for an unknown login. The attempt counts as failed until the password has been proved:
/// however many come at once, each is counted before it learns anything.
Result<std::string> Sessions::password_of(std::string_view login, Instant now) {
    Result<std::string> hash;
    database_.write([&](Connection& connection) {
        std::int64_t failures = 0;
        std::int64_t locked_until = 0;
        {
            auto rows = query(connection,
                              "UPDATE login SET failures = failures + 1 WHERE login = ?1 RETURNING password, "
                              "failures, locked_until",
                              login);
            if (!rows.next()) return hash = std::string(), Outcome::undo;
            hash = std::string(rows.text(0)), failures = rows.integer(1), locked_until = rows.integer(2);
        }
        if (const auto wait = locked_until - micros(now); wait > 0) {
            hash =
                refuse(Problem{"login_must_wait", "", {{"seconds", std::to_string(wait / 1'000'000 + 1)}}});
            return Outcome::undo;
        }
        run(connection, "UPDATE login SET locked_until = ?2 WHERE login = ?1", login,
            micros(now) + lock_seconds(failures) * 1'000'000);
        return Outcome::keep;
    });
    return hash;
}

Result<NewSession> Sessions::log_in(std::string_view login, std::string_view password, Instant now) {
    const auto hash = TRY(password_of(login, now));
    // An unknown login costs the same time as a wrong password, so that neither can be told from the other.
    static const std::string nobody = hash_password("nobody has this password");
    if (!password_fits(password, hash.empty() ? nobody : hash) || hash.empty())
        return refuse("login_must_be_valid");
    auto session = open(login, now);
    if (!session.principal) return refuse("login_must_be_valid");
    return session;
}

namespace {

void insert_session(Connection& connection, std::string_view token, const Principal& who, Instant created) {
    const auto digest = token_digest(token);
    run(connection,
        "INSERT INTO session (token, login, company_id, csrf, created, seen, issued, replaced) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, 0)",
        std::string_view(digest), std::string_view(who.login), who.company.id, std::string_view(who.csrf),
        micros(created), micros(who.issued));
}

}  // namespace

NewSession Sessions::open(std::string_view login, Instant now) {
    NewSession session;
    database_.write([&](Connection& connection) {
        run(connection, "UPDATE login SET failures = 0, locked_until = 0 WHERE login = ?1", login);
        run(connection, "DELETE FROM session WHERE seen < ?1", micros(now - idle_limit));
        const auto principal = principal_of(connection, login, 0);
        if (!principal) return Outcome::keep;
        auto opened = std::make_shared<Principal>(*principal);
        opened->csrf = random_token();
        opened->issued = now;
        session = {random_token(), opened};
        insert_session(connection, session.token, *opened, now);
        return Outcome::keep;
    });
    if (session.principal) remember(token_digest(session.token), session.principal, now);
    return session;
}

PrincipalPtr Sessions::remembered(std::string_view token, Instant now) {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(token_digest(token));
    if (found == entries_.end() || now - found->second.checked > trust_memory) return nullptr;
    return found->second.principal;
}

void Sessions::remember(std::string_view digest, PrincipalPtr principal, Instant now) {
    const std::lock_guard lock(mutex_);
    if (entries_.size() > 10'000) entries_.clear();
    entries_[std::string(digest)] = {std::move(principal), now};
}

PrincipalPtr Sessions::find(Connection& connection, std::string_view token, Instant now) {
    if (auto known = remembered(token, now)) return known;
    const auto digest = token_digest(token);
    Principal stored;
    {
        auto rows =
            query(connection,
                  "SELECT login, company_id, csrf, issued FROM session WHERE token = ?1 AND created > ?2 "
                  "AND seen > ?3 AND (replaced = 0 OR replaced > ?4)",
                  std::string_view(digest), micros(now - whole_limit), micros(now - idle_limit),
                  micros(now - replaced_limit));
        if (!rows.next()) return nullptr;
        stored.login = rows.text(0), stored.company.id = rows.integer(1), stored.csrf = rows.text(2);
        stored.issued = Instant{std::chrono::microseconds(rows.integer(3))};
    }
    const auto principal = principal_of(connection, stored.login, stored.company.id);
    if (!principal) return nullptr;
    auto found = std::make_shared<Principal>(*principal);
    found->csrf = stored.csrf, found->issued = stored.issued;
    remember(digest, found, now);
    database_.submit(
        [digest, now](Connection& writer) {
            run(writer, "UPDATE session SET seen = ?2 WHERE token = ?1", std::string_view(digest),
                micros(now));
            return Outcome::keep;
        },
        [](std::exception_ptr) {});
    return found;
}

std::optional<std::string> Sessions::rotate(std::string_view token, const Principal& principal, Instant now) {
    if (principal.csrf.empty() || now - principal.issued < rotate_after) return std::nullopt;
    const auto digest = token_digest(token);
    auto renewed = std::make_shared<Principal>(principal);
    renewed->issued = now;
    const auto fresh = random_token();
    bool is_first = false;  // of the requests that see the hour gone
    database_.write([&](Connection& connection) {
        is_first = false;
        std::int64_t created = 0;
        {
            auto rows = query(connection,
                              "UPDATE session SET replaced = ?2 WHERE token = ?1 AND replaced = 0 "
                              "RETURNING created",
                              std::string_view(digest), micros(now));
            if (!rows.next()) return Outcome::undo;
            created = rows.integer(0);
        }
        is_first = true;
        insert_session(connection, fresh, *renewed, Instant{std::chrono::microseconds(created)});
        return Outcome::keep;
    });
    if (!is_first) return std::nullopt;
    remember(token_digest(fresh), renewed, now);
    return fresh;
}

void Sessions::log_out(std::string_view token) {
    const auto digest = token_digest(token);
    database_.write([&](Connection& connection) {
        run(connection, "DELETE FROM session WHERE token = ?1", std::string_view(digest));
        return Outcome::keep;
    });
    const std::lock_guard lock(mutex_);
    entries_.erase(digest);
}

Result<NewSession> Sessions::switch_company(std::string_view token, std::int64_t company, Instant now) {
    const auto digest = token_digest(token);
    NewSession session;
    database_.write([&](Connection& connection) {
        std::string login;
        std::int64_t created = 0;
        {
            auto rows = query(connection, "SELECT login, created FROM session WHERE token = ?1",
                              std::string_view(digest));
            if (rows.next()) login = rows.text(0), created = rows.integer(1);
        }
        const auto principal = login.empty() ? nullptr : principal_of(connection, login, company);
        if (!principal) return Outcome::undo;
        auto moved = std::make_shared<Principal>(*principal);
        moved->csrf = random_token();
        moved->issued = now;
        session = {random_token(), moved};
        run(connection, "DELETE FROM session WHERE token = ?1", std::string_view(digest));
        insert_session(connection, session.token, *moved, Instant{std::chrono::microseconds(created)});
        return Outcome::keep;
    });
    if (!session.principal) return refuse("record_must_exist", "/company");
    remember(token_digest(session.token), session.principal, now);
    const std::lock_guard lock(mutex_);
    entries_.erase(digest);
    return session;
}

void Sessions::forget() {
    const std::lock_guard lock(mutex_);
    entries_.clear();
}

}  // namespace octant::platform
