// Whatever people do, in whatever order, with and without the right to it: the books stay provable.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <map>

#include "app/story/stage.hpp"
#include "app/verify/verify.hpp"
#include "app/world/world.hpp"
#include "base/rng.hpp"
#include "platform/clock.hpp"
#include "platform/command.hpp"
#include "platform/registry.hpp"

namespace octant::app {
namespace {

using namespace octant::platform;

constexpr int commands_of_a_run = 800;
constexpr std::array logins{"admin", "lin", "zhou", "he", "wang", "chen", "zhao", "sun", "qian", "wu"};
constexpr std::array items{"BRG-6204", "BRG-6206", "GBX-10", "SEN-PX", "BLT-M8", "KIT-DRV", "SRV-INS"};
constexpr std::array stocked{"BRG-6204", "BRG-6206", "GBX-10", "SEN-PX", "BLT-M8"};
constexpr std::array customers{"HX", "HYDQ", "LD", "XY", "SMALL", "NORD"};
constexpr std::array documents{"sales.order",         "supply.delivery",       "finance.invoice",
                               "sales.return",        "finance.payment",       "supply.receipt",
                               "sales.quotation",     "inventory.adjustment",  "finance.allowance",
                               "finance.dunning_run", "finance.dunning_letter"};

class Company {
public:
    Company(Workspace& workspace, std::uint64_t seed) : workspace_(workspace), rng_(seed) {}

    void agree_to_hold_orders_of_who_is_late() {
        const auto agree = [&] {
            return create("finance.dunning_level",
                          R"({"code":"1","name":"Hold","days_late":"5","holds_orders":true})");
        };
        while (agree() / 100 != 2) continue;  // not everybody may
    }

    /// The status of what somebody tried.
    int act() {
        if (rng_.below(10) == 0) freeze_clock(Instant{today_ += Days(1)} + std::chrono::hours(9));
        const auto kind = rng_.below(10);
        if (kind < 4) return create();
        return kind < 9 ? carry_out() : edit();
    }

    std::vector<Check> verified() {
        std::vector<Check> checks;
        EXPECT_TRUE(workspace_.read(0, [&](Context& cx) -> Result<void> {
            checks = verify(cx);
            return {};
        }));
        return checks;
    }

private:
    template <std::size_t N>
    std::string one_of(const std::array<const char*, N>& names) {
        return names[rng_.below(N)];
    }

    std::string lines(const char* form, std::span<const char* const> codes) {
        std::string out;
        for (auto count = rng_.between(1, 3); count > 0; --count)
            out += fmt::format(fmt::runtime(form), out.empty() ? "" : ",", codes[rng_.below(codes.size())],
                               rng_.between(1, 60), rng_.between(1, 900));
        return out;
    }

    /// Within ten days of today, so that some documents are back-dated.
    std::string day() { return format_date(today_ - Days(rng_.below(3) ? 0 : rng_.between(0, 10))); }

    int create() {
        switch (rng_.below(6)) {
            case 0:
                return create(
                    "supply.receipt",
                    fmt::format(R"({{"party":"SKF-CN","date":"{}","lines":[{}]}})", day(),
                                lines(R"({}{{"item":"{}","quantity":"{}","price":"{}"}})", stocked)));
            case 1:
                return create("inventory.adjustment",
                              fmt::format(R"({{"date":"{}","lines":[{}]}})", day(),
                                          lines(R"({}{{"item":"{}","quantity":"-{}"}})", stocked)));
            case 2:
                return pay_something();
            case 3:
                return return_something();
            case 4:
                return create(rng_.below(2) ? "finance.allowance" : "finance.dunning_run",
                              fmt::format(R"({{"date":"{}"}})", day()));
            default:
                return create(rng_.below(5) ? "sales.order" : "sales.quotation",
                              fmt::format(R"({{"customer":"{}","lines":[{}]}})", one_of(customers),
                                          lines(R"({}{{"item":"{}","quantity":"{}"}})", items)));
        }
    }

    int create(const char* noun, std::string body) {
        return perform({.kind = Command::create, .type = find_noun(noun), .body = std::move(body)});
    }

    int pay_something() {
        const auto invoice = any("finance.invoice");
        if (!invoice) return 404;
        return create(
            "finance.payment",
            fmt::format(R"({{"party":"{}","amount":"{}","allocations":[{{"invoice":"{}","amount":"{}"}}]}})",
                        one_of(customers), rng_.between(1, 3000), invoice, rng_.between(1, 3000)));
    }

    int return_something() {
        const auto order = any("sales.order");
        if (!order) return 404;
        return create("sales.return",
                      fmt::format(R"({{"sales_order":"{}","lines":[{{"order_line":"1","quantity":"{}"}}]}})",
                                  order, rng_.between(1, 10)));
    }

    int carry_out() {
        const auto* type = find_noun(one_of(documents));
        const auto id = any(type->name);
        if (!id || type->verbs.empty()) return 404;
        const std::string verb(type->verbs[rng_.below(type->verbs.size())].name);
        return perform({.kind = Command::verb,
                        .type = type,
                        .id = id,
                        .verb_name = verb,
                        .body = verb == "release_part"
                                    ? fmt::format(R"({{"release_value":"{}"}})", rng_.between(1, 9000))
                                    : std::string()});
    }

    /// More, less or nothing of what was agreed, whatever has become of it since.
    int edit() {
        const auto* type = find_noun(rng_.below(3) ? "sales.order" : "supply.delivery");
        const auto id = any(type->name);
        if (!id) return 404;
        return perform({.kind = Command::edit,
                        .type = type,
                        .id = id,
                        .body = fmt::format(R"({{"lines":[{{"line":"1","item":"{}","quantity":"{}"}}]}})",
                                            one_of(stocked), rng_.between(0, 80))});
    }

    /// One of the youngest, so that things come to an end.
    std::int64_t any(const std::string& noun) {
        std::int64_t id = 0;
        workspace_.database().read([&](Connection& connection) {
            auto rows = query(
                connection,
                fmt::format("SELECT id FROM {} WHERE company_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2",
                            find_noun(noun)->table),
                company_, static_cast<std::int64_t>(rng_.below(8)));
            if (rows.next()) id = rows.integer(0);
        });
        return id;
    }

    int perform(const Command& command) {
        PrincipalPtr who;
        const auto login = rng_.below(3) ? std::string("admin") : one_of(logins);
        workspace_.database().read([&](Connection& connection) {
            who = principal_of(connection, login, 0);
            company_ = who->company.id;
        });
        Answer answer;
        workspace_.database().write([&](Connection& connection) {
            auto performed = platform::perform(connection, workspace_.ids(), *who, command);
            answer = std::move(performed.answer);
            return performed.outcome;
        });
        return answer.status;
    }

    Workspace& workspace_;
    Rng rng_;
    Date today_ = to_date(2026, 1, 5);
    std::int64_t company_ = 0;
};

class RandomCommands : public testing::TestWithParam<Engine> {};

TEST_P(RandomCommands, KeepTheBooksProvable) {
    const auto* server = GetParam() == Engine::postgres ? std::getenv("OCTANT_TEST_POSTGRES") : "";
    if (!server) GTEST_SKIP() << "OCTANT_TEST_POSTGRES names no server";
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        freeze_clock(Instant{to_date(2026, 1, 5)} + std::chrono::hours(9));
        const Stage stage(server);
        Workspace workspace(stage.place());
        ASSERT_TRUE(create_cast(workspace));
        Company company(workspace, seed);
        company.agree_to_hold_orders_of_who_is_late();
        std::map<int, int> statuses;
        for (int i = 0; i < commands_of_a_run; ++i) ++statuses[company.act() / 100];
        EXPECT_GT(statuses[2], commands_of_a_run / 4);   // much of it was really done
        EXPECT_GT(statuses[4], commands_of_a_run / 10);  // and much refused
        EXPECT_EQ(statuses[5], 0);
        for (const auto& check : company.verified())
            EXPECT_EQ(check.wrong, 0) << "seed " << seed << ": " << check.name << ": " << check.offender;
    }
}

INSTANTIATE_TEST_SUITE_P(Engines, RandomCommands, testing::Values(Engine::sqlite, Engine::postgres),
                         [](const auto& engine) {
                             return engine.param == Engine::sqlite ? "sqlite" : "postgres";
                         });

}  // namespace
}  // namespace octant::app
