# Over the limit an order is held; a manager releases it or the customer pays.
# proves FIN-11
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
verify
> verify ok (11 checks)
