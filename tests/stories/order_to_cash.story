# One order from the quotation to the money, through purchase, stock, delivery, ledger and margin.
# proves part of GEN-1: supply, delivery, invoice, payment, margin of each line in one answer
# proves part of FIN-7: margin of each item, the total weighted by revenue
# proves part of FIN-11: what is ordered, shipped and invoiced counts against the limit until it is paid
$gr = create supply.receipt party=SKF-CN
+ lines item=BRG-6204 quantity=100 price=16
+ lines item=GBX-10 quantity=10 price=610
> supply.receipt draft
as sun receive $gr
> GR-2026-00001 received
$qt = as lin create sales.quotation customer=HX
+ lines item=BRG-6204 quantity=50
+ lines item=GBX-10 quantity=2 discount=0.05
+ lines item=SRV-INS quantity=3
> sales.quotation draft
show $qt total lines:item,price,net,gross
> total 4512.86
> 1  item 深沟球轴承 6204 Bearing  price 28.00  net 1400.00  gross 1582.00
> 2  item 行星减速机 1:10 Gearbox  price 980.00  net 1862.00  gross 2104.06
> 3  item 安装调试 Installation  price 260.00  net 780.00  gross 826.80
as lin accept $qt
> QT-2026-00001 accepted
$so = find sales.order
> sales.order draft
as lin confirm $so
> SO-2026-00001 confirmed
show SO-2026-00001 total delivery_progress committed lines:quantity,reserved,delivered
> total 4512.86
> delivery_progress none
> committed 4512.86
> 1  quantity 50  reserved 50  delivered 0
> 2  quantity 2  reserved 2  delivered 0
> 3  quantity 3  reserved 0  delivered 0
$dn = find supply.delivery
> supply.delivery draft
as sun ship $dn
> DN-2026-00001 shipped
show SO-2026-00001 delivery_progress lines:reserved,delivered,invoiced
> delivery_progress full
> 1  reserved 0  delivered 50  invoiced 0
> 2  reserved 0  delivered 2  invoiced 0
> 3  reserved 0  delivered 3  invoiced 0
$inv = find finance.invoice kind:sales_invoice
> finance.invoice draft
as qian post $inv
> INV-2026-00001 posted
show SO-2026-00001 invoice_progress payment_progress committed
> invoice_progress full
> payment_progress none
> committed 0.00
$pay = as qian create finance.payment party=HX amount=4512.86
+ allocations invoice=INV-2026-00001 amount=4512.86
> finance.payment draft
as qian post $pay
> RC-2026-00001 posted
show SO-2026-00001 state delivery_progress invoice_progress payment_progress
> state closed
> delivery_progress full
> invoice_progress full
> payment_progress full
explain SO-2026-00001
> SO-2026-00001  closed  2026-01-05  4512.86 CNY  华新机械 Huaxin Machinery
>   QT-2026-00001  accepted  2026-01-05  4512.86 CNY
>   1  BRG-6204 深沟球轴承 6204 Bearing  50 ordered, 0 reserved, 50 delivered, 0 returned, 50 invoiced  1400.00 CNY
>     DN-2026-00001  shipped  2026-01-05  50
>       SM-2026-00002  done  2026-01-05  800.00 CNY
>         BRG-6204  50  of 100 worth 1600.00 CNY
>           GR-2026-00001  2026-01-05  50  斯凯轴承 Bearing supplier
>     INV-2026-00001  posted  2026-01-05  1400.00 CNY
>       RC-2026-00001  posted  2026-01-05  1582.00 CNY  of 4512.86 CNY
>     margin  600.00 CNY  revenue 1400.00 CNY - cost 800.00 CNY = 42.9 %
>   2  GBX-10 行星减速机 1:10 Gearbox  2 ordered, 0 reserved, 2 delivered, 0 returned, 2 invoiced  1862.00 CNY
>     DN-2026-00001  shipped  2026-01-05  2
>       SM-2026-00002  done  2026-01-05  1220.00 CNY
>         GBX-10  2
>           GR-2026-00001  2026-01-05  2  1220.00 CNY  斯凯轴承 Bearing supplier
>     INV-2026-00001  posted  2026-01-05  1862.00 CNY
>       RC-2026-00001  posted  2026-01-05  2104.06 CNY  of 4512.86 CNY
>     margin  642.00 CNY  revenue 1862.00 CNY - cost 1220.00 CNY = 34.5 %
>   3  SRV-INS 安装调试 Installation  3 ordered, 0 reserved, 3 delivered, 0 returned, 3 invoiced  780.00 CNY
>     INV-2026-00001  posted  2026-01-05  780.00 CNY
>       RC-2026-00001  posted  2026-01-05  826.80 CNY  of 4512.86 CNY
>     margin  780.00 CNY  revenue 780.00 CNY - cost 0.00 CNY = 100.0 %
# every document of an order is found by its number
list supply.delivery source:SO-2026-00001 columns=number,state
> DN-2026-00001  shipped
list finance.invoice source:SO-2026-00001 columns=number,total
> INV-2026-00001  4512.86
report margin by=item
> 安装调试 Installation  3  780.00  0.00  780.00  1
> 行星减速机 1:10 Gearbox  2  1862.00  1220.00  642.00  0.3448
> 深沟球轴承 6204 Bearing  50  1400.00  800.00  600.00  0.4286
> total  -  55  4042.00  2020.00  2022.00  0.5002
report trial-balance
> 1002 银行存款  4512.86  0.00  4512.86
> 1122 应收账款  4512.86  4512.86  0.00
> 1405 库存商品  7700.00  2020.00  5680.00
> 220201 应付账款-暂估  0.00  7700.00  -7700.00
> 22210107 应交增值税-销项税额  0.00  470.86  -470.86
> 6001 主营业务收入  0.00  4042.00  -4042.00
> 6401 主营业务成本  2020.00  0.00  2020.00
> total  -  18745.72  18745.72  0.00
verify
> verify ok (12 checks)
