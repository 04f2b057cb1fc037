#include "app/world/world.hpp"

#include <fmt/format.h>

#include <array>

#include "app/world/history.hpp"
#include "inventory/inventory.hpp"
#include "sales/sales.hpp"

namespace octant::app {

using namespace octant::platform;
using namespace octant::master;

namespace {

struct Person {
    const char* login;
    const char* name;
    const char* roles;
    const char* team;
};
constexpr Person people[] = {
    {"admin", "管理员", "administrator", ""},
    {"lin", "林晓雯", "sales_rep", "south"},
    {"zhou", "周子航", "sales_rep", "south"},
    {"he", "何雨桐", "sales_rep", "north"},
    {"wang", "王建国", "sales_manager", "south"},
    {"chen", "陈思远", "planner", ""},
    {"zhao", "赵敏", "buyer", ""},
    {"sun", "孙立", "store_keeper", ""},
    {"qian", "钱慧", "accountant", ""},
    {"wu", "吴桂芳", "hr", ""},
    {"zheng", "郑铁", "inspector", ""},
    {"feng", "冯磊", "driver", ""},
    {"audit", "审计员", "auditor", ""},
};

struct ItemRow {
    const char* code;
    const char* name;
    const char* category;
    ItemKind kind;
    Source source;
    const char* unit;
    std::int64_t price;  // CNY
    std::int64_t cost;
    Tracking tracking;
    int lead_days;
};
constexpr ItemRow item_rows[] = {
    {"BRG-6204", "深沟球轴承 6204 Bearing", "轴承", ItemKind::stocked, Source::bought, "pcs", 28, 16,
     Tracking::none, 9},
    {"BRG-6206", "深沟球轴承 6206 Bearing", "轴承", ItemKind::stocked, Source::bought, "pcs", 42, 25,
     Tracking::none, 9},
    {"MTR-750", "伺服电机 750W Servo motor", "电机", ItemKind::stocked, Source::bought, "pcs", 1280, 860,
     Tracking::serial, 14},
    {"GBX-10", "行星减速机 1:10 Gearbox", "传动", ItemKind::stocked, Source::made, "pcs", 980, 610,
     Tracking::none, 12},
    {"CNV-2M", "皮带输送机 2m Conveyor", "整机", ItemKind::stocked, Source::made, "pcs", 6800, 4350,
     Tracking::none, 14},
    {"OIL-46", "液压油 46# Hydraulic oil", "油品", ItemKind::stocked, Source::bought, "kg", 18, 11,
     Tracking::lot, 8},
    {"SEN-PX", "接近传感器 Proximity sensor", "电气", ItemKind::stocked, Source::bought, "pcs", 65, 38,
     Tracking::none, 8},
    {"BLT-M8", "螺栓 M8×30 Bolt", "标准件", ItemKind::stocked, Source::bought, "pcs", 1, 0, Tracking::none,
     7},
    {"SRV-INS", "安装调试 Installation", "服务", ItemKind::service, Source::bought, "h", 260, 0,
     Tracking::none, 0},
};

struct PartyRow {
    const char* code;
    const char* name;
    const char* group;
    const char* region;
    const char* salesperson;
    std::int64_t credit_limit;
    const char* currency;
};
constexpr PartyRow customers[] = {
    {"HX", "华新机械 Huaxin Machinery", "A", "华南", "lin", 500'000, ""},
    {"HYDQ", "恒远电气 Hengyuan Electric", "A", "华东", "zhou", 800'000, ""},
    {"LD", "蓝德自动化 Lande Automation", "B", "华南", "lin", 300'000, ""},
    {"XY", "兴业包装 Xingye Packaging", "B", "华北", "he", 200'000, ""},
    {"KR", "康瑞食品 Kangrui Foods", "B", "华东", "zhou", 60'000, ""},
    {"JT", "京泰物流设备 Jingtai Logistics", "A", "华北", "he", 600'000, ""},
    {"SMALL", "小微五金 Little Hardware", "C", "华南", "lin", 5'000, ""},
    {"NORD", "Nordlicht GmbH", "B", "海外", "he", 0, "EUR"},
};

Result<Id<User>> user_named(Context& cx, const char* login) {
    return find_one<User>(cx, "login = ?2", login).value_or(Id<User>{});
}

Result<void> add_items(Context& cx) {
    for (const auto& row : item_rows) {
        Item item;
        item.code = row.code, item.name = row.name, item.category = row.category, item.kind = row.kind,
        item.source = row.source;
        item.unit = {find_by_key(cx, type_info<Unit>(), row.unit)};
        item.tax = {find_by_key(cx, type_info<Tax>(), row.kind == ItemKind::service ? "V6" : "V13")};
        item.list_price = {row.price * UnitPrice::scale};
        item.standard_cost =
            row.cost ? UnitPrice{row.cost * UnitPrice::scale} : UnitPrice{UnitPrice::scale * 6 / 10};
        if (row.kind == ItemKind::service) item.standard_cost = {};
        item.tracking = row.tracking;
        item.lead_time_days = row.lead_days;
        item.costing = row.source == Source::made ? Costing::fifo : Costing::moving_average;
        TRY(create(cx, std::move(item)));
    }
    Item kit;
    kit.code = "KIT-DRV", kit.name = "驱动套件 Drive kit", kit.category = "套件", kit.kind = ItemKind::kit;
    kit.unit = {find_by_key(cx, type_info<Unit>(), "pcs")},
    kit.tax = {find_by_key(cx, type_info<Tax>(), "V13")};
    kit.list_price = {1'100 * UnitPrice::scale};
    for (const auto& [code, quantity] :
         std::array<std::pair<const char*, int>, 2>{{{"GBX-10", 1}, {"BRG-6204", 2}}}) {
        KitComponent component;
        component.line = static_cast<std::int64_t>(kit.components.size()) + 1;
        component.item = {find_by_key(cx, type_info<Item>(), code)};
        component.quantity = Quantity::of(quantity);
        kit.components.push_back(component);
    }
    TRY(create(cx, std::move(kit)));
    return {};
}

Result<void> add_parties(Context& cx) {
    for (const auto& row : customers) {
        Party party;
        party.code = row.code, party.name = row.name, party.customer_group = row.group,
        party.region = row.region;
        party.credit_limit = {row.credit_limit * 100};
        party.currency = Currency::of(row.currency);
        party.salesperson = TRY(user_named(cx, row.salesperson));
        Address address;
        address.line = 1, address.text = fmt::format("{} 工业园 1 号", row.region),
        address.region = row.region;
        party.addresses.push_back(std::move(address));
        TRY(create(cx, std::move(party)));
    }
    for (const auto& [code, name] : std::array<std::pair<const char*, const char*>, 2>{
             {{"SKF-CN", "斯凯轴承 Bearing supplier"}, {"YD", "远东电机 Yuandong Motors"}}}) {
        Party supplier;
        supplier.code = code, supplier.name = name, supplier.is_customer = false, supplier.is_supplier = true;
        TRY(create(cx, std::move(supplier)));
    }
    ExchangeRate rate;
    rate.currency = Currency::of("EUR"), rate.date = to_date(2023, 1, 1), rate.rate = {7'800'000'000};
    TRY(create(cx, std::move(rate)));
    return {};
}

Result<void> add_people(Workspace& workspace, std::int64_t company, const std::string& password) {
    for (const auto& person : people)
        TRY(create_user(workspace, company,
                        {.login = person.login,
                         .name = person.name,
                         .roles = person.roles,
                         .password = password,
                         .team = person.team}));
    return workspace.write(company, [](Context& cx) -> Result<void> {
        int number = 0;
        for (const auto& person : people) {
            Employee employee;
            employee.code = fmt::format("E{:03}", ++number), employee.name = person.name;
            employee.login = TRY(user_named(cx, person.login));
            TRY(create(cx, std::move(employee)));
        }
        return {};
    });
}

Result<std::int64_t> add_company(Workspace& workspace, const std::string& password) {
    const auto company =
        TRY(create_company(workspace, {.code = "BF", .name = "八方传动设备有限公司", .currency = "CNY"}));
    TRY(add_people(workspace, company, password));
    TRY(workspace.write(company, [](Context& cx) -> Result<void> {
        TRY(add_items(cx));
        return add_parties(cx);
    }));
    return company;
}

}  // namespace

Result<void> create_cast(Workspace& workspace) {
    TRY(add_company(workspace, ""));
    return {};
}

Result<void> create_empty_company(Workspace& workspace) {
    const auto company = TRY(create_company(workspace, {.code = "MAIN", .name = "我的公司 My company"}));
    TRY(create_user(workspace, company,
                    {.login = "admin",
                     .name = "管理员 Administrator",
                     .roles = "administrator",
                     .password = "octant-admin"}));
    return {};
}

Result<void> create_world(Workspace& workspace) {
    const auto company = TRY(add_company(workspace, "octant-demo"));
    // A second firm of the same group, kept apart: for the company switch.
    const auto second = TRY(create_company(
        workspace,
        {.code = "BFT", .name = "Bafang Trading Ltd", .currency = "EUR", .chart = "ifrs", .language = "en"}));
    TRY(create_user(workspace, second, {.login = "admin", .name = "管理员", .roles = "administrator"}));
    return live_two_years(workspace, company);
}

}  // namespace octant::app
