#include "app/data_commands.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <iostream>

#include "app/documents.hpp"
#include "app/explain.hpp"
#include "app/files.hpp"
#include "app/import/sales_import.hpp"
#include "platform/api.hpp"
#include "platform/catalogue.hpp"
#include "platform/registry.hpp"
#include "platform/schema.hpp"
#include "platform/transfer.hpp"

namespace octant::app {

using namespace octant::platform;

void add_place(Options& options, Place& place) {
    options.text("--data", place.data, "folder of the embedded database")
        .text("--postgres", place.postgres, "PostgreSQL URL, instead of --data");
}

namespace {

Result<const TypeInfo*> noun_named(const std::string& name) {
    const auto* type = find_noun(name);
    return type ? Result<const TypeInfo*>(type) : refuse(Problem{"noun_must_be_known", "", {{"noun", name}}});
}

Principal principal_named(Database& database, const std::string& login) {
    PrincipalPtr who;
    database.read([&](Connection& connection) { who = principal_of(connection, login, 0); });
    if (!who) throw DatabaseFault("no user '" + login + "'; 'octant user --help' tells how to add one");
    return *who;
}

}  // namespace

int export_command(int argc, char** argv) {
    Place place;
    std::string noun;
    std::string file = "-";
    ListQuery wanted;
    Options options("export", "Write a list of any noun as CSV, or XLSX when the file is named so.");
    options.text("noun", noun, "for example sales.order", true)
        .text("file", file, "where to; - is standard output");
    add_place(options, place);
    options.text("--filter", wanted.filter, "as in the lists: state:confirmed date>=2026-01-01")
        .text("--columns", wanted.columns, "fields, by comma")
        .text("--sort", wanted.sort, "fields, - for descending");
    if (const auto code = options.parse(argc, argv)) return *code;
    Workspace workspace(place);
    const auto type = noun_named(noun);
    if (!type) return report_refusal(type.error());
    Result<std::string> content = std::string();
    (void)workspace.read(0, [&](Context& cx) -> Result<void> {
        content = file.ends_with(".xlsx") ? export_xlsx(cx, **type, wanted) : export_csv(cx, **type, wanted);
        return {};
    });
    if (!content) return report_refusal(content.error());
    if (file == "-")
        std::cout << *content;
    else
        write_file(file, *content);
    return exit_done;
}

namespace {

std::string money_text(Amount amount, Currency currency) {
    return format_decimal(amount.minor, currency.minor_digits(), currency.minor_digits()) + " " +
           currency.code();
}

/// A history of sales: octant import online-retail FILE, or with --mapping any CSV of sales lines.
int import_history(const Place& place, const SalesMapping& mapping, const std::string& file) {
    const auto csv = read_file(file);
    Workspace workspace(place, {.cache_mb = 192});
    if (workspace.is_empty()) {
        const auto company = create_company(workspace, mapping.company);
        if (!company) return report_refusal(company.error());
        const auto admin = create_user(workspace, *company,
                                       {.login = "admin",
                                        .name = "Administrator",
                                        .roles = "administrator",
                                        .password = "octant-admin",
                                        .language = "en"});
        if (!admin) return report_refusal(admin.error());
    }
    const auto done = import_sales(workspace, mapping, csv);
    if (!done) return report_refusal(done.error());
    const auto currency = Currency::of(mapping.company.currency);
    for (const auto& [line, reason] : done->refused) fmt::print("line {}: {}\n", line, reason);
    fmt::print("{} lines: {} taken, {} refused\n", done->lines, done->taken, done->refused.size());
    fmt::print("{} items, {} customers, {} orders, {} returns, {} write-offs, {} bad-debt entries\n",
               done->items, done->customers, done->orders, done->returns, done->adjustments, done->bad_debts);
    fmt::print("revenue net of returns {}; bad debt {}; together {}\n", money_text(done->revenue, currency),
               money_text(done->bad_debt, currency), money_text(done->revenue + done->bad_debt, currency));
    return exit_done;
}

}  // namespace

int import_command(int argc, char** argv) {
    Place place;
    std::string noun;
    std::string file;
    std::string login = "admin";
    std::string mapping;
    ImportOptions wanted;
    Options options("import",
                    "Bring records of any noun in from a CSV file (header: field names; lines.item for "
                    "lines), or a history of sales.");
    options
        .text("noun", noun, "for example master.item; online-retail or sales: a history of sales lines", true)
        .text("file", file, "CSV, also .gz", true);
    add_place(options, place);
    options.text("--as", login, "the user who imports")
        .text("--key", wanted.key, "update the record with this key field, else create")
        .text("--mapping", mapping, "TOML file that says what the columns of a sales history mean")
        .integer("--skip", wanted.skip, "rows at the beginning that are left out")
        .flag("--resume", wanted.resume, "go on where an earlier run of this file was cut off")
        .flag("--dry-run", wanted.dry_run, "tell what would happen, change nothing");
    if (const auto code = options.parse(argc, argv)) return *code;
    if (noun == "online-retail" || !mapping.empty())
        return import_history(
            place, read_sales_mapping(mapping.empty() ? online_retail_mapping() : read_file(mapping)), file);
    Workspace workspace(place);
    const auto type = noun_named(noun);
    if (!type) return report_refusal(type.error());
    const auto who = principal_named(workspace.database(), login);
    const auto result =
        import_csv({workspace.database(), workspace.ids(), who}, **type, read_file(file), wanted);
    if (!result) return report_refusal(result.error());
    for (const auto& [line, problem] : result->errors)
        fmt::print(stderr, "line {}: {} {}\n", line, message_of(problem, "en"), problem.field);
    fmt::print("{} created, {} updated, {} unchanged, {} refused; {} rows done\n", result->created,
               result->updated, result->unchanged, result->refused, result->rows);
    return result->refused ? exit_refused : exit_done;
}

int explain_command(int argc, char** argv) {
    Place place;
    std::string order;
    Options options(
        "explain",
        "Follow one order through the whole house: reservation, delivery, cost, invoice, payment, margin.");
    options.text("order", order, "its number, SO-2026-00017", true);
    add_place(options, place);
    if (const auto code = options.parse(argc, argv)) return *code;
    Workspace workspace(place);
    auto done = workspace.read(0, [&](Context& cx) -> Result<void> {
        fmt::print("{}", explanation_text(TRY(explain_order(cx, order))));
        return {};
    });
    return done ? exit_done : report_refusal(done.error());
}

int migrate_command(int argc, char** argv) {
    Place place;
    bool dry_run = false;
    Options options("migrate",
                    "Bring a database up to this release; an embedded one is copied first. Other commands do "
                    "it by themselves.");
    add_place(options, place);
    options.flag("--dry-run", dry_run, "print the statements only");
    if (const auto code = options.parse(argc, argv)) return *code;
    if (!dry_run) {
        const Workspace workspace(place);
        fmt::print("the database is up to date\n");
        return exit_done;
    }
    register_all();
    const auto database = Database::open(place.url());
    database->write([](Connection& connection) {
        const auto steps = migrate(connection);
        for (const auto& step : steps) fmt::print("{};\n", step);
        fmt::print("-- {} statements\n", steps.size());
        return Outcome::undo;
    });
    return exit_done;
}

int user_command(int argc, char** argv) {
    Place place;
    NewUser user;
    Options options(
        "user",
        "Add a user to the first company, or change a password. The password is read from standard input.");
    options.text("login", user.login, "what the person logs in with", true);
    add_place(options, place);
    options.text("--name", user.name, "the person's name")
        .text("--roles", user.roles, "sales_rep,sales_manager ...; none: only change the password")
        .text("--team", user.team, "team code; made when new")
        .text("--language", user.language, "zh or en")
        .footer(
            "Roles: sales_rep sales_manager planner buyer store_keeper inspector accountant hr driver "
            "auditor administrator customer_portal supplier_portal");
    if (const auto code = options.parse(argc, argv)) return *code;
    if (isatty(STDIN_FILENO)) fmt::print(stderr, "Password: ");
    std::getline(std::cin, user.password);
    if (auto fits = check_password_policy(user.password); !fits) return report_refusal(fits.error());
    Workspace workspace(place);
    if (user.name.empty()) user.name = user.login;
    if (user.roles.empty()) {
        (void)principal_named(workspace.database(), user.login);
        workspace.database().write([&](Connection& connection) {
            set_password(connection, user.login, user.password);
            return Outcome::keep;
        });
        return exit_done;
    }
    const auto made = create_user(workspace, 0, user);
    return made ? exit_done : report_refusal(made.error());
}

int openapi_command(int argc, char** argv) {
    Options options("openapi", "Print the OpenAPI 3.1 document of the HTTP interface.");
    if (const auto code = options.parse(argc, argv)) return *code;
    register_all();
    fmt::print("{}\n", openapi_json());
    return exit_done;
}

}  // namespace octant::app
