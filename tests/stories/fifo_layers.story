# A conveyor is valued first in, first out: an order that takes of two receipts shows both, each at its own cost.
# proves part of GEN-1: what a line cost, by the receipts it came from
$gr = create supply.receipt party=YD
+ lines item=CNV-2M quantity=3 price=4000
> supply.receipt draft
as sun receive $gr
> GR-2026-00001 received
$gr2 = create supply.receipt party=YD
+ lines item=CNV-2M quantity=5 price=4400
> supply.receipt draft
as sun receive $gr2
> GR-2026-00002 received
$so = as lin create sales.order customer=HX
+ lines item=CNV-2M quantity=4
> sales.order draft
as lin confirm $so
> SO-2026-00001 confirmed
$dn = find supply.delivery
> supply.delivery draft
as sun ship $dn
> DN-2026-00001 shipped
explain $so
> SO-2026-00001  confirmed  2026-01-05  30736.00 CNY  华新机械 Huaxin Machinery
>   1  CNV-2M 皮带输送机 2m Conveyor  4 ordered, 0 reserved, 4 delivered, 0 returned, 0 invoiced  27200.00 CNY
>     DN-2026-00001  shipped  2026-01-05  4
>       SM-2026-00003  done  2026-01-05  16400.00 CNY
>         CNV-2M  4
>           GR-2026-00001  2026-01-05  3  12000.00 CNY  远东电机 Yuandong Motors
>           GR-2026-00002  2026-01-05  1  4400.00 CNY  远东电机 Yuandong Motors
>     invoice (draft)  draft  2026-01-05  27200.00 CNY
>     margin  -16400.00 CNY  revenue 0.00 CNY - cost 16400.00 CNY
verify
> verify ok (12 checks)
