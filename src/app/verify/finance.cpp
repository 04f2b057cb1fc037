#include <fmt/format.h>

#include <cstdlib>

#include "app/verify/parts.hpp"
#include "sales/sales.hpp"

namespace octant::app {
namespace {

using finance::AccountRole;
using finance::Invoice;
using finance::JournalEntry;
using finance::Payment;
using finance::Posting;
using sales::Order;

/// What invoices and payments have left on the control accounts, by party; manual entries stand for
/// themselves.
class Claims {
public:
    explicit Claims(Currency own) : own_(own) {}

    void add_posting(const JournalEntry& entry, const Posting& posting, AccountRole role) {
        if (entry.source.noun != "finance.invoice" && entry.source.noun != "finance.payment") return;
        of(role == AccountRole::receivable)[posting.party.value] += posting.amount;
    }
    /// Takes off what an open invoice says: its share of the claim in company currency.
    void take_invoice(const Invoice& invoice) {
        if (invoice.state != Invoice::posted || !invoice.open || !invoice.total) return;
        const Amount claim{divide(static_cast<__int128>(invoice.base_total.minor) * invoice.open.minor,
                                  invoice.total.minor, Rounding::half_up)};
        of(invoice.is_sales())[invoice.party.value] -=
            invoice.is_sales() != invoice.is_credit() ? claim : -claim;
    }
    /// Gives back what a payment says is not allocated.
    void take_payment(const Payment& payment) {
        // A cancelled payment in foreign currency may leave two minor units of rounding for each of its
        // allocations.
        if (payment.state == Payment::cancelled && payment.currency && payment.currency != own_)
            allowed_[payment.party.value] += 2 * static_cast<std::int64_t>(payment.allocations.size());
        if (payment.state != Payment::posted || !payment.unallocated) return;
        const auto left =
            convert({payment.unallocated, payment.currency}, own_, payment.rate, Rounding::half_up).amount;
        const bool received = payment.is_from_customer();
        of(received)[payment.party.value] += received ? left : -left;
    }
    void compare(Context& cx, Check& check) {
        for (const bool sales : {true, false})
            for (const auto& [party, difference] : of(sales)) {
                ++check.count;
                const auto found = allowed_.find(party);
                if (std::abs(difference.minor) > (found == allowed_.end() ? 0 : found->second))
                    blame(check, fmt::format("{} account of {}: {} more than its open invoices and payments",
                                             sales ? "receivable" : "payable", label_of(cx, party),
                                             difference.minor));
            }
    }

private:
    using ByParty = std::map<std::int64_t, Amount>;
    ByParty& of(bool sales) { return sales ? receivable_ : payable_; }

    Currency own_;
    ByParty receivable_;
    ByParty payable_;
    std::map<std::int64_t, std::int64_t> allowed_;
};

class Books final : public Part {
public:
    Books(Context& cx, Walk& walk)
        : Part({"entries balance", "control accounts", "sums of sales and credit"}),
          claims_(cx.company.currency) {
        each_record<finance::Account>(
            cx, [&](const finance::Account& account) { roles_[account.id] = account.role; });
        walk.each<JournalEntry>(entries_, [&](const JournalEntry& entry) { look_at(cx, entry); });
        walk.each<Invoice>(control_, [&](const Invoice& invoice) { claims_.take_invoice(invoice); });
        walk.each<Payment>(control_, [&](const Payment& payment) { claims_.take_payment(payment); });
        walk.each<Order>(sums_, [&](const Order& order) {
            ordered_.found({order.customer.value}, {order.committed.minor});
        });
    }

    void finish(Context& cx) override {
        if (trial_) blame(entries_, fmt::format("the trial balance of : {} against 0", trial_.minor));
        read_exposure(cx);
        read_worth(cx);
        read_months(cx);
        claims_.compare(cx, control_);
        receivable_.compare(cx, control_, "receivable");
        worth_.compare(cx, control_, "stock value");
        months_.compare(cx, sums_, "sales");
        ordered_.compare(cx, sums_, "credit taken by orders");
        blame_rows(cx, sums_, "exposure of nobody",
                   "SELECT party FROM finance_exposure e WHERE e.company_id = ?1 AND NOT EXISTS "
                   "(SELECT 1 FROM master_party p WHERE p.company_id = ?1 AND p.id = e.party)");
    }

private:
    void look_at(Context& cx, const JournalEntry& entry) {
        if (entry.state != JournalEntry::posted) return;
        Amount sum;
        const auto month = stored_date(entry.date) / 100;
        for (const auto& posting : entry.postings) {
            sum += posting.amount;
            const auto role = roles_.find(posting.account.value);
            if (role != roles_.end()) enter(entry, posting, role->second, month);
        }
        ++entries_.count;
        trial_ += sum;
        if (sum) blame_difference(cx, entries_, {"debit and credit", std::array{entry.id}, sum.minor, 0});
    }

    void enter(const JournalEntry& entry, const Posting& posting, AccountRole role, std::int64_t month) {
        const auto amount = posting.amount.minor;
        switch (role) {
            case AccountRole::receivable:
                receivable_.found({posting.party.value}, {amount});
                [[fallthrough]];
            case AccountRole::payable:
                return claims_.add_posting(entry, posting, role);
            case AccountRole::inventory:
                return worth_.found({posting.item.value}, {amount, 0});
            case AccountRole::revenue:
                if (posting.item)
                    months_.found({posting.item.value, month}, {posting.quantity.micro, -amount, 0});
                return;
            case AccountRole::cost_of_sales:
                if (posting.item) months_.found({posting.item.value, month}, {0, 0, amount});
                return;
            default:
                return;
        }
    }

    void read_exposure(Context& cx) {
        auto rows =
            query(cx.db, "SELECT party, receivable, ordered FROM finance_exposure WHERE company_id = ?1",
                  cx.company.id);
        while (rows.next()) {
            receivable_.kept({rows.integer(0)}, {rows.integer(1)});
            ordered_.kept({rows.integer(0)}, {rows.integer(2)});
        }
    }
    /// The item ledger against the books, and the pools against the item ledger.
    void read_worth(Context& cx) {
        auto costs =
            query(cx.db,
                  "SELECT item, CAST(SUM(value) AS BIGINT) FROM inventory_cost WHERE company_id = ?1 "
                  "GROUP BY item",
                  cx.company.id);
        while (costs.next()) worth_.kept({costs.integer(0)}, {costs.integer(1), costs.integer(1)});
        auto pools =
            query(cx.db, "SELECT item, value FROM inventory_pool WHERE company_id = ?1", cx.company.id);
        while (pools.next()) worth_.found({pools.integer(0)}, {0, pools.integer(1)});
    }
    void read_months(Context& cx) {
        auto rows = query(cx.db,
                          "SELECT item, month, quantity, revenue, cost FROM finance_sales_month WHERE "
                          "company_id = ?1",
                          cx.company.id);
        while (rows.next())
            months_.kept({rows.integer(0), rows.integer(1)},
                         {rows.integer(2), rows.integer(3), rows.integer(4)});
    }

    Check& entries_ = checks[0];
    Check& control_ = checks[1];
    Check& sums_ = checks[2];
    boost::unordered_flat_map<std::int64_t, AccountRole> roles_;
    Amount trial_;
    Claims claims_;
    Sides<1, 1> receivable_;  // by party
    Sides<1, 1> ordered_;     // by party
    Sides<1, 2> worth_;       // by item
    Sides<2, 3> months_;      // by item and month: quantity, revenue, cost
};

}  // namespace

std::unique_ptr<Part> watch_books(Context& cx, Walk& walk) { return std::make_unique<Books>(cx, walk); }

}  // namespace octant::app
