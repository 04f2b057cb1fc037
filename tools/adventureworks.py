"""A network for `octant plan` out of the AdventureWorks tables (tab-separated, no header, .csv.gz).

usage: adventureworks.py DIRECTORY network.json [START [bare]]    bare: no safety stock, no reorder points
       adventureworks.py read network.json plan.json    what the plan says, for docs/engines/plan.md

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


def main(directory, output, start="2025-08-11", targets=""):
    first = datetime.date.fromisoformat(start)
    items = items_of(directory)
    operations = operations_of(directory, items)
    purchases = purchases_of(directory, items)
    named = {row["item"] for row in operations + purchases}
    named |= {line["item"] for row in operations for line in row["components"]}
    left_out = {"days", "sold"} | ({"safety_stock", "reorder_level"} if targets == "bare" else set())
    listed = [{key: value for key, value in item.items() if key not in left_out}
              for item in items.values() if item["id"] in named or item["sold"] or item["on_hand"]]
    network = {"plan": {"start": start, "days": DAYS}, "items": listed, "operations": operations,
               "purchases": purchases, "receipts": receipts_of(directory, items, first),
               "demands": demands_of(directory, items, first)}
    text = json.dumps(network, indent=0, ensure_ascii=False)
    Path(output).write_text(text, encoding="utf-8")
    print({key: len(value) for key, value in network.items() if isinstance(value, list)})


def load(path):
    return json.loads(Path(path).read_text(encoding="utf-8"))


def read_demands(plan):
    late = sum(demand["planned"][:10] > demand["due"][:10] for demand in plan["demands"])
    print(f"demands {len(plan['demands'])}, late {late}")
    short = defaultdict(list)
    for demand in plan["demands"]:
        if demand.get("short"):
            short[demand["item"]].append(demand)
    for item, rows in short.items():
        reasons = sorted({reason["kind"] for row in rows for reason in row.get("reasons", [])})
        units = sum(row["short"] for row in rows)
        print(f"  not met: {item}, {len(rows)} demands, {units:g} units: {reasons}")


def read_stock(network, plan):
    """What is on hand, and how much of it any need of the plan takes."""
    costs = {item["id"]: item["unit_cost"] for item in network["items"]}
    # Bought parts have no standard cost in the data: what the first vendor asks.
    for row in network["purchases"]:
        costs[row["item"]] = costs[row["item"]] or row["price"]
    held = {item["id"]: item["on_hand"] for item in network["items"]}
    taken = defaultdict(float)
    for peg in plan["pegs"]:
        if peg["supply_kind"] == "on_hand":
            taken[peg["item"]] += peg["quantity"]
    targets = {item["id"]: max(item.get("safety_stock", 0), item.get("reorder_level", 0))
               for item in network["items"]}
    total = sum(held[i] * costs[i] for i in held)
    used = sum(taken[i] * costs[i] for i in held)
    idle = {i: max(0, held[i] - taken[i] - targets[i]) * costs[i] for i in held}
    beyond = sum(idle.values())
    print(f"stock {total:,.0f}; taken by a need {used:,.0f}; beyond needs and targets {beyond:,.0f}")
    below = sum(held[i] < targets[i] for i in held)
    print(f"  items below their safety stock or reorder point today: {below} of {len(held)}")
    for item in sorted(idle, key=idle.get, reverse=True)[:5]:
        print(f"  {item}: {held[item]} held, {taken[item]:g} needed, {idle[item]:,.0f} idle")


def read_vendors(network, plan):
    """Who is called on Monday: what should have been ordered already, what is expected but not wanted."""
    prices = {(row["supplier"], row["item"]): row["price"] for row in network["purchases"]}
    late = defaultdict(lambda: [0, 0.0])
    for order in plan["orders"]:
        if order["kind"] == "buy" and order["start"][:10] <= plan["start"]:
            vendor = late[order["supplier"]]
            vendor[0] += 1
            vendor[1] += order["quantity"] * prices[order["supplier"], order["item"]]
    count, value = (sum(column) for column in zip(*late.values())) if late else (0, 0)
    print(f"purchases to place by {plan['start']}: {count} of {len(late)} vendors, {value:,.0f}")
    for name in sorted(late, key=lambda name: late[name][1], reverse=True)[:8]:
        print(f"  {name}: {late[name][0]} orders, {late[name][1]:,.0f}")
    best = {}
    for row in network["purchases"]:
        best.setdefault(row["item"], row["price"])
    for kind in ("expedite", "defer", "cancel"):
        rows = [row for row in plan["exceptions"] if row["kind"] == kind]
        value = sum(row["quantity"] * best.get(row["item"], 0) for row in rows)
        items = len({row["item"] for row in rows})
        print(f"receipts to {kind}: {len(rows)} of {items} items, {value:,.0f}")


def read_work(plan):
    week = (datetime.date.fromisoformat(plan["start"]) + datetime.timedelta(days=7)).isoformat()
    made = [order for order in plan["orders"] if order["kind"] == "make"]
    soon = [order for order in made if order["start"][:10] < week]
    print(f"orders {len(plan['orders'])}: {len(made)} made, {len(soon)} of them begin before {week}, "
          f"{len({order['item'] for order in soon})} items")


def read(network, plan):
    network, plan = load(network), load(plan)
    read_demands(plan)
    read_stock(network, plan)
    read_vendors(network, plan)
    read_work(plan)


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[1] == "read":
        sys.exit(read(*sys.argv[2:]))
    if len(sys.argv) not in (3, 4, 5):
        sys.exit(__doc__)
    main(*sys.argv[1:])
