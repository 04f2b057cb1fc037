# A command sent twice with one key is done once; the same key for another command is refused.
$so = as lin create sales.order customer=HX !key=k1
+ lines item=BRG-6204 quantity=5
> sales.order draft
again
> sales.order draft
list sales.order columns=customer,state
> 华新机械 Huaxin Machinery  draft
as lin create sales.order customer=HX !key=k1
+ lines item=BRG-6204 quantity=6
> refused key_must_not_be_used_for_another_command
as lin confirm $so !key=k2
> SO-2026-00001 confirmed
again
> SO-2026-00001 confirmed
show $so number version
> number SO-2026-00001
> version 2
as lin create sales.order customer=NOBODY !key=k3
> refused reference_must_exist (/customer)
again
> refused reference_must_exist (/customer)
