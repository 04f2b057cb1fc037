"""docs/mission.md: every row of the mission and what proves it. --write makes it, --check compares.

Rows come from docs/rows.txt (id<TAB>title). A story, journey or unit test proves a row by naming it behind
the word `proves`: `# a visit follows each delivery (proves CRM-4, GEN-1)`.
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

"""


def read_rows(root):
    lines = (root / "docs/rows.txt").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t", 1)) for line in lines if line.strip() and not line.startswith("#")]


def proofs(root):
    """{row id: [paths that name it]}"""
    found = {}
    for pattern in PROOFS:
        for path in sorted(root.glob(pattern)):
            for line in path.read_text(encoding="utf-8").splitlines():
                for row in ID.findall(line.partition("proves")[2]):
                    paths = found.setdefault(row, [])
                    name = path.relative_to(root).as_posix()
                    if name not in paths:
                        paths.append(name)
    return found


def page(root):
    rows, found = read_rows(root), proofs(root)
    proved = sum(1 for row, _ in rows if row in found)
    out = HEAD + f"{proved} of {len(rows)} rows are proved.\n\n| row | 原文 | proved by |\n|---|---|---|\n"
    for row, title in rows:
        links = ", ".join(f"[{path.rsplit('/', 1)[-1]}](../{path})" for path in found.get(row, []))
        out += f"| {row} | {title} | {links or '-'} |\n"
    return out


def troubles(root):
    """What --check finds: names of rows that do not exist, and a stale page."""
    known = {row for row, _ in read_rows(root)}
    for row, paths in sorted(proofs(root).items()):
        if row not in known:
            yield f"{paths[0]} proves {row}, which is no row of docs/rows.txt"
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
