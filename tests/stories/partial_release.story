# A held order goes out as far as a value reaches; the rest waits for the customer's money.
# proves part of FIN-11: partial release by value
$gr = create supply.receipt party=SKF-CN
+ lines item=BRG-6204 quantity=1000 price=16
+ lines item=BRG-6206 quantity=100 price=25
> supply.receipt draft
as sun receive $gr
> GR-2026-00001 received
$so = as lin create sales.order customer=SMALL
+ lines item=BRG-6206 quantity=50 due=2026-02-02
+ lines item=BRG-6204 quantity=200 due=2026-01-12
+ lines item=BRG-6204 quantity=10 free_of_charge=true
> sales.order draft
as lin confirm $so
> SO-2026-00001 held
show $so state total release_value lines:quantity,gross
> state held
> total 8701.00
> release_value 0.00
> 1  quantity 50  gross 2373.00
> 2  quantity 200  gross 6328.00
> 3  quantity 10  gross 0.00
# who may not release it may not release a part of it either
as lin release_part $so release_value=3000
> refused right_must_be_held
as wang release_part $so
> refused release_value_must_be_part_of_the_total (/release_value)
as wang release_part $so release_value=8701
> refused release_value_must_be_part_of_the_total (/release_value)
as wang release_part $so release_value=-1
> refused number_must_not_be_negative (/release_value)
as wang release_part $so release_value=31.63
> refused release_value_must_cover_one_unit (/release_value)
# 94 of the line due first: 94 x 31.64 = 2974.16
as wang release_part $so release_value=3000
> SO-2026-00001 held
show $so state total release_value lines:quantity,gross
> state held
> total 5726.84
> release_value 0.00
> 1  quantity 50  gross 2373.00
> 2  quantity 106  gross 3353.84
> 3  quantity 10  gross 0.00
$part = find sales.order source:$so
> SO-2026-00002 confirmed
show $part number state total customer source release_value lines:quantity,gross,reserved
> number SO-2026-00002
> state confirmed
> total 2974.16
> customer 小微五金 Little Hardware
> source sales.order#182
> release_value 0.00
> 1  quantity 94  gross 2974.16  reserved 94
explain $part
> SO-2026-00002  confirmed  2026-01-05  2974.16 CNY  小微五金 Little Hardware
>   SO-2026-00001  held  2026-01-05  5726.84 CNY
>   1  BRG-6204 深沟球轴承 6204 Bearing  94 ordered, 94 reserved, 0 delivered, 0 returned, 0 invoiced  2632.00 CNY
>     reserved BRG-6204 at WH  94
>     delivery (draft)  draft  2026-01-05  94
>     expected margin  1128.00 CNY  revenue 2632.00 CNY - cost 1504.00 CNY = 42.9 %
report credit-exposure
> 小微五金 Little Hardware  5000.00  2974.16  0.00  2974.16
> total  -  5000.00  2974.16  0.00  2974.16
$dn = find supply.delivery source:$part
> supply.delivery draft
as sun ship $dn
> DN-2026-00001 shipped
# the rest of that line, and 9 of the other
as wang release_part $so release_value=3800
> SO-2026-00001 held
list sales.order columns=number,state,total
> SO-2026-00001  held  1945.86
> SO-2026-00002  confirmed  2974.16
> SO-2026-00003  confirmed  3780.98
show $so lines:item,quantity,gross
> 1  item 深沟球轴承 6206 Bearing  quantity 41  gross 1945.86
> 3  item 深沟球轴承 6204 Bearing  quantity 10  gross 0.00
as wang release $so
> SO-2026-00001 confirmed
list sales.order columns=number,state,total
> SO-2026-00001  confirmed  1945.86
> SO-2026-00002  confirmed  2974.16
> SO-2026-00003  confirmed  3780.98
report credit-exposure
> 小微五金 Little Hardware  5000.00  8701.00  0.00  8701.00
> total  -  5000.00  8701.00  0.00  8701.00
verify
> verify ok (12 checks)
