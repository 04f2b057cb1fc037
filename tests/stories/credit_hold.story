# Over the limit an order is held; a manager releases it or the customer pays.
# proves part of FIN-11: limit and exposure at the order, terms
$gr = create supply.receipt party=SKF-CN
+ lines item=BRG-6204 quantity=1000 price=16
> supply.receipt draft
as sun receive $gr
> GR-2026-00001 received
$a = as lin create sales.order customer=SMALL
+ lines item=BRG-6204 quantity=100
> sales.order draft
as lin confirm $a
> SO-2026-00001 confirmed
report credit-exposure
> 小微五金 Little Hardware  5000.00  3164.00  0.00  3164.00
> total  -  5000.00  3164.00  0.00  3164.00
$b = as lin create sales.order customer=SMALL
+ lines item=BRG-6204 quantity=100
> sales.order draft
as lin confirm $b
> SO-2026-00002 held
show $b state lines:reserved
> state held
> 1  reserved 0
# who decides reads how far the limit reaches, and what there is to promise
explain $b
> SO-2026-00002  held  2026-01-05  3164.00 CNY  小微五金 Little Hardware
>   credit  -1328.00 CNY  limit 5000.00 CNY - ordered 3164.00 CNY - receivable 0.00 CNY - this order 3164.00 CNY
>   1  BRG-6204 深沟球轴承 6204 Bearing  100 ordered, 0 reserved, 0 delivered, 0 returned, 0 invoiced  2800.00 CNY
>     wanted  100  900 available
>     expected margin  1200.00 CNY  revenue 2800.00 CNY - cost 1600.00 CNY = 42.9 %
as lin release $b
> refused right_must_be_held
as wang release $b
> SO-2026-00002 confirmed
show $b state lines:reserved
> state confirmed
> 1  reserved 100
as lin edit $b lines.1.quantity=150
> refused credit_limit_must_suffice (/lines)
report credit-exposure
> 小微五金 Little Hardware  5000.00  6328.00  0.00  6328.00
> total  -  5000.00  6328.00  0.00  6328.00
# what is shipped still counts as ordered, what is billed as a claim due after the customer's terms, and a payment frees it
$dn = find supply.delivery source:$a
> supply.delivery draft
as sun ship $dn
> DN-2026-00001 shipped
report credit-exposure
> 小微五金 Little Hardware  5000.00  6328.00  0.00  6328.00
> total  -  5000.00  6328.00  0.00  6328.00
$inv = find finance.invoice source:$a
> finance.invoice draft
as qian post $inv
> INV-2026-00001 posted
show $inv date due open
> date 2026-01-05
> due 2026-02-04
> open 3164.00
report credit-exposure
> 小微五金 Little Hardware  5000.00  3164.00  3164.00  6328.00
> total  -  5000.00  3164.00  3164.00  6328.00
$c = as lin create sales.order customer=SMALL
+ lines item=BRG-6204 quantity=50
> sales.order draft
as lin confirm $c
> SO-2026-00003 held
as lin cancel $c
> SO-2026-00003 cancelled
$pay = as qian create finance.payment party=SMALL amount=3164.00
+ allocations invoice=$inv amount=3164.00
> finance.payment draft
as qian post $pay
> RC-2026-00001 posted
report credit-exposure
> 小微五金 Little Hardware  5000.00  3164.00  0.00  3164.00
> total  -  5000.00  3164.00  0.00  3164.00
$d = as lin create sales.order customer=SMALL
+ lines item=BRG-6204 quantity=50
> sales.order draft
as lin confirm $d
> SO-2026-00004 confirmed
verify
> verify ok (12 checks)
