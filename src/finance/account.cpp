#include "finance/account.hpp"

#include <array>

namespace octant::finance {

namespace {

struct ByRole {
    std::array<Id<Account>, 16> ids{};
};

ByRole read_roles(Context& cx) {
    ByRole found;
    auto rows = query(cx.db,
                      "SELECT role, id FROM finance_account WHERE company_id = ?1 AND role <> 'none' AND "
                      "archived = 0 ORDER BY code DESC",
                      cx.company.id);
    const auto roles = enum_names<AccountRole>();
    while (rows.next()) found.ids[static_cast<std::size_t>(roles.find(rows.text(0)))] = {rows.integer(1)};
    return found;
}

}  // namespace

Result<Id<Account>> account_for(Context& cx, AccountRole role) {
    const auto id = overview<Account, read_roles>(cx).ids[static_cast<std::size_t>(role)];
    if (id) return id;
    return refuse(Problem{"account_must_exist", "", {{"role", std::string(name_of(role))}}});
}

namespace {

struct Row {
    const char* code;
    const char* name;
    AccountKind kind;
    AccountRole role;
};
using enum AccountKind;
using enum AccountRole;

// 企业会计准则——应用指南 (财会〔2006〕18号) 附录 会计科目: codes and names.
constexpr Row cn_chart[] = {
    {"1001", "库存现金", asset, none},
    {"1002", "银行存款", asset, bank},
    {"1122", "应收账款", asset, receivable},
    {"1231", "坏账准备", asset, allowance},
    {"1405", "库存商品", asset, inventory},
    {"1901", "待处理财产损溢", expense, stock_adjustment},
    {"2202", "应付账款", liability, payable},
    {"220201", "应付账款-暂估", liability, goods_received},
    {"22210101", "应交增值税-进项税额", liability, input_tax},
    {"22210107", "应交增值税-销项税额", liability, output_tax},
    {"2211", "应付职工薪酬", liability, none},
    {"4001", "实收资本", equity, none},
    {"4104", "利润分配", equity, opening_balance},
    {"6001", "主营业务收入", income, revenue},
    {"6401", "主营业务成本", expense, cost_of_sales},
    {"640101", "采购价格差异", expense, price_variance},
    {"6601", "销售费用", expense, none},
    {"6602", "管理费用", expense, none},
    {"6603", "财务费用-汇兑差额", expense, exchange_difference},
    {"6702", "信用减值损失", expense, bad_debt},
};
constexpr Row ifrs_chart[] = {
    {"1000", "Cash", asset, none},
    {"1010", "Bank", asset, bank},
    {"1100", "Trade receivables", asset, receivable},
    {"1190", "Loss allowance for receivables", asset, allowance},
    {"1200", "Inventories", asset, inventory},
    {"2000", "Trade payables", liability, payable},
    {"2010", "Goods received not invoiced", liability, goods_received},
    {"2100", "Output tax", liability, output_tax},
    {"2110", "Input tax", liability, input_tax},
    {"3000", "Share capital", equity, none},
    {"3100", "Retained earnings", equity, opening_balance},
    {"4000", "Revenue", income, revenue},
    {"5000", "Cost of sales", expense, cost_of_sales},
    {"5010", "Purchase price variance", expense, price_variance},
    {"5100", "Inventory adjustments", expense, stock_adjustment},
    {"6000", "Selling expenses", expense, none},
    {"6100", "Administrative expenses", expense, none},
    {"6200", "Exchange differences", expense, exchange_difference},
    {"6300", "Impairment of receivables", expense, bad_debt},
};

}  // namespace

Result<void> create_chart(Context& cx, Chart chart) {
    const auto rows =
        chart == Chart::cn_asbe ? std::span<const Row>(cn_chart) : std::span<const Row>(ifrs_chart);
    for (const auto& row : rows) {
        Account account;
        account.code = row.code;
        account.name = row.name;
        account.kind = row.kind;
        account.role = row.role;
        TRY(create(cx, account));
    }
    return {};
}

}  // namespace octant::finance
