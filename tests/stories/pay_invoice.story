# An invoice paid in full with one verb: the payment, its entry and the order's state follow. A credit note is not.
# proves FIN-7
$so = as lin create sales.order customer=HX
+ lines item=BRG-6204 quantity=10
> sales.order draft
as lin confirm $so
> SO-2026-00001 confirmed
$gr = create supply.receipt party=SKF-CN
+ lines item=BRG-6204 quantity=100 price=16
> supply.receipt draft
as sun receive $gr
> GR-2026-00001 received
$dn = find supply.delivery
> supply.delivery draft
as sun ship $dn
> DN-2026-00001 shipped
$inv = find finance.invoice kind:sales_invoice
> finance.invoice draft
as lin pay $inv
> refused right_must_be_held
as qian pay $inv
> refused state_must_allow_verb
as qian post $inv
> INV-2026-00001 posted
as qian preview pay $inv
> finance.journal_entry JE-2026-00004 post
>   number - -> JE-2026-00004
>   state draft -> posted
>   date - -> 2026-01-05
>   source - -> RC-2026-00001
>   text - -> RC-2026-00001
>   postings/1/account - -> 银行存款
>   postings/1/amount - -> 316.40
>   postings/1/currency - -> CNY
>   postings/1/foreign_amount - -> 316.40
>   postings/1/party - -> 华新机械 Huaxin Machinery
>   postings/2/account - -> 应收账款
>   postings/2/amount - -> -316.40
>   postings/2/currency - -> CNY
>   postings/2/foreign_amount - -> -316.40
>   postings/2/party - -> 华新机械 Huaxin Machinery
> finance.payment RC-2026-00001 post
>   number - -> RC-2026-00001
>   state draft -> posted
>   party - -> 华新机械 Huaxin Machinery
>   date - -> 2026-01-05
>   currency - -> CNY
>   rate 0 -> 1
>   amount 0.00 -> 316.40
>   account - -> 银行存款
>   allocations/1/invoice - -> INV-2026-00001
>   allocations/1/amount - -> 316.40
> sales.order SO-2026-00001 finish
>   state confirmed -> closed
> finance.invoice INV-2026-00001 pay
> in all 银行存款  316.40
> in all 应收账款  -316.40
as qian pay $inv
> INV-2026-00001 posted
show $inv total open state
> total 316.40
> open 0.00
> state posted
show RC-2026-00001 party amount unallocated state allocations:amount
> party 华新机械 Huaxin Machinery
> amount 316.40
> unallocated 0.00
> state posted
> 1  amount 316.40
show $so state payment_progress
> state closed
> payment_progress full
as qian pay $inv
> refused invoice_must_be_open (/open)
as qian cancel $inv
> refused invoice_must_not_be_paid (/open)
as qian cancel RC-2026-00001
> RC-2026-00001 cancelled
show $inv open state
> open 316.40
> state posted
show $so state payment_progress
> state closed
> payment_progress none
verify
> verify ok (12 checks)
