# A confirmed order changes after half of it has gone: no cancel, no typing again; the effects are shown first.
$gr = create supply.receipt party=SKF-CN
+ lines item=BRG-6204 quantity=100 price=16
+ lines item=SEN-PX quantity=10 price=38
> supply.receipt draft
as sun receive $gr
> GR-2026-00001 received
$so = as lin create sales.order customer=HX
+ lines item=BRG-6204 quantity=50
> sales.order draft
as lin confirm $so
> SO-2026-00001 confirmed
$dn = find supply.delivery
> supply.delivery draft
as sun edit $dn lines.1.quantity=20
> supply.delivery draft
as sun ship $dn
> DN-2026-00001 shipped
show $so lines:item,quantity,reserved,delivered
> 1  item 深沟球轴承 6204 Bearing  quantity 50  reserved 30  delivered 20
as lin preview edit $so lines.1.quantity=70 lines.+.item=SEN-PX lines.+.quantity=4
> supply.delivery - edit
>   lines/1/quantity 30 -> 50
>   lines/3/item - -> 接近传感器 Proximity sensor
>   lines/3/location - -> 成品仓
>   lines/3/quantity - -> 4
>   lines/3/origin_line - -> 2
> sales.order SO-2026-00001 edit
>   net 1400.00 -> 2220.00
>   tax_amount 182.00 -> 288.60
>   total 1582.00 -> 2508.60
>   lines/1/quantity 50 -> 70
>   lines/1/base_quantity 50 -> 70
>   lines/1/net 1400.00 -> 1960.00
>   lines/1/tax_amount 182.00 -> 254.80
>   lines/1/gross 1582.00 -> 2214.80
>   lines/2/item - -> 接近传感器 Proximity sensor
>   lines/2/quantity - -> 4
>   lines/2/base_quantity - -> 4
>   lines/2/price - -> 65.00
>   lines/2/free_of_charge - -> false
>   lines/2/tax - -> 增值税 13%
>   lines/2/net - -> 260.00
>   lines/2/tax_amount - -> 33.80
>   lines/2/gross - -> 293.80
show $so total lines:item,quantity,reserved,delivered
> total 1582.00
> 1  item 深沟球轴承 6204 Bearing  quantity 50  reserved 30  delivered 20
as lin edit $so lines.1.quantity=70 lines.+.item=SEN-PX lines.+.quantity=4
> SO-2026-00001 confirmed
show $so total lines:item,quantity,reserved,delivered
> total 2508.60
> 1  item 深沟球轴承 6204 Bearing  quantity 70  reserved 50  delivered 20
> 2  item 接近传感器 Proximity sensor  quantity 4  reserved 4  delivered 0
$dn2 = find supply.delivery state:draft
> supply.delivery draft
show $dn2 lines:item,quantity
> 1  item 深沟球轴承 6204 Bearing  quantity 50
> 3  item 接近传感器 Proximity sensor  quantity 4
as lin edit $so lines.1.quantity=15
> refused quantity_must_cover_what_is_delivered (/lines)
as lin edit $so lines.1.quantity=20
> SO-2026-00001 confirmed
$left = find supply.delivery state:draft
> supply.delivery draft
show $left lines:item,quantity
> 3  item 接近传感器 Proximity sensor  quantity 4
as lin edit $so lines.2=none
> SO-2026-00001 confirmed
list supply.delivery columns=number,state
> DN-2026-00001  shipped
> DN-2026-00002  cancelled
show $so delivery_progress total
> delivery_progress full
> total 632.80
list sales.order columns=number,state
> SO-2026-00001  confirmed
history $so
> create 
> confirm {"number":["","SO-2026-00001"],"state":["draft","confirmed"]}
> edit {"net":["1400.00","2220.00"],"tax_amount":["182.00","288.60"],"total":["1582.00","2508.60"],"lines/1/quantity":["50","70"],"lines/1/base_quantity":["50","70"],"lines/1/net":["1400.00","1960.00"],"lines/1/tax_amount":["182.00","254.80"],"lines/1/gross":["1582.00","2214.80"],"lines/2/item":[null,"143"],"lines/2/quantity":[null,"4"],"lines/2/base_quantity":[null,"4"],"lines/2/price":[null,"65.00"],"lines/2/free_of_charge":[null,false],"lines/2/tax":[null,"55"],"lines/2/net":[null,"260.00"],"lines/2/tax_amount":[null,"33.80"],"lines/2/gross":[null,"293.80"]}
> edit {"net":["2220.00","820.00"],"tax_amount":["288.60","106.60"],"total":["2508.60","926.60"],"lines/1/quantity":["70","20"],"lines/1/base_quantity":["70","20"],"lines/1/net":["1960.00","560.00"],"lines/1/tax_amount":["254.80","72.80"],"lines/1/gross":["2214.80","632.80"]}
> edit {"net":["820.00","560.00"],"tax_amount":["106.60","72.80"],"total":["926.60","632.80"],"lines/2/item":["143",null],"lines/2/quantity":["4",null],"lines/2/base_quantity":["4",null],"lines/2/price":["65.00",null],"lines/2/free_of_charge":[false,null],"lines/2/tax":["55",null],"lines/2/net":["260.00",null],"lines/2/tax_amount":["33.80",null],"lines/2/gross":["293.80",null]}
verify
> verify ok (12 checks)
# cancelling what is open gives the stock back
$other = as lin create sales.order customer=LD
+ lines item=BRG-6204 quantity=10
> sales.order draft
as lin confirm $other
> SO-2026-00002 confirmed
as wang cancel $other
> SO-2026-00002 cancelled
show $other state lines:reserved
> state cancelled
> 1  reserved 0
list supply.delivery columns=number,state
> DN-2026-00001  shipped
> DN-2026-00002  cancelled
> DN-2026-00003  cancelled
report stock
> BRG-6204 深沟球轴承 6204 Bearing  WH  -  80  0  80
> SEN-PX 接近传感器 Proximity sensor  WH  -  10  0  10
> total  -  -  -  90  0  90
verify
> verify ok (12 checks)
