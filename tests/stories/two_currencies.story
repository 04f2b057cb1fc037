# Sold in euro at one rate, paid at another: the difference is a gain or loss, and nothing stays on the account.
$gr = create supply.receipt party=SKF-CN
+ lines item=GBX-10 quantity=10 price=610
> supply.receipt draft
as sun receive $gr
> GR-2026-00001 received
$so = as he create sales.order customer=NORD
+ lines item=GBX-10 quantity=3
> sales.order draft
show $so currency rate total lines:price,net
> currency EUR
> rate 7.8
> total 425.92
> 1  price 125.641026  net 376.92
as he confirm $so
> SO-2026-00001 confirmed
$dn = find supply.delivery
> supply.delivery draft
as sun ship $dn
> DN-2026-00001 shipped
$inv = find finance.invoice kind:sales_invoice
> finance.invoice draft
as qian post $inv
> INV-2026-00001 posted
show $inv currency total base_total
> currency EUR
> total 425.92
> base_total 3322.18
today 2026-02-05
as qian create master.exchange_rate currency=EUR date=2026-02-01 rate=8.1
> 199
$part = as qian create finance.payment party=NORD amount=200
+ allocations invoice=INV-2026-00001 amount=200
> finance.payment draft
as qian post $part
> RC-2026-00001 posted
show $inv open
> open 225.92
$rest = as qian create finance.payment party=NORD amount=225.92
+ allocations invoice=INV-2026-00001 amount=225.92
> finance.payment draft
as qian post $rest
> RC-2026-00002 posted
show $inv open
> open 0.00
report trial-balance
> 1002 银行存款  3449.95  0.00  3449.95
> 1122 应收账款  3322.18  3322.18  0.00
> 1405 库存商品  6100.00  1830.00  4270.00
> 220201 应付账款-暂估  0.00  6100.00  -6100.00
> 22210107 应交增值税-销项税额  0.00  382.20  -382.20
> 6001 主营业务收入  0.00  2939.98  -2939.98
> 6401 主营业务成本  1830.00  0.00  1830.00
> 6603 财务费用-汇兑差额  0.00  127.77  -127.77
> total  -  14702.13  14702.13  0.00
verify
> verify ok (12 checks)
