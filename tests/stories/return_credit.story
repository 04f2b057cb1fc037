# Five bearings come back, two of them broken: stock, cost, credit note and margin follow.
# proves part of FIN-7: what comes back takes its revenue and its cost with it
$gr = create supply.receipt party=SKF-CN
+ lines item=BRG-6204 quantity=100 price=16
> supply.receipt draft
as sun receive $gr
> GR-2026-00001 received
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
$rma = as wang create sales.return sales_order=$so
+ lines order_line=1 quantity=60
> sales.return draft
as sun receive $rma
> refused return_must_not_exceed_what_was_delivered (/lines/0/quantity)
as wang edit $rma lines.1.quantity=5
> sales.return draft
as sun receive $rma
> RMA-2026-00001 received
$cn = find finance.invoice kind:sales_credit_note
> finance.invoice draft
show $cn total lines:quantity,net
> total 158.20
> 1  quantity 5  net 140.00
as qian post $cn
> CN-2026-00001 posted
show $so lines:delivered,returned
> 1  delivered 50  returned 5
# an order that waits takes what comes back whole, never what is broken
$wait = as lin create sales.order customer=HX
+ lines item=BRG-6204 quantity=80
> sales.order draft
as lin confirm $wait
> SO-2026-00002 confirmed
show $wait lines:reserved
> 1  reserved 55
$rma2 = as wang create sales.return sales_order=$so
+ lines order_line=1 quantity=2 restock=false
> sales.return draft
as sun receive $rma2
> RMA-2026-00002 received
show $wait lines:reserved
> 1  reserved 55
list inventory.stock_move columns=number,text
> SM-2026-00001  GR-2026-00001
> SM-2026-00002  DN-2026-00001
> SM-2026-00003  RMA-2026-00001
> SM-2026-00004  RMA-2026-00002
report stock
> BRG-6204 深沟球轴承 6204 Bearing  WH  -  55  55  0
> total  -  -  -  55  55  0
report margin by=item
> 深沟球轴承 6204 Bearing  45  1260.00  688.00  572.00  0.454
> total  -  45  1260.00  688.00  572.00  0.454
report margin by=category
> 轴承  45  1260.00  688.00  572.00  0.454
> total  -  45  1260.00  688.00  572.00  0.454
# the invoice is paid less the credit
$pay = as qian create finance.payment party=HX amount=1423.80
+ allocations invoice=INV-2026-00001 amount=1582.00
+ allocations invoice=CN-2026-00001 amount=-158.20
> finance.payment draft
as qian post $pay
> RC-2026-00001 posted
list finance.invoice kind:sales_invoice,sales_credit_note columns=number,total,open,state
> INV-2026-00001  1582.00  0.00  posted
> CN-2026-00001  158.20  0.00  posted
> -  63.28  63.28  draft
report receivables-ageing
> total  -  0.00  0.00  0.00  0.00  0.00  0.00
verify
> verify ok (12 checks)
