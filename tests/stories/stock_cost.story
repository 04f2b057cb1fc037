# What stock costs and does: classes, turns, excess, and whether it pays to order alone or together.
# proves INV-6
# proves part of INV-6: carrying cost, classes, turns, GMROI, excess with its effect on profit, order quantities
report stock-analysis
> total  -  -  -  0.00  -  0  0  0  0.00  -  -  0.00
$gr = create supply.receipt party=SKF-CN
+ lines item=BRG-6204 quantity=100 price=16
+ lines item=BRG-6206 quantity=1000 price=25
+ lines item=SEN-PX quantity=40 price=38
> supply.receipt draft
as sun receive $gr
> GR-2026-00001 received
$more = create supply.receipt party=SKF-CN
+ lines item=BRG-6204 quantity=60 price=16
> supply.receipt draft
# ten a week of the first, six now and then of the second, none of the third
$a = as lin create sales.order customer=HX
+ lines item=BRG-6204 quantity=10
+ lines item=BRG-6206 quantity=6
> sales.order draft
as lin confirm $a
> SO-2026-00001 confirmed
$d = find supply.delivery source:$a
> supply.delivery draft
as sun ship $d
> DN-2026-00001 shipped
today 2026-01-12
$b = as lin create sales.order customer=HX
+ lines item=BRG-6204 quantity=10
> sales.order draft
as lin confirm $b
> SO-2026-00002 confirmed
$d = find supply.delivery source:$b
> supply.delivery draft
as sun ship $d
> DN-2026-00002 shipped
today 2026-01-19
$c = as lin create sales.order customer=HX
+ lines item=BRG-6204 quantity=11
> sales.order draft
as lin confirm $c
> SO-2026-00003 confirmed
$d = find supply.delivery source:$c
> supply.delivery draft
as sun ship $d
> DN-2026-00003 shipped
today 2026-01-26
# nothing is said yet of what keeping it costs
as chen report stock-analysis
> BRG-6204 深沟球轴承 6204 Bearing  AXF  69  1104.00  527  7.63  48  0.00  28  0  1616.00
> BRG-6206 深沟球轴承 6206 Bearing  AXF  994  24850.00  254  0.26  1428  0.00  17  0  24425.00
> SEN-PX 接近传感器 Proximity sensor  CZN  40  1520.00  1  0.03  10669  0.00  2  0  1444.00
> total  -  -  -  27474.00  -  0.54  676  0.00  -  -  27485.00
as chen report order-quantities
> total  -  -  -  -  0.00  -  -  0.00
as lin create inventory.carrying_cost category=* capital=0.06
> refused right_must_be_held
as chen create inventory.carrying_cost category=* capital=0.06 fill_rate=1
> refused fill_rate_must_be_between_0_and_1 (/fill_rate)
as chen create inventory.carrying_cost category=* capital=-0.06
> refused number_must_not_be_negative (/capital)
$all = as chen create inventory.carrying_cost category=* capital=0.06 space=0.04 risk=0.05 order_cost=20 shared_order_cost=120
> *
as chen create inventory.carrying_cost category=* capital=0.07
> refused value_must_be_unique (/category)
as chen create inventory.carrying_cost category=电气 capital=0.06 space=0.04 risk=0.2 order_cost=20 shared_order_cost=120
> 电气
as wang report stock-analysis
> BRG-6204 深沟球轴承 6204 Bearing  AXF  69  1104.00  527  7.63  48  5.72  165.60  14  94  336.00
> BRG-6206 深沟球轴承 6206 Bearing  AXF  994  24850.00  254  0.26  1428  0.17  3727.50  7  52  23375.00
> SEN-PX 接近传感器 Proximity sensor  CZN  40  1520.00  1  0.03  10669  0.02  456.00  1  2  1406.00
> total  -  -  -  27474.00  -  0.54  676  0.39  4349.10  -  -  25117.00
# what is three weeks old is not dead yet
as chen report dead-stock
> total  -  -  -  -  -  0.00  0.00  -  -  -
as chen report order-quantities
> 斯凯轴承 Bearing supplier  BRG-6204 深沟球轴承 6204 Bearing  527  248  594.86  202  140  428.62
> 斯凯轴承 Bearing supplier  BRG-6206 深沟球轴承 6206 Bearing  254  138  516.52  98  140  368.96
> 斯凯轴承 Bearing supplier  SEN-PX 接近传感器 Proximity sensor  1  6  66.09  2  420  71.02
> total  -  -  -  -  1177.47  -  -  868.60
# who keeps the store sees no cost
as sun report stock-analysis
> BRG-6204 深沟球轴承 6204 Bearing  AXF  69  527  48  14  94
> BRG-6206 深沟球轴承 6206 Bearing  AXF  994  254  1428  7  52
> SEN-PX 接近传感器 Proximity sensor  CZN  40  1  10669  1  2
> total  -  -  -  -  676  -  -
# half a year on, nothing has moved
today 2026-08-03
as qian report dead-stock
> BRG-6206 深沟球轴承 6206 Bearing  AZN  2026-01-05  994  981  24525.00  3678.75  365  0.00  28203.75  清仓处理
> SEN-PX 接近传感器 Proximity sensor  BZN  -  40  37  1406.00  421.80  365  0.00  1827.80  清仓处理
> BRG-6204 深沟球轴承 6204 Bearing  AZN  2026-01-19  69  69  1104.00  165.60  365  0.00  1269.60  清仓处理
> total  -  -  -  -  -  27035.00  4266.15  -  -  -  -
verify
> verify ok (12 checks)
