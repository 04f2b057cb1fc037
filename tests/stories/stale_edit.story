# Two people edit one order: the second is told, nothing is lost.
$so = as lin create sales.order customer=HX
+ lines item=BRG-6204 quantity=5
> sales.order draft
as lin edit $so text="deliver in the morning" !version=1
> sales.order draft
as wang edit $so text="deliver at night" !version=1
> refused version_must_be_current
as wang edit $so text="deliver at night" !version=2
> sales.order draft
show $so version text
> version 3
> text deliver at night
