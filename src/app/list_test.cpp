// Lists on both databases: every page of every sort order, filters with groups, sums and groups, against the
// same thing worked out by hand.

#include "platform/list.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdlib>
#include <set>

#include "app/test_server.hpp"
#include "base/rng.hpp"
#include "sales/sales.hpp"

namespace octant::app {
namespace {

using namespace octant::platform;
using master::Party;
using sales::Channel;
using sales::Order;

class ListTest : public testing::TestWithParam<Engine> {
protected:
    void SetUp() override {
        const auto* server_url = std::getenv("OCTANT_TEST_POSTGRES");
        if (GetParam() == Engine::postgres && !server_url) GTEST_SKIP() << "OCTANT_TEST_POSTGRES is not set";
        server.emplace(GetParam() == Engine::postgres ? server_url : "");
        ASSERT_TRUE(server->workspace.write(server->company, [&](Context& cx) -> Result<void> {
            put_orders(cx);
            return {};
        }));
    }

    /// Few values each, so that keys have ties, and some empty.
    void put_orders(Context& cx) {
        Rng rng(1);
        for (const auto* name : {"Baltic", "Aurora", "Zenith"}) {
            Party party;
            party.id = cx.new_id(), party.version = 1;
            party.code = party.name = name;
            insert_record(cx, type_info<Party>(), &party);
            parties.push_back(party);
        }
        for (int i = 0; i < 23; ++i) {
            Order order;
            order.id = cx.new_id(), order.version = 1;
            order.channel = rng.below(2) ? Channel::direct : Channel::web;
            if (rng.below(4)) order.date = to_date(2026, 1, 1) + Days(rng.below(3) * 20);
            if (rng.below(4)) order.customer = {parties[rng.below(3)].id};
            order.currency = Currency::of(rng.below(3) ? "CNY" : "EUR");
            order.total = {rng.between(0, 3) * 100};
            order.text = rng.below(2) ? "50%_off" : "plain";
            if (i < 5) order.source = {"master.party", parties[static_cast<std::size_t>(i % 2)].id};
            insert_record(cx, type_info<Order>(), &order);
            orders.push_back(order);
        }
    }

    boost::json::object list(const ListQuery& query) {
        boost::json::object out;
        EXPECT_TRUE(server->workspace.read(
            server->company,
            [&](Context& cx) -> Result<void> {
                out = boost::json::parse(TRY(list_json(cx, type_info<Order>(), query))).as_object();
                return {};
            }))
            << query.filter << query.sort;
        return out;
    }

    static void add_ids(std::vector<std::string>& ids, const boost::json::object& page) {
        for (const auto& row : page.at("rows").as_array()) ids.emplace_back(row.at("id").as_string());
    }

    std::int64_t count(const std::string& filter) {
        return list({.filter = filter, .columns = "id"}).at("count").to_number<std::int64_t>();
    }

    template <class Test>
    std::int64_t counted(Test test) {
        return std::ranges::count_if(orders, test);
    }

    std::optional<TestServer> server;
    std::vector<Party> parties;
    std::vector<Order> orders;
};

TEST_P(ListTest, pages_by_key_in_every_order) {
    for (const auto& field : type_info<Order>().fields)
        for (const auto* direction : {"", "-"}) {
            const auto sort = direction + std::string(field.name);
            std::vector<std::string> whole;
            add_ids(whole, list({.sort = sort, .columns = "id", .limit = 1000}));
            EXPECT_EQ(whole.size(), orders.size()) << sort;
            std::vector<std::string> paged;
            for (std::string after, first = "x"; !after.empty() || first == "x"; first = "") {
                const auto page =
                    list({.sort = sort, .columns = "id", .after = after, .limit = 4, .count = false});
                add_ids(paged, page);
                after = page.at("next").is_null() ? "" : std::string(page.at("next").as_string());
            }
            EXPECT_EQ(paged, whole) << sort;
        }
}

TEST_P(ListTest, sorts_a_reference_by_what_people_call_it_and_the_empty_first) {
    const auto rows = list({.sort = "customer", .columns = "customer", .limit = 1000}).at("rows").as_array();
    std::vector<std::string> names;
    for (const auto& row : rows)
        names.emplace_back(
            row.at("customer").is_null() ? "" : std::string(row.at("customer").at("title").as_string()));
    EXPECT_TRUE(std::ranges::is_sorted(names));
    EXPECT_EQ(names.front(), "");
    EXPECT_EQ(names.back(), "Zenith");
}

TEST_P(ListTest, filters_with_and_or_not_and_groups) {
    const auto zenith = parties[2].id;
    EXPECT_EQ(count("channel:direct"), counted([](const Order& o) { return o.channel == Channel::direct; }));
    EXPECT_EQ(count("channel:direct total>=2"),
              counted([](const Order& o) { return o.channel == Channel::direct && o.total.minor >= 200; }));
    EXPECT_EQ(count("channel:direct or total>=2"),
              counted([](const Order& o) { return o.channel == Channel::direct || o.total.minor >= 200; }));
    EXPECT_EQ(count("-(channel:direct or total>=2)"),
              counted([](const Order& o) { return o.channel != Channel::direct && o.total.minor < 200; }));
    EXPECT_EQ(count("(customer:zenith or date<2026-01-20) channel:direct -total:1"),
              counted([&](const Order& o) {
                  const bool early = o.date != none_date && o.date < to_date(2026, 1, 20);
                  return (o.customer.value == zenith || early) && o.channel == Channel::direct &&
                         o.total.minor != 100;
              }));
    EXPECT_EQ(count("customer:none"), counted([](const Order& o) { return !o.customer; }));
    EXPECT_EQ(count("date!=none"), counted([](const Order& o) { return o.date != none_date; }));
    EXPECT_EQ(count("total:1,3"),
              counted([](const Order& o) { return o.total.minor == 100 || o.total.minor == 300; }));
    EXPECT_EQ(count("text:\"50%_\""), counted([](const Order& o) { return o.text == "50%_off"; }));
    EXPECT_EQ(count("text:\"%\""), counted([](const Order& o) { return o.text == "50%_off"; }))
        << "% is a letter";
}

TEST_P(ListTest, a_reference_to_any_noun_has_a_title_and_is_found_by_number) {
    EXPECT_EQ(count("source:Baltic"), 3);
    EXPECT_EQ(count("source:#" + std::to_string(parties[1].id)), 2);
    EXPECT_EQ(count("source:Baltic,Aurora"), 5);
    EXPECT_EQ(count("source:none"), std::ssize(orders) - 5);
    EXPECT_EQ(count("source:Nobody"), 0);
    const auto rows = list({.filter = "source:Aurora", .columns = "source"}).at("rows").as_array();
    ASSERT_FALSE(rows.empty());
    EXPECT_EQ(rows[0].at("source").at("title").as_string(), "Aurora");
    EXPECT_EQ(rows[0].at("source").at("noun").as_string(), "master.party");
}

TEST_P(ListTest, refuses_what_it_does_not_understand) {
    for (const auto* filter : {"(", "colour:red", "total>many", "state:unheard", "or", "a )", "\"open"})
        EXPECT_FALSE(server->workspace.read(server->company, [&](Context& cx) -> Result<void> {
            TRY(list_json(cx, type_info<Order>(), {.filter = filter}));
            return {};
        })) << filter;
}

TEST_P(ListTest, sums_by_currency_and_groups_by_month) {
    const auto all = list({.columns = "id", .sum = "total", .limit = 1});
    EXPECT_EQ(all.at("count").to_number<std::int64_t>(), std::ssize(orders));
    std::int64_t euros = 0;
    for (const auto& order : orders)
        if (order.currency == Currency::of("EUR")) euros += order.total.minor;
    EXPECT_EQ(all.at("sums").at("total").at("EUR").as_string(), format_decimal(euros, 2, 2));
    const auto grouped = list({.sum = "total", .group = "date:month"});
    std::set<std::string> keys;
    std::int64_t together = 0;
    for (const auto& group : grouped.at("groups").as_array()) {
        keys.emplace(group.at("key").as_string());
        together += group.at("count").to_number<std::int64_t>();
    }
    EXPECT_EQ(keys, (std::set<std::string>{"", "2026-01", "2026-02"}));
    EXPECT_EQ(together, std::ssize(orders));
}

INSTANTIATE_TEST_SUITE_P(, ListTest, testing::Values(Engine::sqlite, Engine::postgres),
                         [](const auto& tested) {
                             return tested.param == Engine::sqlite ? "sqlite" : "postgres";
                         });

}  // namespace
}  // namespace octant::app
