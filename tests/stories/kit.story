# A kit is sold as one and delivered whole, as its parts; it costs what they cost.
# proves part of FIN-7: a kit costs what its parts cost
$gr = create supply.receipt party=SKF-CN
+ lines item=GBX-10 quantity=3 price=610
+ lines item=BRG-6204 quantity=10 price=16
> supply.receipt draft
as sun receive $gr
> GR-2026-00001 received
$so = as lin create sales.order customer=HX
+ lines item=KIT-DRV quantity=4
> sales.order draft
as lin confirm $so
> SO-2026-00001 confirmed
show $so lines:item,quantity,reserved,delivered
> 1  item 驱动套件 Drive kit  quantity 4  reserved 3  delivered 0
$dn = find supply.delivery
> supply.delivery draft
show $dn lines:item,quantity,sold_as
> 1  item 行星减速机 1:10 Gearbox  quantity 3  sold_as 驱动套件 Drive kit
> 2  item 深沟球轴承 6204 Bearing  quantity 6  sold_as 驱动套件 Drive kit
as sun ship $dn
> DN-2026-00001 shipped
show $so delivery_progress lines:quantity,delivered
> delivery_progress part
> 1  quantity 4  delivered 3
$inv = find finance.invoice kind:sales_invoice
> finance.invoice draft
show $inv lines:item,quantity,net
> 1  item 驱动套件 Drive kit  quantity 3  net 3300.00
as qian post $inv
> INV-2026-00001 posted
report margin by=item
> 驱动套件 Drive kit  3  3300.00  1926.00  1374.00  0.4164
> total  -  3  3300.00  1926.00  1374.00  0.4164
explain SO-2026-00001
> SO-2026-00001  confirmed  2026-01-05  4972.00 CNY  华新机械 Huaxin Machinery
>   1  KIT-DRV 驱动套件 Drive kit  4 ordered, 0 reserved, 3 delivered, 0 returned, 3 invoiced  4400.00 CNY
>     reserved BRG-6204 at WH  2
>     waiting  1  0 available
>     DN-2026-00001  shipped  2026-01-05  9
>       SM-2026-00002  done  2026-01-05  1926.00 CNY
>         GBX-10  3
>           GR-2026-00001  2026-01-05  3  1830.00 CNY  斯凯轴承 Bearing supplier
>         BRG-6204  6  of 10 worth 160.00 CNY
>           GR-2026-00001  2026-01-05  6  斯凯轴承 Bearing supplier
>     INV-2026-00001  posted  2026-01-05  3300.00 CNY
>     margin  1374.00 CNY  revenue 3300.00 CNY - cost 1926.00 CNY = 41.6 %
verify
> verify ok (12 checks)
# one kit comes back: its components are on the shelf again, at what they cost when they went
$rma = as wang create sales.return sales_order=$so
+ lines order_line=1 quantity=4
> sales.return draft
as sun receive $rma
> refused return_must_not_exceed_what_was_delivered (/lines/0/quantity)
as wang edit $rma lines.1.quantity=1
> sales.return draft
as sun receive $rma
> RMA-2026-00001 received
$cn = find finance.invoice kind:sales_credit_note
> finance.invoice draft
as qian post $cn
> CN-2026-00001 posted
report margin by=item
> 驱动套件 Drive kit  2  2200.00  1284.00  916.00  0.4164
> total  -  2  2200.00  1284.00  916.00  0.4164
report stock
> BRG-6204 深沟球轴承 6204 Bearing  WH  -  6  2  4
> GBX-10 行星减速机 1:10 Gearbox  WH  -  1  1  0
> total  -  -  -  7  3  4
# nobody adds to a delivery what the order does not ask for
$gr2 = create supply.receipt party=SKF-CN
+ lines item=GBX-10 quantity=5 price=610
> supply.receipt draft
as sun receive $gr2
> GR-2026-00002 received
$rest = find supply.delivery state:draft
> supply.delivery draft
as sun edit $rest lines.+.item=SEN-PX lines.+.quantity=1
> refused delivery_must_hold_what_was_ordered (/lines)
verify
> verify ok (12 checks)
# a kit waits for the part that is short, and takes it as it comes
$late = as lin create sales.order customer=LD
+ lines item=KIT-DRV quantity=3
> sales.order draft
as lin confirm $late
> SO-2026-00002 confirmed
show $late lines:reserved
> 1  reserved 2
$gr3 = create supply.receipt party=SKF-CN
+ lines item=BRG-6204 quantity=20 price=16
> supply.receipt draft
as sun receive $gr3
> GR-2026-00003 received
show $late lines:reserved
> 1  reserved 3
verify
> verify ok (12 checks)
