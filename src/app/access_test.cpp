// Every route, with every role and without a login: what is not granted is denied. The rights are worked out
// here a second time, from the grants as they are written beside the nouns.

#include <algorithm>
#include <map>
#include <set>

#include "app/test_server.hpp"
#include "base/enumeration.hpp"
#include "base/text.hpp"
#include "platform/description.hpp"
#include "platform/registry.hpp"

namespace octant::app {
namespace {

using namespace octant::platform;

constexpr std::int64_t stranger = 777;  // a user

bool is_portal(Role role) { return role == Role::customer_portal || role == Role::supplier_portal; }

std::optional<Scope> granted(const TypeInfo& type, Role role, std::string_view right) {
    if (role == Role::administrator || (role == Role::auditor && right == "read")) return Scope::all;
    std::optional<Scope> widest;
    for (const auto& grant : type.grants) {
        const auto rights = split(grant.rights, ' ');
        const bool named = std::ranges::find(rights, right) != rights.end() || grant.rights == "*";
        if (grant.role == role && named) widest = std::max(widest.value_or(Scope::own), grant.scope);
    }
    return widest;
}

const FieldInfo* owner_of(const TypeInfo& type) {
    return type.find_field(type.owner_field.empty() ? "owner" : type.owner_field);
}

const FieldInfo* party_of(const TypeInfo& type) {
    for (const auto* name : {"party", "customer", "supplier"})
        if (const auto* field = type.find_field(name)) return field;
    return nullptr;
}

/// Whose record a route is tried on.
enum class Whose { mine, strange };

bool reaches(const TypeInfo& type, Role role, Scope scope, Whose whose) {
    if (is_portal(role)) return party_of(type) && whose == Whose::mine;
    return scope == Scope::all || !owner_of(type) || whose == Whose::mine;
}

class AccessTest : public testing::Test {
protected:
    AccessTest()
        : own_party(put(*find_noun("master.party"), 0, 0)),
          strange_party(put(*find_noun("master.party"), 0, 0)) {}

    /// Past all rules: what matters here is only whose it is.
    std::int64_t put(const TypeInfo& type, std::int64_t owner, std::int64_t party) {
        auto record = make_record(type);
        auto& head = record.head();
        head.id = server.workspace.ids().next();
        head.version = 1;
        const auto set = [&](const FieldInfo* field, std::int64_t value) {
            if (field && field->kind == Kind::ref)
                field_at<std::int64_t>(record.get(), field->offset) = value;
        };
        set(owner_of(type), owner);
        set(party_of(type), party);
        for (const auto& field : type.fields)
            if (field.unique && field.kind == Kind::text)
                field_at<std::string>(record.get(), field.offset) = "T" + std::to_string(head.id);
        for (const auto& names : type.unique_together)
            for (const auto name : names)
                if (const auto* field = type.find_field(name); field && field->kind == Kind::integer)
                    field_at<std::int64_t>(record.get(), field->offset) = head.id;
        EXPECT_TRUE(server.workspace.write(server.company, [&](Context& cx) -> Result<void> {
            insert_record(cx, type, record.get());
            return {};
        })) << type.name;
        return head.id;
    }

    int status(const Route& route, std::int64_t id, const Headers& headers) {
        auto target = route.path;
        if (const auto at = target.find("{id}"); at != std::string::npos)
            target.replace(at, 4, std::to_string(id));
        const bool reads = route.method == "GET";
        const bool imports = target.ends_with("/import");
        return server
            .ask(route.method,
                 target + (imports ? "?dry_run=1"
                           : reads ? ""
                                   : "?preview=1"),
                 headers,
                 reads     ? ""
                 : imports ? "id\n"
                           : "{}")
            .status;
    }

    void walk(Role role);
    void try_route(Role role, const Route& route, const Headers& headers);
    void look_for_secrets(const TypeInfo& type, Role role, const Headers& headers);

    /// The same record for every route: whatever is tried on it is undone.
    std::int64_t record(const TypeInfo& type, Whose whose) {
        auto& id = records[{&type, me, whose}];
        if (!id) id = whose == Whose::mine ? put(type, me, own_party) : put(type, stranger, strange_party);
        return id;
    }

    TestServer server;
    std::int64_t own_party;
    std::int64_t strange_party;
    std::int64_t me = 0;
    std::map<std::tuple<const TypeInfo*, std::int64_t, Whose>, std::int64_t> records;
};

void AccessTest::try_route(Role role, const Route& route, const Headers& headers) {
    const auto& type = *route.type;
    const auto scope = granted(type, role, route.right);
    const auto readable = granted(type, role, "read");
    const bool on_record = route.path.find("{id}") != std::string::npos;
    for (const auto whose : {Whose::mine, Whose::strange}) {
        const bool mine = whose == Whose::mine;
        const auto id = on_record ? record(type, whose) : 0;
        const auto got = status(route, id, headers);
        const bool may = on_record ? scope && readable && reaches(type, role, *scope, whose) &&
                                         reaches(type, role, *readable, whose)
                                   : scope.has_value();
        const auto what = fmt::format("{} {} as {}, {} record: {}", route.method, route.path,
                                      enum_names<Role>()[static_cast<std::size_t>(role)],
                                      mine ? "own" : "a stranger's", got);
        EXPECT_NE(got / 100, 5) << what;
        EXPECT_EQ(got != 401 && got != 403 && got != 404, may) << what;
        if (!on_record) break;
    }
}

void AccessTest::walk(Role role) {
    const std::string name(enum_names<Role>()[static_cast<std::size_t>(role)]);
    const auto headers = server.user(name, name);
    me = server.last_user;
    server.write([&](Connection& connection) {
        run(connection,
            "UPDATE access_user SET party = ?1, party_noun = 'master.party' WHERE company_id = ?2 AND id = "
            "?3",
            is_portal(role) ? own_party : 0, server.company, me);
    });
    for (const auto& route : all_routes())
        if (route.type) try_route(role, route, headers);
    for (const auto& report : reports()) {
        const bool may = role == Role::administrator || role == Role::auditor ||
                         std::ranges::find(report.roles, role) != report.roles.end();
        const auto got = server.ask("GET", "/api/v1/reports/" + report.name, headers).status;
        EXPECT_EQ(got != 403, may) << report.name << " as " << name;
        EXPECT_NE(got / 100, 5) << report.name;
    }
}

TEST_F(AccessTest, tells_nothing_without_a_login) {
    for (const auto& route : all_routes()) {
        if (route.path == "/api/v1/login") continue;
        EXPECT_EQ(status(route, 1, {}), 401) << route.path;
        EXPECT_EQ(status(route, 1, {{"authorization", "Bearer guess"}}), 401) << route.path;
        EXPECT_EQ(status(route, 1, {{"cookie", "octant_session=guess"}}), 401) << route.path;
    }
    for (const auto& report : reports())
        EXPECT_EQ(server.ask("GET", "/api/v1/reports/" + report.name).status, 401);
}

TEST_F(AccessTest, denies_each_role_what_is_not_granted) {
    for (std::size_t role = 0; role < enum_names<Role>().count; ++role) walk(static_cast<Role>(role));
}

TEST_F(AccessTest, a_right_to_act_comes_with_the_right_to_read) {
    for (const auto* type : nouns())
        for (const auto& grant : type->grants)
            EXPECT_TRUE(granted(*type, grant.role, "read"))
                << type->name << " " << enum_names<Role>()[static_cast<std::size_t>(grant.role)];
}

std::set<Role> seeing(Secret secret) {
    if (secret == Secret::pay) return {Role::hr, Role::administrator};
    std::set<Role> roles{Role::sales_manager, Role::accountant, Role::auditor, Role::administrator};
    if (secret == Secret::cost) roles.insert({Role::planner, Role::buyer});
    return roles;
}

/// In the record, and in no list by any of its parameters.
void AccessTest::look_for_secrets(const TypeInfo& type, Role role, const Headers& headers) {
    const auto path = fmt::format("/api/v1/{}/{}", type.module(), type.noun());
    const auto body = server.ask("GET", fmt::format("{}/{}", path, put(type, me, 0)), headers).body;
    for (const auto& field : type.fields) {
        if (field.secret == Secret::none) continue;
        const bool may = seeing(field.secret).contains(role);
        EXPECT_EQ(body.find(fmt::format("\"{}\":", field.name)) != std::string::npos, may)
            << path << " " << field.name << " as " << enum_names<Role>()[static_cast<std::size_t>(role)];
        if (may) continue;
        for (const auto* use : {"columns={}", "sort={}", "sum={}", "group={}", "filter={}%3E1"}) {
            const auto list = path + "?" + fmt::format(fmt::runtime(use), field.name);
            EXPECT_EQ(server.ask("GET", list, headers).status, 422) << list;
        }
    }
}

TEST_F(AccessTest, keeps_secret_fields_from_who_may_not_see_them) {
    for (std::size_t i = 0; i < enum_names<Role>().count; ++i) {
        const auto role = static_cast<Role>(i);
        const std::string name(enum_names<Role>()[i]);
        const auto headers = server.user(name, name);
        me = server.last_user;
        for (const auto* type : nouns())
            if (granted(*type, role, "read") && !is_portal(role)) look_for_secrets(*type, role, headers);
    }
}

TEST_F(AccessTest, keeps_two_companies_apart) {
    const auto other = *create_company(server.workspace, {.code = "OTHER", .name = "Other"});
    const auto headers = server.user("their_admin", "administrator", other);
    for (const auto& route : all_routes()) {
        if (!route.type || route.path.find("{id}") == std::string::npos) continue;
        EXPECT_EQ(status(route, record(*route.type, Whose::strange), headers), 404) << route.path;
    }
}

TEST_F(AccessTest, confines_a_token_to_its_scope_and_its_time) {
    const auto whole = server.user("root", "administrator");
    const auto reader = server.token("root", server.company, "read", std::chrono::hours(1));
    const auto sales_only = server.token("root", server.company, "sales", std::chrono::hours(1));
    const auto late = server.token("root", server.company, "", std::chrono::seconds(-1));
    const auto* team = R"({"code":"T","name":"T"})";
    EXPECT_EQ(server.ask("POST", "/api/v1/access/team", reader, team).status, 403);
    EXPECT_EQ(server.ask("GET", "/api/v1/access/team", reader).status, 200);
    EXPECT_EQ(server.ask("PATCH", "/api/v1/me", reader, R"({"language":"en"})").status, 403);
    EXPECT_EQ(server.ask("GET", "/api/v1/access/team", sales_only).status, 403);
    EXPECT_EQ(server.ask("GET", "/api/v1/sales/order", sales_only).status, 200);
    EXPECT_EQ(server.ask("GET", "/api/v1/reports/trial-balance", sales_only).status, 403);
    EXPECT_EQ(server.ask("GET", "/api/v1/access/team", late).status, 401);
    EXPECT_EQ(server.ask("POST", "/api/v1/access/team", whole, team).status, 201);
    server.write([&](Connection& connection) {
        EXPECT_EQ(revoke_token(connection, server.company, "root"), 4);
        EXPECT_FALSE(create_token(connection, server.company, {.login = "root", .scope = "everything"}));
    });
    server.api.sessions().forget();
    EXPECT_EQ(server.ask("GET", "/api/v1/access/team", whole).status, 401);
}

}  // namespace
}  // namespace octant::app
