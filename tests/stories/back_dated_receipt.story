# A receipt of last week is entered today: every later cost, margin and posting is corrected by reversing deltas.
# proves part of INV-6: valuation exact to the cent, also back-dated
# proves part of FIN-7: margin at the cost of the time of sale, corrected when that cost is
today 2026-01-05
$gr = create supply.receipt party=SKF-CN
+ lines item=BRG-6204 quantity=100 price=16
> supply.receipt draft
as sun receive $gr
> GR-2026-00001 received
today 2026-01-12
$so = as lin create sales.order customer=HX
+ lines item=BRG-6204 quantity=50
> sales.order draft
as lin confirm $so
> SO-2026-00001 confirmed
$dn = find supply.delivery
> supply.delivery draft
as sun ship $dn
> DN-2026-00001 shipped
$inv = find finance.invoice kind:sales_invoice
> finance.invoice draft
as qian post $inv
> INV-2026-00001 posted
report margin by=item
> 深沟球轴承 6204 Bearing  50  1400.00  800.00  600.00  0.4286
> total  -  50  1400.00  800.00  600.00  0.4286
today 2026-01-14
$late = create supply.receipt party=SKF-CN date=2026-01-08
+ lines item=BRG-6204 quantity=100 price=20
> supply.receipt draft
as admin preview receive $late
> finance.journal_entry JE-2026-00004 post
>   number - -> JE-2026-00004
>   state draft -> posted
>   date - -> 2026-01-12
>   source - -> SM-2026-00002
>   text - -> revaluation BRG-6204
>   postings/1/account - -> 主营业务成本
>   postings/1/amount - -> 100.00
>   postings/1/party - -> 华新机械 Huaxin Machinery
>   postings/1/item - -> 深沟球轴承 6204 Bearing
>   postings/1/origin - -> SO-2026-00001
>   postings/1/origin_line - -> 1
>   postings/1/salesperson - -> 林晓雯
>   postings/1/channel - -> direct
>   postings/1/region - -> 华南
>   postings/2/account - -> 库存商品
>   postings/2/amount - -> -100.00
>   postings/2/item - -> 深沟球轴承 6204 Bearing
> finance.journal_entry JE-2026-00005 post
>   number - -> JE-2026-00005
>   state draft -> posted
>   date - -> 2026-01-08
>   source - -> SM-2026-00003
>   text - -> SM-2026-00003
>   postings/1/account - -> 应付账款-暂估
>   postings/1/amount - -> -2000.00
>   postings/1/party - -> 斯凯轴承 Bearing supplier
>   postings/1/item - -> 深沟球轴承 6204 Bearing
>   postings/2/account - -> 库存商品
>   postings/2/amount - -> 2000.00
>   postings/2/item - -> 深沟球轴承 6204 Bearing
> inventory.stock_move SM-2026-00003 post
>   number - -> SM-2026-00003
>   state draft -> done
>   date - -> 2026-01-08
>   source - -> GR-2026-00002
>   party - -> 斯凯轴承 Bearing supplier
>   text - -> GR-2026-00002
>   lines/1/item - -> 深沟球轴承 6204 Bearing
>   lines/1/from_location - -> 供应商
>   lines/1/to_location - -> 成品仓
>   lines/1/quantity - -> 100
>   lines/1/value - -> 2000.00
> finance.invoice - create
>   kind sales_invoice -> purchase_invoice
>   party - -> 斯凯轴承 Bearing supplier
>   date - -> 2026-01-08
>   due - -> 2026-02-07
>   currency - -> CNY
>   rate 0 -> 1
>   source - -> GR-2026-00002
>   net 0.00 -> 2000.00
>   tax_amount 0.00 -> 260.00
>   total 0.00 -> 2260.00
>   base_total 0.00 -> 2260.00
>   lines/1/item - -> 深沟球轴承 6204 Bearing
>   lines/1/quantity - -> 100
>   lines/1/price - -> 20.00
>   lines/1/tax - -> 增值税 13%
>   lines/1/tax_included - -> false
>   lines/1/net - -> 2000.00
>   lines/1/tax_amount - -> 260.00
>   lines/1/gross - -> 2260.00
>   lines/1/received_value - -> 2000.00
> supply.receipt GR-2026-00002 receive
>   number - -> GR-2026-00002
>   state draft -> received
> in all 库存商品  1900.00
> in all 应付账款-暂估  -2000.00
> in all 主营业务成本  100.00
as sun receive $late
> GR-2026-00002 received
report margin by=item
> 深沟球轴承 6204 Bearing  50  1400.00  900.00  500.00  0.3571
> total  -  50  1400.00  900.00  500.00  0.3571
report margin by=order
> SO-2026-00001  50  1400.00  900.00  500.00  0.3571
> total  -  50  1400.00  900.00  500.00  0.3571
list finance.journal_entry columns=number,date,text
> JE-2026-00001  2026-01-05  SM-2026-00001
> JE-2026-00002  2026-01-12  SM-2026-00002
> JE-2026-00003  2026-01-12  INV-2026-00001
> JE-2026-00004  2026-01-12  revaluation BRG-6204
> JE-2026-00005  2026-01-08  SM-2026-00003
report trial-balance
> 1122 应收账款  1582.00  0.00  1582.00
> 1405 库存商品  3600.00  900.00  2700.00
> 220201 应付账款-暂估  0.00  3600.00  -3600.00
> 22210107 应交增值税-销项税额  0.00  182.00  -182.00
> 6001 主营业务收入  0.00  1400.00  -1400.00
> 6401 主营业务成本  900.00  0.00  900.00
> total  -  6082.00  6082.00  0.00
verify
> verify ok (12 checks)
