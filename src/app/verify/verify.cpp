#include "app/verify/verify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "app/data_commands.hpp"
#include "app/verify/parts.hpp"
#include "platform/registry.hpp"

namespace octant::app {

void blame(Check& check, const std::string& offender) {
    if (check.wrong++ == 0) check.offender = offender;
}

std::string label_of(Context& cx, std::int64_t id) {
    const TypeInfo* type = nullptr;
    {
        auto rows = query(cx.db, "SELECT noun FROM event WHERE company_id = ?1 AND record_id = ?2 LIMIT 1",
                          cx.company.id, id);
        if (rows.next()) type = find_noun(rows.text(0));
    }
    if (!type) return std::to_string(id);
    auto record = make_record(*type);
    std::string name;
    try {
        const auto* field = type->find_field(type->title);
        if (field->kind == Kind::text && read_record(cx, *type, id, record.get()))
            name = field_at<std::string>(record.get(), field->offset);
    } catch (const std::exception&) {
        name.clear();  // unreadable is what is being reported
    }
    return fmt::format("{} {}", type->name, name.empty() ? std::to_string(id) : name);
}

namespace {

std::string key_text(Context& cx, std::span<const std::int64_t> keys) {
    std::string out;
    for (const auto key : keys) out += (out.empty() ? "" : ", ") + label_of(cx, key);
    return out;
}

std::vector<std::int64_t> integers(const Rows& rows, int first, int end) {
    std::vector<std::int64_t> out;
    for (int i = first; i < end; ++i) out.push_back(rows.integer(i));
    return out;
}

}  // namespace

void blame_difference(Context& cx, Check& check, const Difference& difference) {
    blame(check, check.wrong ? std::string()
                             : fmt::format("{} of {}: {} against {}", difference.what,
                                           key_text(cx, difference.keys), difference.kept, difference.found));
}

void blame_rows(Context& cx, Check& check, const char* what, std::string_view sql) {
    auto rows = query(cx.db, sql, cx.company.id);
    while (rows.next())
        blame(check, fmt::format("{}: {}", what, key_text(cx, integers(rows, 0, rows.columns()))));
}

namespace {

/// What cannot even be read is wrong too, and must not keep the other checks from running.
template <class Work>
void guarded(Check& check, Work work) {
    try {
        work();
    } catch (const std::exception& fault) {
        blame(check, fault.what());
    }
}

Check guarded(const char* name, Context& cx, Check (*part)(Context&)) {
    Check check{name};
    guarded(check, [&] { check = part(cx); });
    return check;
}

}  // namespace

std::vector<Check> verify(Context& cx) {
    auto trail = read_trail(cx);
    Records records(trail.last);
    Walk walk;
    const std::array parts{watch_books(cx, walk), watch_stock(cx, walk), watch_totals(cx, walk),
                           watch_orders(cx, walk)};
    walk.run(cx, [&](const TypeInfo& type, const Page& page) { records.look_at(type, page); });
    records.finish();
    std::vector<Check> checks{std::move(trail.seals), std::move(trail.chain), std::move(records.digests)};
    for (const auto& part : parts) {
        guarded(part->checks.front(), [&] { part->finish(cx); });
        std::ranges::move(part->checks, std::back_inserter(checks));
    }
    checks.push_back(std::move(records.references));
    checks.push_back(guarded("numbers", cx, check_numbers));
    checks.push_back(guarded("companies", cx, check_companies));
    return checks;
}

Result<std::string> verify_text(Context& cx) {
    const auto checks = verify(cx);
    std::string out;
    for (const auto& check : checks)
        if (check.wrong) out += fmt::format("wrong {}: {}\n", check.name, check.offender);
    return out.empty() ? fmt::format("verify ok ({} checks)\n", checks.size()) : out;
}

namespace {

/// Returns how many checks failed.
std::int64_t print_checks(const std::vector<Check>& checks) {
    std::int64_t failed = 0;
    for (const auto& check : checks) {
        fmt::print("  {:<34} {:>10}  {}{}{}\n", check.name, check.count,
                   check.wrong ? fmt::format("{} WRONG", check.wrong) : "ok", check.note.empty() ? "" : ", ",
                   check.note);
        if (check.wrong) fmt::print("    first: {}\n", check.offender);
        failed += check.wrong != 0;
    }
    return failed;
}

std::vector<std::int64_t> all_companies(Database& database) {
    std::vector<std::int64_t> ids;
    database.read([&](Connection& connection) {
        auto rows = query(connection, "SELECT id FROM access_company ORDER BY id");
        while (rows.next()) ids.push_back(rows.integer(0));
    });
    return ids;
}

}  // namespace

int verify_command(int argc, char** argv) {
    Place place;
    std::int64_t company = 0;
    Options options("verify",
                    "Prove that books, stock, documents and the audit trail agree; the first offender of "
                    "each check is named.");
    add_place(options, place);
    options.integer("--company", company, "its id; all companies by default");
    if (const auto code = options.parse(argc, argv)) return *code;
    Workspace workspace(place);
    std::int64_t failed = 0;
    for (const auto id : company ? std::vector{company} : all_companies(workspace.database())) {
        auto done = workspace.read(id, [&](Context& cx) -> Result<void> {
            fmt::print("{} {}\n", cx.company.code, cx.company.name);
            failed += print_checks(verify(cx));
            return {};
        });
        if (!done) return report_refusal(done.error());
    }
    fmt::print("{}\n", failed ? fmt::format("verify failed: {} checks", failed) : "verify ok");
    return failed ? exit_refused : exit_done;
}

}  // namespace octant::app
