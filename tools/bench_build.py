#!/usr/bin/env python3
"""./dev bench build [--json] [unit]: what a clean build of the release costs, and one business unit at -O0.

Nothing comes from ccache. With the word `unit` only the unit is measured: seconds instead of minutes.
"""
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUSINESS_UNIT = "src/sales/fulfilment.cpp"  # the first that a newcomer reads, and changes
FRESH = {**os.environ, "CCACHE_DISABLE": "1"}


def timed(command, folder=ROOT):
    """Wall and CPU seconds of a command and its children."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(command, cwd=folder, env=FRESH, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - began, cpu


def configure(preset, folder):
    subprocess.run(["cmake", "--preset", preset, "-B", folder], cwd=ROOT, check=True,
                   stdout=subprocess.DEVNULL)


def clean_release(folder):
    configure("release", folder)
    return timed(["ninja", "-C", folder, "octant"])


def business_unit(folder):
    configure("dev", folder)
    units = json.loads((Path(folder) / "compile_commands.json").read_text())
    command = next(unit["command"] for unit in units if unit["file"].endswith(BUSINESS_UNIT))
    command = re.sub(r" -o \S+", " -o unit.o", command)
    return min(timed(["sh", "-c", command], folder)[1] for _ in range(3))


def tell(as_json, name, value, goal=None):
    load = os.getloadavg()[0]
    if as_json:
        better = "lower" if goal else ""
        print(json.dumps({"name": name, "value": round(value, 2), "unit": "s", "goal": goal, "better": better,
                          "anchor": "", "load": round(load, 2)}), flush=True)
        return
    verdict = "" if goal is None else f"<= {goal:<11} {'reached' if value <= goal else 'NOT REACHED'}"
    print(f"{name:<44} {value:>12.2f} s          {verdict}".rstrip(), flush=True)


def main(words):
    as_json = "--json" in words
    if not as_json:
        print(f"# compiling, nothing from ccache; {os.cpu_count()} cores, load {os.getloadavg()[0]:.2f}")
    with tempfile.TemporaryDirectory(prefix="octant-build-") as folder:
        tell(as_json, f"{BUSINESS_UNIT} at -O0, CPU", business_unit(f"{folder}/dev"), 3)
        if "unit" in words:
            return
        wall, cpu = clean_release(f"{folder}/release")
        tell(as_json, "clean release on all cores", wall, 360)
        tell(as_json, "  CPU", cpu)


if __name__ == "__main__":
    main(sys.argv[1:])
