#include "app/world/history.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "app/world/life.hpp"

namespace octant::app {

using namespace octant::platform;
using namespace octant::master;

namespace {

/// Lives day by day what the staff of such a company does.
class TwoYears {
public:
    TwoYears(Workspace& workspace, std::int64_t company, Date from, Date to)
        : life_{.staff{workspace, company}, .from = from, .to = to} {}

    Result<void> live() {
        TRY(life_.staff.work([&] { return open_books(); }));
        for (Date month = life_.from; month <= life_.to; month = add_months(month, 1))
            TRY(life_.staff.work([&]() -> Result<void> {
                const auto end = std::min(add_months(month, 1) - Days(1), life_.to);
                for (Date day = working_day(month); day <= end; day = working_day(day + Days(1)))
                    TRY(live_day(day));
                return {};
            }));
        return {};
    }

private:
    Result<void> live_day(Date day) {
        life_.today = day;
        life_.staff.begin(day);
        for (const auto received : TRY(buying_.take_in())) TRY(post(received, 0));
        if (std::chrono::weekday{day} == std::chrono::Monday) TRY(buying_.review_stock());
        TRY(bill());
        TRY(settle());
        if (std::chrono::weekday{day} == std::chrono::Monday) TRY(collecting_.write_letters());
        TRY(collecting_.accrue_losses());
        TRY(hand_over());
        TRY(ship());
        TRY(take_back());
        TRY(selling_.release());
        TRY(selling_.hear_of_quotations());
        for (double due = orders_a_day * level_of(day, life_.from); due > 0; due -= 1)
            if (life_.rng.uniform() < due) TRY(selling_.sell());
        return is_last_day() ? selling_.sell_too_much() : Result<void>();
    }

    bool is_last_day() const { return working_day(life_.today + Days(1)) > life_.to; }

    /// Capital is paid in, a price list is agreed, the shelves are filled.
    Result<void> open_books() {
        life_.today = working_day(life_.from);
        life_.staff.begin(life_.today);
        auto& books = life_.staff.as("qian");
        finance::JournalEntry entry;
        entry.date = life_.today;
        entry.text = "实收资本 Share capital";
        const Amount capital{2'000'000'00};
        entry.postings = {finance::posting(known<finance::Account>(books, "1002"), capital),
                          finance::posting(known<finance::Account>(books, "4001"), -capital)};
        for (auto& side : entry.postings) side.line = &side - entry.postings.data() + 1;
        TRY(create(books, std::move(entry), finance::JournalEntry::post));
        TRY(selling_.agree_prices());
        TRY(collecting_.agree_levels());
        TRY(buying_.agree_costs());
        return buying_.review_stock();
    }

    template <class T>
    std::vector<Id<T>> waiting(Context& cx, std::string_view where) {
        return find<T>(cx, where, stored_date(life_.today));
    }

    Result<void> ship() {
        for (const auto id :
             waiting<supply::Delivery>(life_.staff.as("sun"), "state = 'draft' AND date <= ?2")) {
            if (life_.once_in(is_last_day() ? 3 : 20)) continue;  // tomorrow then
            auto& store = life_.staff.as("sun");
            const auto drafted = TRY(load(store, id));
            auto delivery = drafted;
            static constexpr std::array carriers{"顺丰速运 SF Express", "德邦 Deppon",
                                                 "京东物流 JD Logistics"};
            delivery.carrier = carriers[life_.rng.below(carriers.size())];
            delivery.tracking_number = fmt::format("{}", 730'000'000 + life_.rng.below(10'000'000));
            TRY(edit(store, drafted, delivery));
            TRY(carry_out(store, delivery, supply::Delivery::ship));
            if (life_.once_in(40)) returning_.emplace(life_.later(4, 15), delivery.source.id);
        }
        return {};
    }

    Result<void> hand_over() {
        for (const auto id :
             waiting<supply::Delivery>(life_.staff.as("feng"), "state = 'shipped' AND shipped_on < ?2")) {
            auto& driver = life_.staff.as("feng");
            auto delivery = TRY(load(driver, id));
            TRY(carry_out(driver, delivery, supply::Delivery::deliver));
        }
        return {};
    }

    /// A tenth of the first line that can simply be put back on its shelf.
    Result<void> take_back() {
        for (const auto id : due_of(returning_, life_.today)) {
            auto& store = life_.staff.as("sun");
            const auto order = TRY(load(store, Id<sales::Order>{id}));
            const auto found = std::ranges::find_if(order.lines, [&](const auto& line) {
                const auto& item = kept(store, line.item);
                return item.kind == ItemKind::stocked && item.tracking == Tracking::none && line.delivered;
            });
            if (found == order.lines.end()) continue;
            sales::Return back;
            back.sales_order = {id};
            back.text = "外观不良 Damaged in transit";
            sales::ReturnLine line;
            line.line = 1, line.order_line = found->line;
            line.quantity =
                Quantity::of(std::max<std::int64_t>(1, found->delivered.micro / 10 / Quantity::scale));
            line.restock = !life_.once_in(3);
            back.lines.push_back(std::move(line));
            back = TRY(create(store, std::move(back)));
            TRY(carry_out(store, back, sales::Return::receive));
        }
        return {};
    }

    /// What was shipped up to yesterday is billed today.
    Result<void> bill() {
        for (const auto id : waiting<finance::Invoice>(
                 life_.staff.as("qian"),
                 "state = 'draft' AND kind IN ('sales_invoice', 'sales_credit_note') AND "
                 "date < ?2")) {
            const auto days = life_.once_in(60)  ? 60
                              : life_.once_in(9) ? life_.rng.between(5, 14)
                                                 : life_.rng.between(-4, 1);
            TRY(post(id, days));
        }
        return {};
    }

    /// `days` after it is due (or before), and the habit of the customer, money follows.
    Result<void> post(Id<finance::Invoice> id, std::int64_t days) {
        auto& books = life_.staff.as("qian");
        auto invoice = TRY(load(books, id));
        TRY(carry_out(books, invoice, finance::Invoice::post));
        const auto code = kept(books, invoice.party).code;
        for (const auto& customer : customers)
            if (code == customer.code) days += customer.pays_after_due;
        paying_.emplace(std::max(life_.today, working_day(invoice.due + Days(days))), invoice.id);
        return {};
    }

    /// One payment a party and day, credit notes set off; those alone wait for the next invoice.
    Result<void> settle() {
        std::map<std::int64_t, finance::Payment> payments;
        for (const auto id : due_of(paying_, life_.today)) {
            const auto invoice = TRY(load(life_.staff.as("qian"), Id<finance::Invoice>{id}));
            auto& payment = payments[invoice.party.value];
            payment.kind = invoice.is_sales() ? finance::PaymentKind::received : finance::PaymentKind::paid;
            payment.party = invoice.party;
            finance::Allocation allocation;
            allocation.line = static_cast<std::int64_t>(payment.allocations.size()) + 1;
            allocation.invoice = {id};
            allocation.amount = invoice.is_credit() ? -invoice.open : invoice.open;
            payment.amount += allocation.amount;
            payment.allocations.push_back(allocation);
        }
        for (auto& [party, payment] : payments) {
            if (payment.amount > Amount{}) {
                TRY(create(life_.staff.as("qian"), std::move(payment), finance::Payment::post));
                continue;
            }
            for (const auto& left : payment.allocations)
                paying_.emplace(life_.later(5, 9), left.invoice.value);
        }
        return {};
    }

    Life life_;
    Buying buying_{life_};
    Selling selling_{life_};
    Collecting collecting_{life_};
    Agenda returning_;  // orders
    Agenda paying_;     // invoices
};

}  // namespace

Result<void> live_two_years(Workspace& workspace, std::int64_t company) {
    Date today{};
    TRY(workspace.read(company, [&](Context& cx) -> Result<void> {
        today = cx.today;
        return {};
    }));
    return TwoYears(workspace, company, add_months(first_of_month(today), -24), today - Days(1)).live();
}

}  // namespace octant::app
