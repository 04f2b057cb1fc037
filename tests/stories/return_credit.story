# Five bearings come back, two of them broken: stock, cost, credit note and margin follow.
# proves QLT-4 FIN-7
$gr = create supply.receipt party=SKF-CN
+ lines item=BRG-6204 quantity=100 price=16
as sun receive $gr
$so = as lin create sales.order customer=HX
+ lines item=BRG-6204 quantity=50
as lin confirm $so
$dn = find supply.delivery
as sun ship $dn
$inv = find finance.invoice kind:sales_invoice
as qian post $inv
$rma = as wang create sales.return sales_order=$so
+ lines order_line=1 quantity=60
as sun receive $rma
as wang edit $rma lines.1.quantity=5
as sun receive $rma
$cn = find finance.invoice kind:sales_credit_note
show $cn total lines:quantity,net
as qian post $cn
show $so lines:delivered,returned
$rma2 = as wang create sales.return sales_order=$so
+ lines order_line=1 quantity=2 restock=false
as sun receive $rma2
list inventory.stock_move columns=number,text
report stock
report margin by=item
# the invoice is paid less the credit
$pay = as qian create finance.payment party=HX amount=1423.80
+ allocations invoice=INV-2026-00001 amount=1582.00
+ allocations invoice=CN-2026-00001 amount=-158.20
as qian post $pay
list finance.invoice kind:sales_invoice,sales_credit_note columns=number,total,open,state
report receivables-ageing
verify
