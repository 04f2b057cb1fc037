# What is wrong is refused by name, at its field, and nothing is half done.
as lin create sales.order customer=HX colour=red
> refused field_must_be_known (/colour)
as lin create sales.order customer=HX date=2026-02-30
> refused date_must_be_valid (/date)
as lin create sales.order customer=HX
+ lines item=BRG-6204 quantity=-5
> refused number_must_be_positive (/lines/0/quantity)
as lin create sales.order customer=HX
+ lines item=BRG-6204 quantity=1.0000001
> refused number_must_have_fewer_decimals (/lines/0/quantity)
as lin create sales.order customer=HX
+ lines item=BRG-6204 quantity=99999999999999999999
> refused number_must_be_in_range (/lines/0/quantity)
as lin create sales.order customer=HX
+ lines item=GBX-10 quantity=9000000000000 price=9000000000000
> refused number_must_be_in_range
as lin create sales.order
> refused field_must_be_filled (/customer)
as lin create sales.order customer=HX total=5
> refused field_must_be_editable (/total)
as lin create sales.order customer=HX
+ lines item=NOTHING quantity=1
> refused reference_must_exist (/lines/0/item)
as chen create master.item code=BRG-6204 name=twice unit=pcs
> refused value_must_be_unique (/code)
as lin create master.item code=NEW name=new unit=pcs
> refused right_must_be_held
as wu list sales.order
> refused right_must_be_held
$so = as lin create sales.order customer=HX
> sales.order draft
as lin confirm $so
> refused lines_must_not_be_empty (/lines)
as sun ship $so
> refused verb_must_be_known
create master.party code=T1 name=test tax_id=91350100M000100Y43
> test
create master.party code=T2 name=test tax_id=91350100M000100Y44
> refused tax_id_must_be_valid (/tax_id)
create master.calendar code=NONE name=none monday=false tuesday=false wednesday=false thursday=false friday=false
> refused calendar_must_have_a_working_weekday (/monday)
list sales.order columns=customer,state
> 华新机械 Huaxin Machinery  draft
verify
> verify ok (12 checks)
