// Lists worked out on columns in memory give what plain SQL gives: any filter, sort, page, sum and group,
// after any commit, also by another server, and while others commit.

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <thread>

#include "app/test_server.hpp"
#include "base/rng.hpp"
#include "platform/column_copies.hpp"
#include "platform/list.hpp"
#include "sales/sales.hpp"

namespace octant::app {
namespace {

using namespace octant::platform;
using master::Party;
using sales::Channel;
using sales::Order;
using sales::Progress;

/// Orders with few values each, so that keys tie, some empty; written without rules.
class Scribe {
public:
    Scribe(Workspace& workspace, std::int64_t company, std::uint64_t seed)
        : workspace_(workspace), company_(company), rng_(seed) {}

    void write(int changes) {
        const auto written = workspace_.write(company_, [&](Context& cx) -> Result<void> {
            for (int i = 0; i < changes; ++i) change(cx);
            return {};
        });
        EXPECT_TRUE(written);
    }
    void put_parties(int count) {
        const auto written = workspace_.write(company_, [&](Context& cx) -> Result<void> {
            for (int i = 0; i < count; ++i) {
                Party party;
                party.id = cx.new_id(), party.version = 1;
                party.code = fmt::format("P{}", i);
                party.name = name();
                insert_record(cx, type_info<Party>(), &party);
                parties_.push_back(party.id);
            }
            return {};
        });
        EXPECT_TRUE(written);
    }
    void take_parties(const Scribe& other) { parties_ = other.parties_; }

private:
    std::string name() { return pick({"Baltic", "aurora", "Zenith", "50%_Ltd", "八方", ""}); }
    std::string pick(std::initializer_list<const char*> words) {
        return words.begin()[rng_.below(words.size())];
    }

    void change(Context& cx) {
        const auto what = rng_.below(20);
        if (what == 0) return rename(cx);
        if (what < 8 || orders_.empty()) return insert(cx);
        const auto at = rng_.below(orders_.size());
        Order before;
        if (!read_record(cx, type_info<Order>(), orders_[at], &before)) return;
        if (what == 8) return delete_record(cx, type_info<Order>(), &before);
        auto after = before;
        fill(after);
        update_record(cx, type_info<Order>(), &before, &after);
    }
    void insert(Context& cx) {
        Order order;
        order.id = cx.new_id(), order.version = 1;
        fill(order);
        insert_record(cx, type_info<Order>(), &order);
        orders_.push_back(order.id);
    }
    void rename(Context& cx) {
        if (parties_.empty()) return;
        Party before;
        if (!read_record(cx, type_info<Party>(), parties_[rng_.below(parties_.size())], &before)) return;
        auto after = before;
        after.name = name();
        update_record(cx, type_info<Party>(), &before, &after);
    }
    void fill(Order& order) {
        if (rng_.below(4)) order.number = fmt::format("SO-{}-{}", order.id, rng_.below(1000));
        order.date = rng_.below(4) ? to_date(2026, 1, 1) + Days(rng_.below(80)) : none_date;
        order.customer = {rng_.below(5) && !parties_.empty() ? parties_[rng_.below(parties_.size())] : 0};
        order.salesperson = {static_cast<std::int64_t>(rng_.below(3))};
        order.owner = static_cast<std::int64_t>(rng_.below(3));
        order.channel = rng_.below(2) ? Channel::direct : Channel::web;
        order.region = pick({"south", "South", "north", "", "华东"});
        order.currency = Currency::of(pick({"CNY", "CNY", "EUR", "JPY"}));
        if (!rng_.below(6)) order.currency = {};
        order.total = {rng_.between(-3, 3) * 100};
        order.net = {rng_.between(-1'000'000, 1'000'000)};
        order.customer_reference = pick({"PO 1", "po-2", "_", "%", ""});
        order.delivery_progress = static_cast<Progress>(rng_.below(3));
        order.tax_included = rng_.below(2);
    }

    Workspace& workspace_;
    std::int64_t company_;
    Rng rng_;
    std::vector<std::int64_t> parties_;
    std::vector<std::int64_t> orders_;
};

class Asking {
public:
    explicit Asking(std::uint64_t seed) : rng_(seed) {}

    ListQuery query() {
        ListQuery query{.filter = filter(2), .sort = sort(), .columns = "number,customer,total,region"};
        if (!rng_.below(3)) query.search = word();
        if (!rng_.below(2)) query.sum = "total,net";
        if (!rng_.below(3)) query.group = group();
        query.limit = rng_.between(1, 12);
        return query;
    }

private:
    std::string pick(std::initializer_list<const char*> words) {
        return words.begin()[rng_.below(words.size())];
    }
    std::string word() { return pick({"zen", "AUR", "50%", "_", "1", "so-", "八", "nothing"}); }
    std::string group() {
        return pick({"state", "date:month", "date:year", "date", "customer", "currency", "region", "channel",
                     "tax_included", "total"});
    }
    std::string sort() {
        std::string sort;
        for (auto i = rng_.below(3); i-- > 0;)
            sort +=
                fmt::format("{}{}{}", sort.empty() ? "" : ",", rng_.below(2) ? "-" : "",
                            pick({"number", "state", "date", "customer", "salesperson", "region", "currency",
                                  "total", "net", "delivery_progress", "tax_included", "changed", "id"}));
        return sort;
    }
    std::string filter(int depth) {
        std::string text;
        for (auto i = rng_.below(3); i-- > 0;) {
            if (!text.empty() && rng_.below(3) == 0) text += " or";
            text += rng_.below(5) ? " " : " -";
            text += depth && !rng_.below(4) ? "(" + test() + " " + filter(depth - 1) + ")" : test();
        }
        return text;
    }
    std::string test() {
        const auto sign = pick({":", "!=", "=", "<", "<=", ">", ">="});
        const auto equal = pick({":", "!=", "="});
        switch (rng_.below(11)) {
            case 0:
                return "state" + equal + pick({"draft", "confirmed,closed", "none"});
            case 1:
                return "date" + sign + pick({"2026-01-20", "2026-02-28", "2025-12-31"});
            case 2:
                return pick({"date:none", "date!=none", "customer:none", "currency!=none", "region:none",
                             "total:none", "number:none", "source:none"});
            case 3:
                return "customer" + equal + pick({"zenith", "\"50%_\"", "P1", "八", "baltic,aurora"});
            case 4:
                return "total" + sign + pick({"1", "-2", "0", "300"});
            case 5:
                return "region" + sign + pick({"south", "north", "S"});
            case 6:
                return "currency" + equal + pick({"EUR", "CNY,JPY", "USD"});
            case 7:
                return "number" + sign + pick({"7", "SO-", "so-2"});
            case 8:
                return "delivery_progress" + equal + pick({"none", "part", "none,full"});
            case 9:
                return pick({"lines.quantity>1", "tax_included:true", "channel:web", "net>0"});
            default:
                return word();
        }
    }

    Rng rng_;
};

std::string answer(Context& cx, const ListQuery& query) {
    const auto found = list_json(cx, type_info<Order>(), query);
    EXPECT_TRUE(found) << query.filter << " | " << query.sort;
    return found.value_or("");
}

std::string next_of(const std::string& answer) {
    const auto at = answer.rfind("\"next\":\"");
    return at == std::string::npos ? "" : answer.substr(at + 8, answer.rfind('"') - at - 8);
}

/// Both ways within one read, page after page.
void compare(Workspace& workspace, std::int64_t company, ListQuery query) {
    for (int page = 0; page < 4; ++page) {
        std::string quick;
        const auto read = workspace.read(company, [&](Context& cx) -> Result<void> {
            quick = answer(cx, query);
            auto* const copies = std::exchange(cx.db.copies, nullptr);
            const auto plain = answer(cx, query);
            cx.db.copies = copies;
            EXPECT_EQ(quick, plain) << query.filter << " | " << query.search << " | " << query.sort << " | "
                                    << query.group << " | page " << page;
            return {};
        });
        EXPECT_TRUE(read);
        query.after = query.group.empty() ? next_of(quick) : "";
        if (query.after.empty()) return;
    }
}

class ListColumnsTest : public testing::TestWithParam<Engine> {
protected:
    void SetUp() override {
        const auto* url = std::getenv("OCTANT_TEST_POSTGRES");
        if (GetParam() == Engine::postgres && !url) GTEST_SKIP() << "OCTANT_TEST_POSTGRES is not set";
        server.emplace(GetParam() == Engine::postgres ? url : "");
    }
    std::optional<TestServer> server;
};

TEST_P(ListColumnsTest, give_what_sql_gives_after_any_commit) {
    auto& workspace = server->workspace;
    Scribe scribe(workspace, server->company, 1);
    scribe.put_parties(7);
    Asking asking(2);
    for (int round = 0; round < 60; ++round) {
        scribe.write(round % 7 == 0 ? 60 : 3);
        for (int i = 0; i < 10; ++i) compare(workspace, server->company, asking.query());
    }
}

TEST_P(ListColumnsTest, see_what_another_server_commits) {
    Workspace other(server->place(), {});
    Scribe here(server->workspace, server->company, 3);
    Scribe there(other, server->company, 4);
    here.put_parties(5);
    there.take_parties(here);
    Asking asking(5);
    for (int round = 0; round < 30; ++round) {
        here.write(5);
        there.write(5);
        for (int i = 0; i < 4; ++i) {
            compare(server->workspace, server->company, asking.query());
            compare(other, server->company, asking.query());
        }
    }
}

TEST_P(ListColumnsTest, hold_while_others_commit) {
    Scribe first(server->workspace, server->company, 6);
    first.put_parties(5);
    first.write(200);
    std::atomic<bool> is_over{false};
    const auto write = [&](std::uint64_t seed) {
        Scribe scribe(server->workspace, server->company, seed);
        scribe.take_parties(first);
        while (!is_over) scribe.write(2);
    };
    std::jthread one(write, 7);
    std::jthread two(write, 8);
    std::jthread reader([&] {
        Asking asking(9);
        for (int i = 0; i < 100; ++i) compare(server->workspace, server->company, asking.query());
    });
    Asking asking(10);
    for (int i = 0; i < 100; ++i) compare(server->workspace, server->company, asking.query());
    reader.join();
    is_over = true;
}

TEST_P(ListColumnsTest, are_used) {
    Scribe scribe(server->workspace, server->company, 11);
    scribe.write(50);
    const auto read = server->workspace.read(server->company, [&](Context& cx) -> Result<void> {
        bool is_used = false;
        const auto& order = type_info<Order>();
        ColumnNeeds needs{.fields = {order.find_field("total")}};
        EXPECT_TRUE(cx.db.copies->use(cx, order, needs, [&](const auto&) { is_used = true; }));
        EXPECT_TRUE(is_used);
        return {};
    });
    EXPECT_TRUE(read);
}

INSTANTIATE_TEST_SUITE_P(, ListColumnsTest, testing::Values(Engine::sqlite, Engine::postgres),
                         [](const auto& tested) {
                             return tested.param == Engine::sqlite ? "sqlite" : "postgres";
                         });

}  // namespace
}  // namespace octant::app
