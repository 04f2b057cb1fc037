# A kit is sold as one and delivered as its parts; it costs what they cost.
# proves FIN-7
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
> 1  item 驱动套件 Drive kit  quantity 4  reserved 11  delivered 0
$dn = find supply.delivery
> supply.delivery draft
show $dn lines:item,quantity,sold_as
> 1  item 行星减速机 1:10 Gearbox  quantity 3  sold_as 驱动套件 Drive kit
> 2  item 深沟球轴承 6204 Bearing  quantity 8  sold_as 驱动套件 Drive kit
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
> 驱动套件 Drive kit  3  3300.00  1958.00  1342.00  0.4067
> total  -  3  3300.00  1958.00  1342.00  0.4067
verify
> verify ok (11 checks)
