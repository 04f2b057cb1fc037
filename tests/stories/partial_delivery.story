# What is there goes out today, the rest follows when it comes in: partial delivery and back-order.
# proves PRD-1 SCM-6
$gr = create supply.receipt party=SKF-CN
+ lines item=BRG-6204 quantity=30 price=16
as sun receive $gr
$so = as lin create sales.order customer=HX
+ lines item=BRG-6204 quantity=50
as lin confirm $so
show $so lines:quantity,reserved,delivered
$dn = find supply.delivery state:draft
as sun edit $dn lines.1.quantity=20
as sun ship $dn
show $so delivery_progress lines:quantity,reserved,delivered,invoiced
$dn2 = find supply.delivery state:draft
show $dn2 lines:item,quantity
as sun ship $dn2
list supply.delivery columns=number,state
# the supplier brings the rest: the waiting order gets it by itself
$gr2 = create supply.receipt party=SKF-CN
+ lines item=BRG-6204 quantity=40 price=17
as sun receive $gr2
show $so lines:quantity,reserved,delivered
$dn3 = find supply.delivery state:draft
as sun ship $dn3
show $so delivery_progress
$inv = find finance.invoice kind:sales_invoice
show $inv total lines:quantity,net
as qian post $inv
show $so state invoice_progress payment_progress
verify
