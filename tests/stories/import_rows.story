# Good rows come in, bad ones are listed with their line; a second run changes what changed; a cut-off run resumes.
import master.item key=code <<
code,name,unit,list_price,tax
N-1,First,pcs,12.50,V13
N-2,Second,nowhere,1,V13
N-3,Third,pcs,-1,V13
N-4,"Fourth, with ""quotes""",pcs,7,V13
BRG-6204,Bearing renamed,pcs,29,V13
<<
> 2 created, 1 updated, 0 unchanged, 2 refused; 5 rows done
> line 3 reference_must_exist (/unit)
> line 4 number_must_not_be_negative (/list_price)
list master.item code:N- columns=code,name,list_price
> SEN-PX  接近传感器 Proximity sensor  65.00
> N-1  First  12.50
> N-4  Fourth, with "quotes"  7.00
import master.item key=code <<
code,name,unit,list_price,tax
N-1,First,pcs,12.50,V13
N-4,Fourth,pcs,8,V13
<<
> 0 created, 1 updated, 1 unchanged, 0 refused; 2 rows done
import master.item key=code dry_run=1 <<
code,name,unit
N-9,Ninth,pcs
<<
> 1 created, 0 updated, 0 unchanged, 0 refused; 1 rows done
list master.item code:N-9
> (none)
import master.item key=code skip=1 <<
code,name,unit
N-5,Fifth,pcs
N-6,Sixth,pcs
<<
> 1 created, 0 updated, 0 unchanged, 0 refused; 2 rows done
list master.item code:N- columns=code
> SEN-PX
> N-1
> N-4
> N-6
# from a row whose quotation mark is missing nobody can tell where the next begins
import master.item key=code <<
code,name,unit
N-7,Seventh,pcs
N-8,"Eighth,pcs
N-9,Ninth,pcs
<<
> 1 created, 0 updated, 0 unchanged, 1 refused; 2 rows done
> line 3 csv_must_be_well_formed
import master.item <<
code,colour
X,red
<<
> refused column_must_be_known
import sales.order <<
customer,customer_reference,lines.item,lines.quantity
HX,PO-1,BRG-6204,10
,,BRG-6206,5
LD,PO-2,BRG-6204,1
<<
> 2 created, 0 updated, 0 unchanged, 0 refused; 3 rows done
list sales.order columns=customer,customer_reference,total
> 华新机械 Huaxin Machinery  PO-1  565.00
> 蓝德自动化 Lande Automation  PO-2  32.77
