# A locked month takes no posting; unlocked by the accountant, it does.
$p = as qian create finance.period month=2026-01-01
> finance.period open
as qian lock $p
> finance.period locked
$gr = create supply.receipt party=SKF-CN
+ lines item=BRG-6204 quantity=10 price=16
> supply.receipt draft
as sun receive $gr
> refused period_must_be_open (/date)
as sun unlock $p
> refused record_must_exist
as qian unlock $p
> finance.period open
as sun receive $gr
> GR-2026-00001 received
$je = as qian create finance.journal_entry date=2026-01-05 text="bank fee"
+ postings account==6602 amount=10
+ postings account==1002 amount=-9
> finance.journal_entry draft
as qian post $je
> refused entry_must_balance (/postings)
as qian edit $je postings.2.amount=-10
> finance.journal_entry draft
as qian post $je
> JE-2026-00002 posted
as qian edit $je text="changed"
> refused field_must_be_editable (/text)
verify
> verify ok (12 checks)
