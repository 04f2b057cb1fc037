"""Golden plans: what an engine's command answers to a fixed instance, seed and number of iterations.

A tests/plans/<engine>/*.plan holds commands, `octant ...`, each followed by the lines it prints, `> ...`.
They run in the folder of the file; {out} is a file, gone afterwards with all beside it, and a line
`show {out} WORD` prints the lines of it that hold WORD. With --bless the expected lines are written anew:
read the difference.
"""
import difflib
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLANS = ROOT / "tests/plans"
LIMIT_S = 120


def printed(program, line, folder, out):
    words = shlex.split(line.replace("{out}", out))
    if words[0] == "show":
        return [text.strip() for text in Path(words[1]).read_text().splitlines() if words[2] in text]
    ran = subprocess.run([program, *words[1:]], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, timeout=LIMIT_S, text=True, check=False)
    refused = [f"exit code {ran.returncode}"] if ran.returncode else []
    return ran.stdout.rstrip().splitlines() + refused


def answered(program, plan):
    """The file as it should read: its own commands, and what they print now."""
    lines = []
    with tempfile.TemporaryDirectory() as beside:
        out = str(Path(beside) / "out")
        for line in plan.read_text().splitlines():
            if not line.startswith(">"):
                lines.append(line)
            if line.startswith(("octant ", "show ")):
                lines += ["> " + text for text in printed(program, line, plan.parent, out)]
    return "\n".join(lines) + "\n"


def check(program, plan, bless):
    """The lines that differ; none when all is as expected."""
    expected, now = plan.read_text(), answered(program, plan)
    if bless:
        plan.write_text(now)
    if bless or expected == now:
        return []
    difference = difflib.unified_diff(expected.splitlines(), now.splitlines(), "expected", "printed",
                                      n=0, lineterm="")
    return [str(plan.relative_to(ROOT)), *difference]


def main(arguments):
    bless = "--bless" in arguments
    program, *words = [word for word in arguments if word != "--bless"]
    plans = [plan for plan in sorted(PLANS.rglob("*.plan")) if all(word in str(plan) for word in words)]
    troubles = [check(Path(program).resolve(), plan, bless) for plan in plans]
    for lines in troubles:
        for line in lines:
            print(line)
    failed = sum(1 for lines in troubles if lines)
    print(f"{len(plans) - failed} passed, {failed} failed")
    return 1 if failed or not plans else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
