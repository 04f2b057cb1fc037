# Two firms in one database see nothing of each other.
$so = as lin create sales.order customer=HX
+ lines item=BRG-6204 quantity=5
> sales.order draft
list sales.order columns=customer,total
> 华新机械 Huaxin Machinery  158.20
second company
> Second Ltd
list sales.order columns=customer,total
> (none)
list master.party
> (none)
show $so total
> refused record_must_exist
as admin confirm $so
> refused record_must_exist
as admin create master.party code=HX name="another Huaxin"
> another Huaxin
list master.party columns=code,name
> HX  another Huaxin
