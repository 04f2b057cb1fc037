# What is overdue is asked for level by level; the last level holds new orders until it is paid.
# proves part of FIN-11: dunning
as lin create finance.dunning_level code=1 name=提醒 days_late=5
> refused right_must_be_held
as qian create finance.dunning_level code=1 name=提醒 days_late=5 text="请尽快付款 Please pay"
> 提醒
as qian create finance.dunning_level code=2 name=催告 days_late=20 wait_days=10
> 催告
as qian create finance.dunning_level code=3 name=停货 days_late=30 wait_days=10 holds_orders=true
> 停货
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
show $inv due open
> due 2026-02-04
> open 3164.00
# due on 4 February; five days later it is the first level's turn
today 2026-02-08
report dunning
> 华新机械 Huaxin Machinery  CNY  3164.00  4  -  -  -
> total  -  -  3164.00  -  -  -  -
$early = as qian create finance.dunning_run
> finance.dunning_run draft
as qian run $early
> DR-2026-00001 done
show $early letters
> letters 0
today 2026-02-09
report dunning
> 华新机械 Huaxin Machinery  CNY  3164.00  5  -  -  提醒
> total  -  -  3164.00  -  -  -  -
$run = as qian create finance.dunning_run
> finance.dunning_run draft
as lin run $run
> refused record_must_exist
as qian run $run
> DR-2026-00002 done
show $run letters
> letters 1
$d1 = find finance.dunning_letter
> finance.dunning_letter draft
show $d1 party level text total lines:invoice,due,days_late,open
> party 华新机械 Huaxin Machinery
> level 提醒
> text 请尽快付款 Please pay
> total 3164.00
> 1  invoice INV-2026-00001  due 2026-02-04  days_late 5  open 3164.00
# a second run writes no second letter
$again = as qian create finance.dunning_run
> finance.dunning_run draft
as qian run $again
> DR-2026-00003 done
show $again letters
> letters 0
as qian send $d1
> DUN-2026-00001 sent
report dunning
> 华新机械 Huaxin Machinery  CNY  3164.00  5  提醒  2026-02-09  -
> total  -  -  3164.00  -  -  -  -
# a part is paid: the letter that was drafted before asks for the rest only
today 2026-02-24
$run2 = as qian create finance.dunning_run
> finance.dunning_run draft
as qian run $run2
> DR-2026-00004 done
$d2 = find finance.dunning_letter state:draft
> finance.dunning_letter draft
show $d2 level total
> level 催告
> total 3164.00
$pay = as qian create finance.payment party=HX amount=1000
+ allocations invoice=$inv amount=1000
> finance.payment draft
as qian post $pay
> RC-2026-00001 posted
as qian send $d2
> DUN-2026-00002 sent
show $d2 total lines:days_late,open
> total 2164.00
> 1  days_late 20  open 2164.00
# the third level waits ten days after the second
today 2026-03-05
report dunning
> 华新机械 Huaxin Machinery  CNY  2164.00  29  催告  2026-02-24  -
> total  -  -  2164.00  -  -  -  -
today 2026-03-06
report dunning
> 华新机械 Huaxin Machinery  CNY  2164.00  30  催告  2026-02-24  停货
> total  -  -  2164.00  -  -  -  -
$run3 = as qian create finance.dunning_run
> finance.dunning_run draft
as qian run $run3
> DR-2026-00005 done
$d3 = find finance.dunning_letter state:draft
> finance.dunning_letter draft
as qian send $d3
> DUN-2026-00003 sent
$b = as lin create sales.order customer=HX
+ lines item=BRG-6204 quantity=10
> sales.order draft
as lin confirm $b
> SO-2026-00002 held
explain $b
> SO-2026-00002  held  2026-03-06  316.40 CNY  华新机械 Huaxin Machinery
>   credit  497519.60 CNY  limit 500000.00 CNY - ordered 0.00 CNY - receivable 2164.00 CNY - this order 316.40 CNY
>   DUN-2026-00003  sent  2026-03-06  2164.00 CNY  停货
>   1  BRG-6204 深沟球轴承 6204 Bearing  10 ordered, 0 reserved, 0 delivered, 0 returned, 0 invoiced  280.00 CNY
>     wanted  10  900 available
>     expected margin  120.00 CNY  revenue 280.00 CNY - cost 160.00 CNY = 42.9 %
# paid: the customer may order again
$pay2 = as qian create finance.payment party=HX amount=2164
+ allocations invoice=$inv amount=2164
> finance.payment draft
as qian post $pay2
> RC-2026-00002 posted
$c = as lin create sales.order customer=HX
+ lines item=BRG-6204 quantity=10
> sales.order draft
as lin confirm $c
> SO-2026-00003 confirmed
report dunning
> total  -  -  0.00  -  -  -  -
# nothing is overdue: there is nothing to ask for
$none = as qian create finance.dunning_letter party=HX
> finance.dunning_letter draft
as qian send $none
> refused something_must_be_overdue (/lines)
verify
> verify ok (12 checks)
