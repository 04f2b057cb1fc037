"""docs/mission.md: every row of the mission and what proves it. --write makes it, --check compares.

Rows come from docs/rows.txt (id<TAB>title). A story, journey or unit test proves a row by naming it behind
the word `proves`: `# a visit follows each delivery (proves CRM-4, GEN-1)`. What reaches some of its clauses
only says so: `# proves part of INV-6: valuation, but no carrying cost`.
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/mission.md"
ID = re.compile(r"\b[A-Z]{2,3}-\d+\b")
PROOFS = ("tests/stories/*.story", "tests/e2e/*.test.mjs", "src/**/*_test.cpp", "web/test/*.test.mjs")
HEAD = """# What is proved

Every clause of what Octant is for, and the stories and tests that fail when it breaks. Made by `./dev bless`
from `docs/rows.txt` and from the tests themselves (`proves CRM-4`); `./dev test` fails when it is stale.
*In part*: these tests say which clauses of the row they reach (`proves part of CRM-4: ...`); the others are
still to be built.

"""


def read_rows(root):
    lines = (root / "docs/rows.txt").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t", 1)) for line in lines if line.strip() and not line.startswith("#")]


class Proofs:
    """What proves a row: paths that reach all of it, and paths that reach some of its clauses."""

    def __init__(self):
        self.whole, self.part = [], []

    def paths(self):
        return self.whole + [path for path in self.part if path not in self.whole]


def proofs(root):
    """{row id: Proofs}"""
    found = {}
    for pattern in PROOFS:
        for path in sorted(root.glob(pattern)):
            name = path.relative_to(root).as_posix()
            for line in path.read_text(encoding="utf-8").splitlines():
                named = line.partition("proves")[2]
                kind = "part" if named.lstrip().startswith("part of") else "whole"
                for row in ID.findall(named):
                    paths = getattr(found.setdefault(row, Proofs()), kind)
                    if name not in paths:
                        paths.append(name)
    return found


def page(root):
    rows, found = read_rows(root), proofs(root)
    known = [found[row] for row, _ in rows if row in found]
    whole = sum(1 for one in known if one.whole)
    out = HEAD + f"{whole} of {len(rows)} rows are proved, {len(known) - whole} in part.\n\n"
    out += "| row | 原文 | proved by |\n|---|---|---|\n"
    for row, title in rows:
        one = found.get(row, Proofs())
        links = ", ".join(f"[{path.rsplit('/', 1)[-1]}](../{path})" for path in one.paths())
        out += f"| {row} | {title} | {'in part: ' if links and not one.whole else ''}{links or '-'} |\n"
    return out


def troubles(root):
    """What --check finds: names of rows that do not exist, and a stale page."""
    known = {row for row, _ in read_rows(root)}
    for row, one in sorted(proofs(root).items()):
        if row not in known:
            yield f"{one.paths()[0]} proves {row}, which is no row of docs/rows.txt"
    mission = root / "docs/mission.md"
    if not mission.exists() or mission.read_text(encoding="utf-8") != page(root):
        yield "docs/mission.md is stale: ./dev bless rewrites it"


def main(arguments):
    if "--write" in arguments:
        PAGE.write_text(page(ROOT), encoding="utf-8")
        return 0
    found = list(troubles(ROOT))
    print("\n".join(found + [f"{0 if found else 1} passed, {len(found)} failed"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
