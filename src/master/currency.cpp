#include "master/currency.hpp"

namespace octant::master {

Result<Ratio> rate_on(Context& cx, Currency currency, Date date) {
    if (currency == cx.company.currency) return Ratio::of(1);
    const auto code = currency.code();
    auto rows =
        query(cx.db,
              "SELECT rate FROM master_exchange_rate WHERE company_id = ?1 AND currency = ?2 AND date <= ?3 "
              "ORDER BY date DESC LIMIT 1",
              cx.company.id, std::string_view(code), stored_date(date));
    if (!rows.next())
        return refuse(Problem{
            "exchange_rate_must_exist", "/currency", {{"currency", code}, {"date", format_date(date)}}});
    return Ratio{rows.integer(0)};
}

}  // namespace octant::master
