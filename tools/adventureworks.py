"""A network for `octant plan` out of the AdventureWorks tables (tab-separated, no header, .csv.gz).

usage: adventureworks.py DIRECTORY network.json [START]

Bills of material with their dates, vendors with lead time, price, minimum and maximum, stock on hand, open
purchase orders, safety stock and reorder points are the data's own. The data has no sales orders: the
quarter's quotas of the sales people, at list prices, are spread evenly over the products on sale and weeks.
"""
import datetime
import gzip
import json
import sys
from collections import defaultdict
from pathlib import Path

DAYS = 182
QUARTER_WEEKS = 13
# What a unit of the vendor holds of the unit of the bill. The data does not say it of cartons, cases, cans
# and packs, which are taken as one.
UNITS = {"GAL": 128, "DZ": 12}


def table(directory, name):
    path = Path(directory) / f"{name}.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        return [line.rstrip("\r\n").split("\t") for line in file if line.strip()]


def items_of(directory):
    """Products that are made, bought or sold; stock is added up over the locations."""
    items = {}
    for row in table(directory, "Product"):
        items[row[0]] = {
            "id": row[2], "days": int(row[14]),
            "sold": row[4] == "1" and not row[21] and float(row[9]) > 0,
            "safety_stock": int(row[6]), "reorder_level": int(row[7]), "unit": 1,
            "unit_cost": float(row[8]), "price": float(row[9]), "on_hand": 0}
    for row in table(directory, "ProductInventory"):
        items[row[0]]["on_hand"] += int(row[4])
    return items


def operations_of(directory, items):
    """One operation an assembly; every row of its bill with its dates."""
    bills = defaultdict(list)
    for _, parent, component, start, end, _, _, quantity, _ in table(directory, "BillOfMaterials"):
        if not parent:
            continue  # the row that names a product as a whole
        line = {"item": items[component]["id"], "quantity": float(quantity),
                "from": start[:10]}
        if end:
            line["until"] = end[:10]
        bills[parent].append(line)
    return [{"item": items[parent]["id"], "lead_time_days": items[parent]["days"], "components": lines}
            for parent, lines in bills.items()]


def purchases_of(directory, items):
    """Active vendors, preferred ones first, then the better credit rating, then the lower price."""
    vendors = {row[0]: {"name": row[2], "rank": (row[4] != "1", int(row[3])), "active": row[5] == "1"}
               for row in table(directory, "Vendor")}
    offers = defaultdict(list)
    for row in table(directory, "ProductVendor"):
        if vendors[row[1]]["active"]:
            offers[row[0]].append(row)
    purchases = []
    for product, rows in offers.items():
        rows.sort(key=lambda row: (vendors[row[1]]["rank"], float(row[3])))
        for place, row in enumerate(rows):
            holds = UNITS.get(row[9].strip(), 1)
            purchases.append({
                "item": items[product]["id"], "supplier": vendors[row[1]]["name"], "priority": place + 1,
                "lead_time_days": int(row[2]), "price": round(float(row[3]) / holds, 6), "payment_days": 30,
                "minimum": int(row[6]) * holds, "maximum": int(row[7]) * holds, "multiple": holds})
    return purchases


def receipts_of(directory, items, start):
    """Lines of purchase orders that are pending or approved; what is past due is expected at once."""
    holds = {row[0]: UNITS.get(row[9].strip(), 1) for row in table(directory, "ProductVendor")}
    last = start + datetime.timedelta(days=DAYS - 1)
    is_open = {row[0] for row in table(directory, "PurchaseOrderHeader") if row[2] in ("1", "2")}
    receipts = []
    for row in table(directory, "PurchaseOrderDetail"):
        due = datetime.date.fromisoformat(row[2][:10])
        if row[0] in is_open and due <= last:
            quantity = int(row[3]) * holds.get(row[4], 1)
            receipts.append({"id": f"PO {row[0]}/{row[1]}", "item": items[row[4]]["id"],
                             "quantity": quantity, "date": max(due, start).isoformat()})
    return receipts


def demands_of(directory, items, start):
    quotas = defaultdict(float)
    for row in table(directory, "SalesPersonQuotaHistory"):
        quotas[row[1][:10]] += float(row[2])
    sold = sorted(item["id"] for item in items.values() if item["sold"])
    of_each = quotas[max(quotas)] / sum(item["price"] for item in items.values() if item["sold"])
    demands = []
    for week in range(QUARTER_WEEKS):
        due = start + datetime.timedelta(days=7 * week + 6)
        # Whole units, and no unit lost over the quarter.
        units = round(of_each * (week + 1) / QUARTER_WEEKS) - round(of_each * week / QUARTER_WEEKS)
        demands += [{"id": f"F {item} {due}", "item": item, "quantity": units, "due": due.isoformat(),
                     "kind": "forecast", "payment_days": 30} for item in sold if units > 0]
    return demands


def main(directory, output, start="2025-08-11"):
    first = datetime.date.fromisoformat(start)
    items = items_of(directory)
    operations = operations_of(directory, items)
    purchases = purchases_of(directory, items)
    named = {row["item"] for row in operations + purchases}
    named |= {line["item"] for row in operations for line in row["components"]}
    listed = [{key: value for key, value in item.items() if key not in ("days", "sold")}
              for item in items.values() if item["id"] in named or item["sold"] or item["on_hand"]]
    network = {"plan": {"start": start, "days": DAYS}, "items": listed, "operations": operations,
               "purchases": purchases, "receipts": receipts_of(directory, items, first),
               "demands": demands_of(directory, items, first)}
    text = json.dumps(network, indent=0, ensure_ascii=False)
    Path(output).write_text(text, encoding="utf-8")
    print({key: len(value) for key, value in network.items() if isinstance(value, list)})


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(*sys.argv[1:])
