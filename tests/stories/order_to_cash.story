# One order from the quotation to the money, through purchase, stock, delivery, ledger and margin.
# proves GEN-1 FIN-7 FIN-11 INV-6
$gr = create supply.receipt party=SKF-CN
+ lines item=BRG-6204 quantity=100 price=16
+ lines item=GBX-10 quantity=10 price=610
as sun receive $gr
$qt = as lin create sales.quotation customer=HX
+ lines item=BRG-6204 quantity=50
+ lines item=GBX-10 quantity=2 discount=0.05
+ lines item=SRV-INS quantity=3
show $qt total lines:item,price,net,gross
as lin accept $qt
list sales.order columns=id,customer,total,state
as lin confirm #95
show SO-2026-00001 total delivery_progress committed lines:quantity,reserved,delivered
list supply.delivery columns=id,number,state,party
as sun ship #102
show SO-2026-00001 delivery_progress lines:reserved,delivered,invoiced
list finance.invoice kind:sales_invoice columns=id,number,total,state
as qian post #122
show SO-2026-00001 invoice_progress payment_progress committed
$pay = as qian create finance.payment party=HX amount=4518.06
+ allocations invoice=INV-2026-00001 amount=4518.06
as qian post $pay
show SO-2026-00001 state delivery_progress invoice_progress payment_progress
explain SO-2026-00001
report margin by=item
report trial-balance
verify
