#include "app/workspace.hpp"

#include <fmt/core.h>

#include <filesystem>

#include "app/documents.hpp"
#include "app/options.hpp"
#include "app/words.hpp"
#include "inventory/inventory.hpp"
#include "platform/catalogue.hpp"
#include "platform/command.hpp"
#include "platform/schema.hpp"
#include "platform/user.hpp"

namespace octant::app {

using namespace octant::platform;

std::string Place::url() const { return postgres.empty() ? data + "/octant.db" : postgres; }

namespace {

/// Before an embedded database is changed, its file is copied; PostgreSQL is backed up by its own tools.
void copy_before_migration(const Place& place) {
    if (!place.postgres.empty()) return;
    const auto copy = place.url() + ".before-migration";
    std::filesystem::remove(copy);
    copy_database(place.url(), copy);
}

/// Plain statements outside the writer's transaction: only at start-up, when nobody else is there.
void bring_up_to_date(Database& database, const Place& place) {
    bool needed = false;
    bool fresh = false;
    database.read([&](Connection& connection) {
        fresh = is_new_database(connection);
        needed = needs_migration(connection);
    });
    if (needed && !fresh) copy_before_migration(place);
    if (needed)
        database.write([](Connection& connection) {
            migrate(connection);
            return Outcome::keep;
        });
}

}  // namespace

Workspace::Workspace(const Place& place, Database::Sizes sizes) {
    register_all();
    if (place.postgres.empty()) std::filesystem::create_directories(place.data);
    database_ = Database::open(place.url(), sizes);
    bring_up_to_date(*database_, place);
    database_->read([&](Connection& connection) {
        {
            auto rows = query(connection, "SELECT count(*) FROM access_company");
            rows.next();
            is_empty_ = rows.integer(0) == 0;
        }
        // A record's id is older than its event's, so the last event's id is past all of them.
        auto rows = query(connection, "SELECT CAST(coalesce(max(id), 0) AS BIGINT) FROM event");
        rows.next();
        ids_.continue_after(rows.integer(0));
    });
}

namespace {

std::int64_t first_company(Connection& connection) {
    auto rows = query(connection, "SELECT id FROM access_company ORDER BY id LIMIT 1");
    if (!rows.next())
        throw DatabaseFault(
            "the database has no company yet: run 'octant serve' with --demo, or 'octant company'");
    return rows.integer(0);
}

Principal system_principal(Connection& connection, std::int64_t company) {
    Principal system;
    system.company =
        read_company(connection, company ? company : first_company(connection), &system.utc_offset_minutes);
    return system;
}

Result<void> run_in(Connection& connection, IdSource& ids, const Principal& who,
                    const Workspace::Work& work) {
    Context cx(connection, who.company, who.actor, ids);
    set_clock(cx, who);
    return work(cx);
}

}  // namespace

Result<void> Workspace::write(std::int64_t company, const Work& work) {
    Result<void> result;
    database_->write([&](Connection& connection) {
        result = run_in(connection, ids_, system_principal(connection, company), work);
        return result ? Outcome::keep : Outcome::undo;
    });
    return result;
}

Result<void> Workspace::read(std::int64_t company, const Work& work) {
    Result<void> result;
    database_->read([&](Connection& connection) {
        result = run_in(connection, ids_, system_principal(connection, company), work);
    });
    return result;
}

Result<void> Workspace::write_as(const std::string& login, std::int64_t company, const Work& work) {
    Result<void> result;
    database_->write([&](Connection& connection) {
        const auto who = principal_of(connection, login, company);
        if (!who) {
            result = refuse(Problem{"record_must_exist", "", {{"noun", "access.user"}}});
            return Outcome::undo;
        }
        result = run_in(connection, ids_, *who, work);
        return result ? Outcome::keep : Outcome::undo;
    });
    return result;
}

namespace {

using namespace octant::master;
using inventory::Location;
using inventory::Usage;

template <class T>
Result<void> add(Context& cx, T record) {
    TRY(create(cx, std::move(record)));
    return {};
}

struct NewUnit {
    const char* code;
    const char* name;
    const char* family;
    std::int64_t nano;  // of the family's base unit
};

Result<void> add_unit(Context& cx, const NewUnit& added) {
    Unit unit;
    unit.code = added.code, unit.name = added.name, unit.family = added.family;
    unit.per_base = {added.nano};
    return add(cx, std::move(unit));
}

Result<void> add_tax(Context& cx, const char* code, const char* name, std::int64_t percent) {
    Tax tax;
    tax.code = code, tax.name = name, tax.rate = Ratio::percent(percent);
    return add(cx, std::move(tax));
}

Result<void> add_location(Context& cx, const char* code, const char* name, Usage usage) {
    Location location;
    location.code = code, location.name = name, location.usage = usage;
    return add(cx, std::move(location));
}

Result<void> add_masters(Context& cx, bool chinese) {
    const auto name = [&](const char* zh, const char* en) { return chinese ? zh : en; };
    TRY(add_unit(cx, {"pcs", name("件", "piece"), "piece", Ratio::scale}));
    TRY(add_unit(cx, {"dozen", name("打", "dozen"), "piece", 12 * Ratio::scale}));
    TRY(add_unit(cx, {"kg", name("千克", "kilogram"), "mass", Ratio::scale}));
    TRY(add_unit(cx, {"g", name("克", "gram"), "mass", Ratio::scale / 1000}));
    TRY(add_unit(cx, {"m", name("米", "metre"), "length", Ratio::scale}));
    TRY(add_unit(cx, {"h", name("小时", "hour"), "time", Ratio::scale}));
    // 中华人民共和国增值税暂行条例 and 财政部 税务总局 海关总署公告2019年第39号: 13 %, 9 %, 6 %.
    TRY(add_tax(cx, "V13", name("增值税 13%", "VAT 13%"), 13));
    TRY(add_tax(cx, "V9", name("增值税 9%", "VAT 9%"), 9));
    TRY(add_tax(cx, "V6", name("增值税 6%", "VAT 6%"), 6));
    TRY(add_tax(cx, "V0", name("零税率", "VAT 0%"), 0));
    TRY(add_location(cx, "WH", name("成品仓", "Warehouse"), Usage::internal));
    TRY(add_location(cx, "CUSTOMER", name("客户", "Customers"), Usage::customer));
    TRY(add_location(cx, "SUPPLIER", name("供应商", "Suppliers"), Usage::supplier));
    TRY(add_location(cx, "LOSS", name("盘亏与报损", "Losses"), Usage::loss));
    TRY(add_location(cx, "OPENING", name("期初", "Opening"), Usage::opening));
    Calendar calendar;
    calendar.code = "STD", calendar.name = name("标准工作日", "Working days");
    return add(cx, std::move(calendar));
}

}  // namespace

Result<std::int64_t> create_company(Workspace& workspace, const NewCompany& wanted) {
    const auto currency = Currency::of(wanted.currency);
    if (!currency) return refuse("currency_must_be_iso_4217", "/currency");
    Result<std::int64_t> id = 0;
    workspace.database().write([&](Connection& connection) {
        Principal system;
        system.company = {workspace.ids().next(), wanted.code, wanted.name, currency};
        Context cx(connection, system.company, system.actor, workspace.ids());
        set_clock(cx, system);
        CompanyRecord record;
        record.id = system.company.id;
        record.code = wanted.code, record.name = wanted.name, record.currency = currency,
        record.language = wanted.language;
        const auto made = [&]() -> Result<std::int64_t> {
            TRY(create_record(cx, type_info<CompanyRecord>(), &record));
            TRY(finance::create_chart(
                cx, wanted.chart == "ifrs" ? finance::Chart::ifrs : finance::Chart::cn_asbe));
            TRY(add_masters(cx, wanted.language == "zh"));
            return system.company.id;
        };
        id = made();
        return id ? Outcome::keep : Outcome::undo;
    });
    return id;
}

Result<std::int64_t> create_user(Workspace& workspace, std::int64_t company, const NewUser& wanted) {
    if (!wanted.password.empty()) TRY(check_password_policy(wanted.password));
    Result<std::int64_t> id = 0;
    auto done = workspace.write(company, [&](Context& cx) -> Result<void> {
        User user;
        user.login = wanted.login, user.name = wanted.name, user.roles = wanted.roles,
        user.language = wanted.language;
        if (!wanted.team.empty()) {
            auto team = find_one<Team>(cx, "code = ?2", wanted.team);
            if (!team) {
                Team fresh;
                fresh.code = fresh.name = wanted.team;
                team = Id<Team>{TRY(create(cx, std::move(fresh))).id};
            }
            user.team = *team;
        }
        id = TRY(create(cx, std::move(user))).id;
        if (!wanted.password.empty()) set_password(cx.db, wanted.login, wanted.password);
        return {};
    });
    if (!done) return refuse(std::move(done).error());
    return id;
}

std::string refusal_text(const Problem& problem) {
    load_catalogue(catalogue_text());  // an engine's command opens no workspace
    auto text = message_of(problem, "en");
    const auto sentence = words("rule." + problem.rule, "en");
    if (!problem.field.empty()) text += " at " + problem.field;
    for (const auto& [name, value] : problem.values) {
        const bool is_told = sentence.find("{" + name + "}") != std::string_view::npos ||
                             problem.field.find(name + " " + value) != std::string::npos;
        if (is_told) continue;
        text += problem.field == name ? " " + value : fmt::format(" ({} {})", name, value);
    }
    return text;
}

int report_refusal(const Problem& problem) {
    fmt::print(stderr, "refused: {}\n", refusal_text(problem));
    return exit_refused;
}

}  // namespace octant::app
