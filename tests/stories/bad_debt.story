# What may never be paid is expected, accrued, and in the end written off against what was accrued.
# proves FIN-11
# proves part of FIN-11: bad-debt accrual by age, write-off, the ageing of an earlier day
$gr = create supply.receipt party=SKF-CN
+ lines item=BRG-6204 quantity=1000 price=16
> supply.receipt draft
as sun receive $gr
> GR-2026-00001 received
$a = as lin create sales.order customer=HX
+ lines item=BRG-6204 quantity=100
> sales.order draft
as lin confirm $a
> SO-2026-00001 confirmed
$dn = find supply.delivery source:$a
> supply.delivery draft
as sun ship $dn
> DN-2026-00001 shipped
$inv = find finance.invoice source:$a
> finance.invoice draft
as qian post $inv
> INV-2026-00001 posted
$b = as he create sales.order customer=JT
+ lines item=BRG-6204 quantity=50
> sales.order draft
as he confirm $b
> SO-2026-00002 confirmed
$dn2 = find supply.delivery source:$b
> supply.delivery draft
as sun ship $dn2
> DN-2026-00002 shipped
$inv2 = find finance.invoice source:$b
> finance.invoice draft
as qian post $inv2
> INV-2026-00002 posted
today 2026-01-31
$jan = as qian create finance.allowance
> finance.allowance draft
show $jan date expected_loss booked change lines:age,receivable,loss_rate,allowance
> date 2026-01-31
> expected_loss 14.24
> booked 0.00
> change 14.24
> 1  age not_due  receivable 4746.00  loss_rate 0.003  allowance 14.24
> 2  age days_1_30  receivable 0.00  loss_rate 0.016  allowance 0.00
> 3  age days_31_60  receivable 0.00  loss_rate 0.036  allowance 0.00
> 4  age days_61_90  receivable 0.00  loss_rate 0.066  allowance 0.00
> 5  age over_90  receivable 0.00  loss_rate 0.106  allowance 0.00
as lin post $jan
> refused record_must_exist
as qian post $jan
> ALW-2026-00001 posted
$je = find finance.journal_entry source:$jan
> JE-2026-00006 posted
show $je text postings:account,amount
> text ALW-2026-00001
> 1  account 信用减值损失  amount 14.24
> 2  account 坏账准备  amount -14.24
# in March one is more than 30 days late, the other was paid; the rates are the company's own by now
today 2026-03-10
$pay = as qian create finance.payment party=JT amount=1582
+ allocations invoice=$inv2 amount=1582
> finance.payment draft
as qian post $pay
> RC-2026-00001 posted
report receivables-ageing
> 华新机械 Huaxin Machinery  0.00  0.00  3164.00  0.00  0.00  3164.00
> total  -  0.00  0.00  3164.00  0.00  0.00  3164.00
report receivables-ageing at=2026-03-09
> 京泰物流设备 Jingtai Logistics  0.00  0.00  1582.00  0.00  0.00  1582.00
> 华新机械 Huaxin Machinery  0.00  0.00  3164.00  0.00  0.00  3164.00
> total  -  0.00  0.00  4746.00  0.00  0.00  4746.00
report receivables-ageing at=2026-01-04
> total  -  0.00  0.00  0.00  0.00  0.00  0.00
report dunning
> 华新机械 Huaxin Machinery  CNY  3164.00  34  -  -  -
> total  -  -  3164.00  -  -  -  -
$mar = as qian create finance.allowance
> finance.allowance draft
as qian edit $mar lines.3.loss_rate=1.5
> finance.allowance draft
as qian post $mar
> refused loss_rate_must_not_exceed_one (/lines)
as qian edit $mar lines.3.loss_rate=0.2
> finance.allowance draft
show $mar expected_loss booked change lines:age,receivable,loss_rate,allowance
> expected_loss 632.80
> booked 14.24
> change 618.56
> 1  age not_due  receivable 0.00  loss_rate 0.003  allowance 0.00
> 2  age days_1_30  receivable 0.00  loss_rate 0.016  allowance 0.00
> 3  age days_31_60  receivable 3164.00  loss_rate 0.2  allowance 632.80
> 4  age days_61_90  receivable 0.00  loss_rate 0.066  allowance 0.00
> 5  age over_90  receivable 0.00  loss_rate 0.106  allowance 0.00
as qian post $mar
> ALW-2026-00002 posted
# the customer is gone: the claim goes against the allowance, not through the bank, and not twice
as lin write_off $inv
> refused right_must_be_held
as qian write_off $inv
> INV-2026-00001 posted
show $inv open state
> open 0.00
> state posted
show WO-2026-00001 kind account amount text
> kind written_off
> account 坏账准备
> amount 3164.00
> text INV-2026-00001
as qian write_off $inv
> refused invoice_must_be_open (/open)
$bank = find finance.account code:1002
> 银行存款
$bad = as qian create finance.payment kind=written_off party=HX amount=10 account=$bank
> refused only_write_offs_must_use_the_allowance (/account)
$cover = find finance.account role:allowance
> 坏账准备
$worse = as qian create finance.payment party=HX amount=10 account=$cover
> refused only_write_offs_must_use_the_allowance (/account)
$bill = find finance.invoice kind:purchase_invoice
> finance.invoice draft
as qian post $bill
> BILL-2026-00001 posted
as qian write_off $bill
> refused written_off_invoice_must_be_a_sales_invoice (/kind)
report credit-exposure
> total  -  0.00  0.00  0.00  0.00
# the next accrual makes good what was written off beyond the allowance
today 2026-03-31
$q1 = as qian create finance.allowance
> finance.allowance draft
as qian post $q1
> ALW-2026-00003 posted
show $q1 expected_loss booked change lines:loss_rate
> expected_loss 0.00
> booked -2531.20
> change 2531.20
> 1  loss_rate 0.003
> 2  loss_rate 0.016
> 3  loss_rate 0.2
> 4  loss_rate 0.066
> 5  loss_rate 0.106
# money came in after all
as qian cancel WO-2026-00001
> WO-2026-00001 cancelled
show $inv open state
> open 3164.00
> state posted
as qian cancel $q1
> ALW-2026-00003 cancelled
report trial-balance
> 1002 银行存款  1582.00  0.00  1582.00
> 1122 应收账款  7910.00  4746.00  3164.00
> 1231 坏账准备  5695.20  6328.00  -632.80
> 1405 库存商品  16000.00  2400.00  13600.00
> 2202 应付账款  0.00  18080.00  -18080.00
> 220201 应付账款-暂估  16000.00  16000.00  0.00
> 22210101 应交增值税-进项税额  2080.00  0.00  2080.00
> 22210107 应交增值税-销项税额  0.00  546.00  -546.00
> 6001 主营业务收入  0.00  4200.00  -4200.00
> 6401 主营业务成本  2400.00  0.00  2400.00
> 6702 信用减值损失  3164.00  2531.20  632.80
> total  -  54831.20  54831.20  0.00
verify
> verify ok (12 checks)
