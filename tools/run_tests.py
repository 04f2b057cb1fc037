"""Builds and proves everything; the last line is `N passed, N failed`. Called by ./dev test [WORD].

A part is a function that yields outcomes. What does not exist yet (a page, a command, a folder) is said and
counted neither way; what exists but cannot run counts as failed.
"""
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEV = ROOT / "build/dev/octant"
RELEASE = ROOT / "build/release/octant"
TEST_TIMEOUT_S = 1200
TALLY = re.compile(r"^(\d+) passed, (\d+) failed", re.MULTILINE)


@dataclass
class Outcome:
    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    output: str = ""  # shown when something failed
    absent: str = ""  # what is not there yet


@dataclass
class Run:
    code: int
    output: str


def run(command, env=None, timeout=TEST_TIMEOUT_S):
    """Runs with both outputs together. A program that hangs is a failure, not a wait."""
    try:
        done = subprocess.run([str(c) for c in command], cwd=ROOT, env={**os.environ, **(env or {})},
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=timeout)
        return Run(done.returncode, done.stdout.decode(errors="replace"))
    except subprocess.TimeoutExpired as late:
        return Run(124, (late.stdout or b"").decode(errors="replace") + f"\nstopped after {timeout} s\n")
    except OSError as fault:
        return Run(127, f"{command[0]}: {fault.strerror}\n")


def tallied(name, ran):
    """The outcome of a program that ends with its own `N passed, N failed`."""
    tallies = TALLY.findall(ran.output)
    if not tallies:
        return Outcome(name, failed=1, output=ran.output + f"exit code {ran.code}, and no tally\n")
    passed, failed = map(int, tallies[-1])
    if ran.code != 0 and failed == 0:
        return Outcome(name, passed, 1, output=ran.output + f"exit code {ran.code}\n")
    return Outcome(name, passed, failed, output=ran.output)


class Builds:
    """Each build happens once, when the first part asks for it."""

    def __init__(self):
        self.done = {}

    def build(self, preset):
        if preset not in self.done:
            say(f"building {preset}")
            started = time.monotonic()
            self.done[preset] = run([ROOT / "dev", "build", preset], timeout=3600)
            say(f"built {preset} in {time.monotonic() - started:.0f} s, exit code {self.done[preset].code}")
        return self.done[preset]

    def failure(self, preset):
        """None, or the outcome of a build that failed."""
        built = self.build(preset)
        if built.code == 0:
            return None
        return Outcome(f"build {preset}", failed=1, output="\n".join(built.output.splitlines()[-60:]) + "\n")


class Postgres:
    """A PostgreSQL of our own in a temporary folder, started when the first part asks, stopped at the end."""

    def __init__(self):
        self.folder = None
        self.url = None
        self.trouble = ""

    def start(self):
        if self.folder or not (ROOT / "tools/postgres").exists():
            return self.url
        self.folder = tempfile.mkdtemp(prefix="octant-postgres-")
        started = run([ROOT / "tools/postgres", "start", self.folder, "fsync=off"], timeout=120)
        urls = re.findall(r"^postgres(?:ql)?://\S+", started.output, re.MULTILINE)
        if started.code == 0 and urls:
            self.url = urls[-1]
        else:
            self.trouble = f"tools/postgres start failed, exit code {started.code}:\n{started.output}"
        return self.url

    def stop(self):
        if self.folder:
            run([ROOT / "tools/postgres", "stop", self.folder], timeout=120)
            subprocess.run(["rm", "-rf", self.folder], check=False)


class House:
    """What the parts share."""

    def __init__(self, word):
        self.word = word
        self.builds = Builds()
        self.postgres = Postgres()
        self.part_is_named = True  # the word names the part itself, so that all of it is wanted

    def wants(self, name):
        return self.part_is_named or self.word in name

    def commands(self, program):
        """The commands that this program has, as its help lists them."""
        return set(re.findall(r"^  ([a-z-]+) ", run([program, "--help"]).output, re.MULTILINE))


def tidy(house):
    if house.part_is_named:
        yield tallied("house rules", run([sys.executable, "tools/tidy.py", "--tally"]))
        for test in sorted((ROOT / "tools").glob("*_test.py")):
            yield python_test(test)


def python_test(path):
    ran = run([sys.executable, path])
    count = re.search(r"^Ran (\d+) test", ran.output, re.MULTILINE)
    bad = sum(map(int, re.findall(r"(?:failures|errors)=(\d+)", ran.output)))
    if not count or (ran.code != 0 and bad == 0):
        return Outcome(path.name, failed=1, output=ran.output)
    return Outcome(path.name, int(count[1]) - bad, bad, output=ran.output)


def mission(house):
    if house.part_is_named:
        yield tallied("docs/mission.md", run([sys.executable, "tools/mission.py", "--check"]))


def unit(house):
    sources = (ROOT / "src").rglob("*_test.cpp")
    if not house.part_is_named and not any(is_about(source, house.word) for source in sources):
        return
    if failure := house.builds.failure("dev"):
        yield failure
        return
    targets = run(["ninja", "-C", "build/dev", "-t", "targets", "all"]).output
    names = sorted(re.findall(r"^(\w+_test): CXX_EXECUTABLE_LINKER", targets, re.MULTILINE))
    if not names:
        yield Outcome("unit tests", failed=1, output="build/dev has no test program: run ./dev build dev\n")
    env = {"OCTANT_TEST_POSTGRES": house.postgres.start() or ""}
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        yield from pool.map(lambda name: google_test(house, name, env), names)


def is_about(path, word):
    return word in path.as_posix() or word in path.read_text(encoding="utf-8")


def google_test(house, name, env):
    program = ROOT / "build/dev" / name
    pattern = "*" if house.wants(name) else f"*{house.word}*"
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        options = [f"--gtest_output=json:{report.name}", f"--gtest_filter={pattern}", "--gtest_brief=1"]
        ran = run([program, *options], env)
        text = Path(report.name).read_text()
    if not text:
        return Outcome(name, failed=1, output=ran.output + f"{name}: exit code {ran.code}, no report\n")
    tests = [test for suite in json.loads(text)["testsuites"] for test in suite["testsuite"]]
    failed = sum(1 for test in tests if test.get("failures"))
    completed = sum(1 for test in tests if test.get("result") == "COMPLETED")
    skipped = sum(1 for test in tests if test.get("result") == "SKIPPED")
    broken = ran.code != 0 and failed == 0  # it ended badly after its tests
    return Outcome(name, completed - failed, failed + broken, skipped, ran.output + f"exit code {ran.code}\n")


def stories(house):
    files = [f for f in sorted((ROOT / "tests/stories").glob("*.story")) if house.wants(f.name)]
    if not files:
        if house.part_is_named:
            yield Outcome("stories", absent="tests/stories has no story")
        return
    if failure := house.builds.failure("dev"):
        yield failure
        return
    if "story" not in house.commands(DEV):
        yield Outcome("stories", absent="octant has no command `story`")
        return
    paths = [f.relative_to(ROOT) for f in files]
    yield tallied("stories on SQLite", run([DEV, "story", *paths, "--database", "sqlite"]))
    if url := house.postgres.start():
        yield tallied("stories on PostgreSQL", run([DEV, "story", *paths, "--postgres", url]))
    elif house.postgres.trouble:
        yield Outcome("stories on PostgreSQL", failed=1, output=house.postgres.trouble)
    else:
        yield Outcome("stories on PostgreSQL", absent="tools/postgres")


def plans(house):
    """Golden plans: instance, seed and iterations give the very answer that is written down."""
    words = [] if house.part_is_named else [house.word]
    if not any(all(word in str(plan) for word in words) for plan in (ROOT / "tests/plans").rglob("*.plan")):
        return
    if failure := house.builds.failure("dev"):
        yield failure
        return
    yield tallied("golden plans", run([sys.executable, "tools/golden_plans.py", DEV, *words]))


def kill(house):
    """The server dies two hundred times under load, on one database and on the other."""
    if not house.part_is_named:
        return
    if failure := house.builds.failure("dev"):
        yield failure
        return
    script = ["tests/kill/kill_test.py", DEV]
    yield tallied("killed on SQLite", run([sys.executable, *script, "--kills", "120"]))
    if url := house.postgres.start():
        on_postgres = ["--kills", "80", "--postgres", url]
        yield tallied("killed on PostgreSQL", run([sys.executable, *script, *on_postgres]))


def openapi(house):
    if not house.part_is_named:
        return
    if failure := house.builds.failure("release"):
        yield failure
        return
    if "openapi" not in house.commands(RELEASE):
        yield Outcome("OpenAPI page", absent="octant has no command `openapi`")
        return
    with tempfile.NamedTemporaryFile(suffix=".json") as page:
        page.write(subprocess.run([RELEASE, "openapi"], check=False, stdout=subprocess.PIPE).stdout)
        page.flush()
        yield tallied("OpenAPI page", run(["node", "tools/lint_openapi.mjs", page.name]))


def web(house):
    if not house.part_is_named:
        return
    if not (ROOT / "web/package.json").exists():
        yield Outcome("web part", absent="web/package.json")
        return
    types = run([ROOT / "web/node_modules/.bin/tsc", "-p", "web"])
    yield Outcome("web types", int(types.code == 0), int(types.code != 0), output=types.output)
    yield from node_tests(house, "web units", sorted((ROOT / "web/test").glob("*.test.mjs")), {})


def e2e(house):
    files = sorted((ROOT / "tests/e2e").glob("*.test.mjs"))
    named = [f for f in files if house.wants(f.name)]
    if not named:
        if house.part_is_named:
            yield Outcome("journeys", absent="tests/e2e has no *.test.mjs")
        return
    if failure := house.builds.failure("release"):
        yield failure
        return
    if "serve" not in house.commands(RELEASE):
        yield Outcome("journeys", absent="octant has no command `serve`")
        return
    yield from node_tests(house, "journeys", named, {"OCTANT": str(RELEASE)})


def node_tests(house, name, files, env):
    """node --test over files, one after the other: each may start its own server."""
    if not files:
        return
    ran = run(["node", "--test", "--test-reporter=tap", "--test-concurrency=1", *files], env)
    summary = re.findall(r"^# (pass|fail|skipped|cancelled) (\d+)", ran.output, re.MULTILINE)
    counts = {key: int(count) for key, count in summary}
    failed = counts.get("fail", 0) + counts.get("cancelled", 0)
    if "pass" not in counts or (ran.code != 0 and failed == 0):
        failed = max(1, failed)
    yield Outcome(name, counts.get("pass", 0), failed, counts.get("skipped", 0), ran.output)


# Cheap ones first; the second build comes as late as it can.
PARTS = {"tidy": tidy, "mission": mission, "unit": unit, "stories": stories, "plans": plans, "kill": kill,
         "web": web, "openapi": openapi, "e2e": e2e}


def say(text):
    print(f"-- {text}", flush=True)


def tell(outcome):
    if outcome.absent:
        print(f"   {outcome.name:<32} not there yet: {outcome.absent}", flush=True)
        return
    skipped = f", {outcome.skipped} skipped" if outcome.skipped else ""
    print(f"   {outcome.name:<32} {outcome.passed} passed, {outcome.failed} failed{skipped}", flush=True)
    if outcome.failed:
        print("\n".join("      | " + line for line in outcome.output.rstrip().splitlines()), flush=True)


def run_part(name, part, house):
    house.part_is_named = not house.word or house.word in name
    started = time.monotonic()
    outcomes = []
    try:
        for outcome in part(house):
            if outcome.passed or outcome.failed or outcome.absent or (outcome.skipped and not house.word):
                if not outcomes:
                    say(name)
                outcomes.append(outcome)
                tell(outcome)
    except Exception as bug:  # a part that cannot run is a failure of the house, and the others still run
        outcomes.append(Outcome(name, failed=1, output=f"{type(bug).__name__}: {bug}"))
        tell(outcomes[-1])
    if outcomes:
        print(f"   {name}: {time.monotonic() - started:.0f} s", flush=True)
    return outcomes


def stop_on_signal(number, _frame):
    raise SystemExit(128 + number)


def main(arguments):
    signal.signal(signal.SIGTERM, stop_on_signal)
    house = House(arguments[0] if arguments else "")
    outcomes = []
    try:
        for name, part in PARTS.items():
            outcomes += run_part(name, part, house)
    finally:
        house.postgres.stop()
    passed, failed = sum(o.passed for o in outcomes), sum(o.failed for o in outcomes)
    if passed + failed == 0:
        print(f"nothing has '{house.word}' in its name; parts: {' '.join(PARTS)}", file=sys.stderr)
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
