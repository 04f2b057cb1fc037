# Oil is kept by lot; the first to expire leaves first, and each lot is found again from the order.
# proves part of GEN-1: the lots of a line
$gr = create supply.receipt party=SKF-CN
+ lines item=OIL-46 quantity=100 price=11 lot=L-NEW expiry=2027-06-30
> supply.receipt draft
as sun receive $gr
> GR-2026-00001 received
$gr2 = create supply.receipt party=YD
+ lines item=OIL-46 quantity=40 price=10 lot=L-OLD expiry=2026-08-31
> supply.receipt draft
as sun receive $gr2
> GR-2026-00002 received
$bad = create supply.receipt party=YD
+ lines item=OIL-46 quantity=40 price=10
> supply.receipt draft
as sun receive $bad
> refused lot_must_be_given (/lines)
$so = as lin create sales.order customer=HX
+ lines item=OIL-46 quantity=60
> sales.order draft
as lin confirm $so
> SO-2026-00001 confirmed
$dn = find supply.delivery
> supply.delivery draft
show $dn lines:item,lot,quantity
> 1  item 液压油 46# Hydraulic oil  lot L-OLD  quantity 40
> 2  item 液压油 46# Hydraulic oil  lot L-NEW  quantity 20
as sun ship $dn
> DN-2026-00001 shipped
explain $so
> SO-2026-00001  confirmed  2026-01-05  1220.40 CNY  华新机械 Huaxin Machinery
>   1  OIL-46 液压油 46# Hydraulic oil  60 ordered, 0 reserved, 60 delivered, 0 returned, 0 invoiced  1080.00 CNY
>     DN-2026-00001  shipped  2026-01-05  60
>       SM-2026-00003  done  2026-01-05  642.86 CNY
>         OIL-46  40  lot L-OLD  of 140 worth 1500.00 CNY
>           GR-2026-00002  2026-01-05  40  远东电机 Yuandong Motors
>         OIL-46  20  lot L-NEW  of 100 worth 1071.43 CNY
>           GR-2026-00001  2026-01-05  20  斯凯轴承 Bearing supplier
>     invoice (draft)  draft  2026-01-05  1080.00 CNY
>     margin  -642.86 CNY  revenue 0.00 CNY - cost 642.86 CNY
report stock
> OIL-46 液压油 46# Hydraulic oil  WH  L-NEW  80  0  80
> total  -  -  -  80  0  80
list inventory.lot columns=code,item,expiry
> L-NEW  液压油 46# Hydraulic oil  2027-06-30
> L-OLD  液压油 46# Hydraulic oil  2026-08-31
verify
> verify ok (12 checks)
