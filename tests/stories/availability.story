# What can be promised: free now, announced, waited for, and what that leaves. A kit counts as what its parts make up.
# proves part of INV-1: projected balance and shortage of each item
$gr = create supply.receipt party=SKF-CN
+ lines item=BRG-6204 quantity=100 price=16
+ lines item=GBX-10 quantity=4 price=610
> supply.receipt draft
as sun receive $gr
> GR-2026-00001 received
$so = as lin create sales.order customer=HX
+ lines item=BRG-6204 quantity=130
+ lines item=KIT-DRV quantity=3
> sales.order draft
as lin confirm $so
> SO-2026-00001 confirmed
$next = create supply.receipt party=SKF-CN date=2026-01-19
+ lines item=BRG-6204 quantity=60 price=16
> supply.receipt draft
report availability
> BRG-6204 深沟球轴承 6204 Bearing  100  100  0  60  36  24  2026-01-19
> GBX-10 行星减速机 1:10 Gearbox  4  3  1  0  0  1  -
> total  -  104  103  1  60  36  25  -
as sun receive $next
> GR-2026-00002 received
report availability
> BRG-6204 深沟球轴承 6204 Bearing  160  136  24  0  0  24  -
> GBX-10 行星减速机 1:10 Gearbox  4  3  1  0  0  1  -
> total  -  164  139  25  0  0  25  -
show $so lines:reserved
> 1  reserved 130
> 2  reserved 3
verify
> verify ok (12 checks)
