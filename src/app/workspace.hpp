#pragma once
// A database opened by a command: place, migration after a copy, the company and who acts.

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "platform/context.hpp"
#include "platform/db.hpp"
#include "platform/session.hpp"

namespace octant::app {

using platform::Context;

/// Options that every command with a database has.
struct Place {
    std::string data = "data";  // folder with octant.db
    std::string postgres;       // or a PostgreSQL URL
    std::string url() const;
};

class Workspace {
public:
    /// Opens and migrates; an existing embedded database is copied first (octant.db.before-migration).
    explicit Workspace(const Place& place, platform::Database::Sizes sizes = {});

    platform::Database& database() { return *database_; }
    platform::IdSource& ids() { return ids_; }
    bool is_empty() const { return is_empty_; }  // has no company yet

    /// Runs in a transaction as the system user of a company (the first one when 0); a refusal undoes it.
    using Work = std::function<Result<void>(Context&)>;
    Result<void> write(std::int64_t company, const Work& work);
    Result<void> read(std::int64_t company, const Work& work);
    /// As a user, by login.
    Result<void> write_as(const std::string& login, std::int64_t company, const Work& work);

private:
    std::unique_ptr<platform::Database> database_;
    platform::IdSource ids_;
    bool is_empty_ = true;
};

struct NewCompany {
    std::string code;
    std::string name;
    std::string currency = "CNY";
    std::string chart = "cn";  // cn: 企业会计准则, ifrs
    std::string language = "zh";
};
/// A company with its chart of accounts, units, taxes, locations and calendar. Returns its id.
Result<std::int64_t> create_company(Workspace& workspace, const NewCompany& company);
struct NewUser {
    std::string login;
    std::string name;
    std::string roles;
    std::string password;  // "": the login keeps the password it has in another company
    std::string team;
    std::string language = "zh";
};
Result<std::int64_t> create_user(Workspace& workspace, std::int64_t company, const NewUser& user);

/// A refusal in English, with where it is (field, line) and every value that its sentence does not tell.
std::string refusal_text(const Problem& problem);
/// Prints it to stderr and gives the exit code.
int report_refusal(const Problem& problem);

}  // namespace octant::app
