#include <array>

#include "app/world/life.hpp"

namespace octant::app {

using namespace octant::platform;
using finance::DunningLetter;
using finance::DunningLevel;

Result<void> Collecting::agree_levels() {
    struct Row {
        const char* code;
        const char* name;
        int days_late;
        int wait_days;
        const char* text;
    };
    static constexpr std::array rows{
        Row{"1", "友情提醒 Reminder", 5, 0,
            "贵司以下发票已到期，烦请安排付款。 The invoices below are due; please arrange payment."},
        Row{"2", "正式催告 Demand", 20, 10,
            "请于七日内付清以下逾期款项。 Please settle the amounts below within seven days."},
        Row{"3", "停止发货 Orders held", 45, 14,
            "款项付清前，新订单将暂停受理。 New orders are on hold until these invoices are paid."}};
    auto& books = life_.staff.as("qian");
    for (const auto& row : rows) {
        DunningLevel level;
        level.code = row.code, level.name = row.name, level.text = row.text;
        level.days_late = row.days_late, level.wait_days = row.wait_days;
        level.holds_orders = &row == &rows.back();
        TRY(create(books, std::move(level)));
    }
    return {};
}

/// Those of the last week still lie on the desk.
Result<void> Collecting::write_letters() {
    auto& books = life_.staff.as("qian");
    auto run = TRY(create(books, finance::DunningRun{}));
    TRY(carry_out(books, run, finance::DunningRun::run));
    if (life_.today > life_.to - Days(7)) return {};
    for (const auto id : find<DunningLetter>(books, "state = 'draft'")) {
        auto letter = TRY(load(books, id));
        TRY(carry_out(books, letter, DunningLetter::send));
    }
    return {};
}

Result<void> Collecting::accrue_losses() {
    const auto month_end = first_of_month(life_.today) - Days(1);
    if (month_end == accrued_ || month_end < life_.from) return {};
    accrued_ = month_end;
    auto& books = life_.staff.as("qian");
    finance::Allowance allowance;
    allowance.date = month_end;
    TRY(create(books, std::move(allowance), finance::Allowance::post));
    return {};
}

}  // namespace octant::app
