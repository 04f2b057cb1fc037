# What is there goes out today, the rest follows when it comes in: partial delivery and back-order.
# proves part of GEN-1: the supply that covers a line, and what it still waits for
$gr = create supply.receipt party=SKF-CN
+ lines item=BRG-6204 quantity=30 price=16
> supply.receipt draft
as sun receive $gr
> GR-2026-00001 received
$so = as lin create sales.order customer=HX
+ lines item=BRG-6204 quantity=50
> sales.order draft
as lin confirm $so
> SO-2026-00001 confirmed
show $so lines:quantity,reserved,delivered
> 1  quantity 50  reserved 30  delivered 0
$dn = find supply.delivery state:draft
> supply.delivery draft
as sun edit $dn lines.1.quantity=20
> supply.delivery draft
as sun ship $dn
> DN-2026-00001 shipped
show $so delivery_progress lines:quantity,reserved,delivered,invoiced
> delivery_progress part
> 1  quantity 50  reserved 10  delivered 20  invoiced 0
$dn2 = find supply.delivery state:draft
> supply.delivery draft
show $dn2 lines:item,quantity
> 1  item 深沟球轴承 6204 Bearing  quantity 10
as sun ship $dn2
> DN-2026-00002 shipped
list supply.delivery columns=number,state
> DN-2026-00001  shipped
> DN-2026-00002  shipped
# the supplier brings the rest: the waiting order gets it by itself
$gr2 = create supply.receipt party=SKF-CN
+ lines item=BRG-6204 quantity=40 price=17
> supply.receipt draft
# what a line waits for is told with it, so "why is this late" is one question
explain $so
> SO-2026-00001  confirmed  2026-01-05  1582.00 CNY  华新机械 Huaxin Machinery
>   1  BRG-6204 深沟球轴承 6204 Bearing  50 ordered, 0 reserved, 30 delivered, 0 returned, 0 invoiced  1400.00 CNY
>     waiting  20  0 available
>       receipt (draft)  draft  2026-01-05  40
>     DN-2026-00001  shipped  2026-01-05  20
>       SM-2026-00002  done  2026-01-05  320.00 CNY
>         BRG-6204  20  of 30 worth 480.00 CNY
>           GR-2026-00001  2026-01-05  20  斯凯轴承 Bearing supplier
>     DN-2026-00002  shipped  2026-01-05  10
>       SM-2026-00003  done  2026-01-05  160.00 CNY
>         BRG-6204  10  of 10 worth 160.00 CNY
>           GR-2026-00001  2026-01-05  10  斯凯轴承 Bearing supplier
>     invoice (draft)  draft  2026-01-05  840.00 CNY
>     margin  -480.00 CNY  revenue 0.00 CNY - cost 480.00 CNY
as sun receive $gr2
> GR-2026-00002 received
show $so lines:quantity,reserved,delivered
> 1  quantity 50  reserved 20  delivered 30
$dn3 = find supply.delivery state:draft
> supply.delivery draft
as sun ship $dn3
> DN-2026-00003 shipped
show $so delivery_progress
> delivery_progress full
$inv = find finance.invoice kind:sales_invoice
> finance.invoice draft
show $inv total lines:quantity,net
> total 1582.00
> 1  quantity 50  net 1400.00
as qian post $inv
> INV-2026-00001 posted
show $so state invoice_progress payment_progress
> state confirmed
> invoice_progress full
> payment_progress none
verify
> verify ok (12 checks)
