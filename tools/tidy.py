"""The house rules that a script can see (docs/decisions.md says why each): ./dev tidy.

Prints `file:line: rule: what`, one line a breach, and exits 1 when there is one. With --tally it ends with
`N passed, N failed`, one for each rule. Exceptions stand in tools/limits.txt, each with its reason; one that
is no longer needed is a breach too.
"""
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from cpp_shape import shape_of

LADDER = ["base", "platform", "master", "finance", "inventory", "quality", "supply", "production", "sales",
          "demand", "crm", "projects", "people", "planning", "app"]
MODULES = LADDER[2:]
LINE_LENGTH, PARAMETERS, NESTING = 110, 4, 3
FILE_LINES, ENGINE_FILE_LINES, HEADER_LINES = 400, 600, 200
FUNCTION_LINES, ENGINE_FUNCTION_LINES = 60, 80

BAD_ENDINGS = ("Manager", "Helper", "Util", "Utils", "Service", "Handler", "Processor", "Info", "Data")
# Names that GoogleTest and libFuzzer ask for.
FOREIGN_NAMES = {"SetUp", "TearDown", "SetUpTestSuite", "TearDownTestSuite", "LLVMFuzzerTestOneInput",
                 "LLVMFuzzerInitialize"}
SYSTEM_CLOCK = re.compile(r"\b(?:system_clock|utc_clock|tai_clock)::now\b|\bstd::time\s*\("
                          r"|\b(?:gettimeofday|clock_gettime|timespec_get)\s*\("
                          r"|[^\w.>:]time\s*\(\s*(?:nullptr|NULL|0|&)")
STEADY_CLOCK = re.compile(r"\b(?:steady_clock|high_resolution_clock)::now\b|\bclock\s*\(\s*\)")
# `order.state = x`, `line->state = x`, a member's `state = x;` and `{.state = paid}`. Not `auto state = x`,
# nor the `{.state = text(...)}` of something that only shows a state.
STATE_WRITTEN = re.compile(r"(?<=[\w\])])(?:\.|->)\s*state\s*=(?!=)|(?<=[;{}])\s*state\s*=(?!=)"
                           r"|[{,]\s*\.state\s*=\s*[\w:]+\s*[,}]")
# What answers with a subrange of libstdc++ 12; clang 14, which builds the fuzz targets, cannot read that.
SUBRANGE = re.compile(r"\branges::(?:unique|partition|stable_partition|rotate|remove|remove_if"
                      r"|equal_range)\b")
CODE_IN_COMMENT = re.compile(r"(?:if|for|while|switch)\s*\(.*[;{})]$|(?:return|else|auto|const)\b.*;$"
                             r"|[\w:.>-]+(?:\(.*\);|\s*[-+*/|&]?=\s.*\);)$|\w+(?:\.|->)\w+\s*=\s.*;$"
                             r"|#\s*(?:include|define|if)\b|[{}]$")
RULE_NAME = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*_must_[a-z0-9]+(?:_[a-z0-9]+)*")
REFUSED = re.compile(r"\brefuse\s*\(\s*$|\bProblem\s*\{\s*(?:\.rule\s*=\s*)?$")


@dataclass
class Breach:
    rule: str
    path: str
    line: int
    what: str
    subject: str = ""  # what limits.txt names: the path, path:name, or a table

    def __post_init__(self):
        self.subject = self.subject or self.path

    def keys(self):
        """What an exception may name: the subject, or the subject in this file only."""
        return {(self.rule, self.subject), (self.rule, f"{self.path}:{self.subject}")}


@dataclass
class Source:
    path: str  # from the root: src/sales/order.cpp
    text: str

    def __post_init__(self):
        self.parts = self.path.split("/")
        self.shape = shape_of(self.text)

    @property
    def rung(self):
        """The folder on the ladder, or engine."""
        return self.parts[1] if len(self.parts) > 2 else ""

    @property
    def is_engine(self):
        return self.rung == "engine"

    @property
    def is_test(self):
        return bool(re.search(r"_(?:test|fuzz)\.[ch]pp$", self.path))

    def breach(self, rule, line, what, name=""):
        return Breach(rule, self.path, line, what, f"{self.path}:{name}" if name else self.path)

    def line_of(self, offset):
        return self.text.count("\n", 0, offset) + 1


def check_includes(source):
    """Own folder, base, platform, master, engines, and the front doors of lower modules."""
    for include in source.shape.includes:
        if trouble := include_trouble(source, include.name):
            yield source.breach("include", include.line, f'"{include.name}" {trouble}')
    for namespace in source.shape.namespaces:
        named = re.match(r"octant::(\w+)", namespace.name)
        if named and named[1] in LADDER + ["engine"] and named[1] != source.rung:
            yield source.breach("include", namespace.line, f"declares into its neighbour {namespace.name}")


def include_trouble(source, path):
    parts = path.split("/")
    if path.endswith(".inc"):  # made by the build
        return ""
    if len(parts) < 2 or ".." in parts:
        return "must be named from src/"
    target = parts[0]
    if target == "engine":
        return engine_trouble(source, parts)
    if target not in LADDER:
        return f"is in no folder of the ladder ({' '.join(LADDER)})"
    if target in ("base", source.rung):
        return ""
    if source.is_engine or source.rung == "base":
        return f"is above: {source.rung} may include base only"
    if LADDER.index(target) > LADDER.index(source.rung):
        return f"is above {source.rung} on the ladder"
    if target in ("platform", "master") or path == f"{target}/{target}.hpp":
        return ""
    return f"is past the front door {target}/{target}.hpp"


def engine_trouble(source, parts):
    if source.is_engine:
        return "" if parts[1] == source.parts[2] else "is another engine"
    return "" if source.rung in MODULES else "is for modules only"


def check_limits(source):
    lines = source.text.splitlines()
    allowed = ENGINE_FILE_LINES if source.is_engine else FILE_LINES
    if source.path.endswith(".hpp"):
        allowed = HEADER_LINES
    if len(lines) > allowed:
        yield source.breach("file-lines", 1, f"{len(lines)} lines, at most {allowed}")
    for number, line in enumerate(lines, 1):
        if len(line) > LINE_LENGTH:
            yield source.breach("line-length", number, f"{len(line)} columns, at most {LINE_LENGTH}")
    allowed = ENGINE_FUNCTION_LINES if source.is_engine else FUNCTION_LINES
    for function in source.shape.functions:
        name, at = function.name, function.line
        if function.lines > allowed:
            what = f"{name} has {function.lines} lines, at most {allowed}"
            yield source.breach("function-lines", at, what, name)
        if function.depth > NESTING:
            yield source.breach("nesting", at, f"{name} nests {function.depth} deep, at most {NESTING}", name)
    for function in source.shape.functions + source.shape.declarations:
        name, count = function.name, function.parameters
        if count > PARAMETERS and not re.fullmatch(r"[A-Z][A-Z0-9_]{2,}", name):
            yield source.breach("parameters", function.line,
                                f"{name} has {count} parameters, at most {PARAMETERS}", name)


def check_names(source):
    for part in source.parts[1:]:
        if not re.fullmatch(r"[a-z0-9_]+(?:\.[a-z0-9]+)?", part):
            yield source.breach("name", 1, f"'{part}' must be snake_case")
    stem = source.parts[-1].split(".")[0]
    if stem.split("_")[-1].capitalize() in BAD_ENDINGS:
        yield source.breach("name", 1, f"a file must not be called '{stem}'")
    for kind in source.shape.types:
        name = kind.name.split("::")[-1]
        if name.endswith(BAD_ENDINGS):
            yield source.breach("name", kind.line, f"{name} says what it is not: name what it does", name)
        # A trait that the standard or a library looks for keeps their spelling (std::hash).
        if not re.fullmatch(r"[A-Z][A-Za-z0-9]*", name) and "::" not in kind.name:
            yield source.breach("name", kind.line, f"type {name} must be PascalCase", name)
    yield from check_function_names(source)


def check_function_names(source):
    for function in source.shape.functions + source.shape.declarations:
        name = function.name.split("::")[-1]
        if "operator" in name or not function.has_type or name in FOREIGN_NAMES:
            continue
        if name.startswith("get_"):
            yield source.breach("name", function.line, f"{name}: a computed thing is a noun, no get_", name)
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            yield source.breach("name", function.line, f"function {name} must be snake_case", name)
    for enumerator in source.shape.enumerators:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", enumerator.name):
            yield source.breach("name", enumerator.line, f"enumerator {enumerator.name} must be snake_case",
                                enumerator.name)


def check_state(source):
    """States change in carry_out alone."""
    if source.rung not in MODULES:
        return
    for match in STATE_WRITTEN.finditer(source.shape.code):
        yield source.breach("state", source.line_of(match.end()), "a state is changed by carry_out alone")


def check_clock(source):
    if source.path == "src/platform/clock.cpp":
        return
    for match in SYSTEM_CLOCK.finditer(source.shape.code):
        yield source.breach("clock", source.line_of(match.end()),
                            "the clock is read in platform/clock.cpp; take `today` or `now` from the Context")
    if source.rung in ("platform", "app"):
        return
    for match in STEADY_CLOCK.finditer(source.shape.code):
        yield source.breach("clock", source.line_of(match.end()), "no clock here: take a deadline as a value")


def check_subranges(source):
    for match in SUBRANGE.finditer(source.shape.code):
        yield source.breach("clang", source.line_of(match.end()),
                            f"clang 14 cannot read {match.group()}; take the one of std, with two iterators")


def check_comments(source):
    for comment in source.shape.comments:
        if re.search(r"\b(?:TODO|FIXME|XXX|HACK)\b", comment.name):
            yield source.breach("todo", comment.line, "write a failing story instead")
        if re.search(r"([-=*/#~])\1{9,}", comment.name.strip("/")):
            yield source.breach("comment", comment.line, "no rulers")
        body = re.sub(r"^/[/*]+!?<?\s*|\s*\*/$", "", comment.name).strip()
        if not comment.name.startswith("///") and CODE_IN_COMMENT.match(body):
            yield source.breach("comment", comment.line, "commented-out code: delete it, git remembers")
    for match in re.finditer(r"^[ \t]*#[ \t]*if[ \t]+0\b", source.text, re.MULTILINE):
        yield source.breach("comment", source.line_of(match.start()), "commented-out code: delete it")


KEYWORDS = set("on where set using values join left inner cross order group limit as default select union "
               "for natural full right indexed returning".split())
NO_TABLE = re.compile(r"sqlite_\w+|pg_\w+|pragma_\w+|information_schema|json_each|json_tree|unnest"
                      r"|generate_series|excluded")


def check_company(source):
    """Best effort: each table's alias in a whole statement meets company_id, so that a company is a shard."""
    if source.is_test or source.is_engine:
        return
    for text in source.shape.texts:
        if not re.match(r"\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH)\s", text.value):
            continue
        for table, alias in unbound_tables(text.value):
            what = f"{table} {alias}".strip() + " must bind company_id"
            yield Breach("company", source.path, text.line, what, table)


def unbound_tables(sql):
    common = set(re.findall(r"(\w+)\s*(?:\([\w\s,]*\))?\s+AS\s+(?:(?:NOT\s+)?MATERIALIZED\s+)?\(", sql))
    found = re.findall(r"\b(?:FROM|JOIN|UPDATE|INTO)\s+([a-z_][a-z0-9_]*)(?:\s+(?:AS\s+)?([a-z_]\w*))?", sql)
    tables = [(table, "" if alias in KEYWORDS else alias) for table, alias in found
              if table not in common and table not in KEYWORDS and not NO_TABLE.fullmatch(table)]
    for table, alias in tables:
        bound = rf"\b(?:{alias or table}\.)company_id\b" if len(tables) > 1 else r"\bcompany_id\b"
        alone = len(tables) > 1 and not alias and sql.count("company_id") >= len(tables)
        if not re.search(bound, sql) and not alone:
            yield table, alias


def check_refusals(source):
    for text in source.shape.texts:
        if REFUSED.search(source.shape.code[:text.start][-60:]) and not RULE_NAME.fullmatch(text.value):
            yield source.breach("refusal", text.line, f'"{text.value}" must be a sentence with must')


def rules_used(sources):
    for source in sources:
        if source.is_test:
            continue
        for text in source.shape.texts:
            if RULE_NAME.fullmatch(text.value):
                yield text.value, source.path, text.line


class Catalogue:
    """key<TAB>English<TAB>Chinese, in src/<module>/labels.txt and src/platform/rules.txt."""

    def __init__(self, root):
        self.keys = {}
        self.breaches = []
        files = sorted((root / "src").rglob("labels.txt")) + sorted((root / "src").rglob("rules.txt"))
        for file in files:
            self.read(file.relative_to(root).as_posix(), file.read_text(encoding="utf-8"))

    def read(self, path, text):
        for number, line in enumerate(text.splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            cells = line.split("\t")
            if len(cells) != 3 or not all(cell.strip() for cell in cells):
                self.add(path, number, f"'{cells[0]}' must be key, English and Chinese, one tab between each")
                continue
            key, english, chinese = cells
            if key in self.keys:
                self.add(path, number, f"'{key}' stands in {self.keys[key]} already")
            if not re.search(r"[\u4e00-\u9fff]", chinese) and not re.fullmatch(r"[A-Z0-9 %./-]+", chinese):
                self.add(path, number, f"'{key}' has no Chinese: {chinese}")
            if re.search(r"[\u4e00-\u9fff]", english):
                self.add(path, number, f"'{key}' has Chinese where English is due")
            self.keys[key] = path

    def add(self, path, line, what):
        self.breaches.append(Breach("label", path, line, what))


def check_catalogue(root, sources):
    catalogue = Catalogue(root)
    yield from catalogue.breaches
    told = set()
    for rule, path, line in rules_used(sources):
        if f"rule.{rule}" not in catalogue.keys and rule not in told:
            told.add(rule)
            yield Breach("label", path, line, f"rule.{rule} has no label in both languages", f"rule.{rule}")


PER_SOURCE = (check_includes, check_limits, check_names, check_state, check_clock, check_subranges,
              check_comments, check_company, check_refusals)
RULES = ("include", "file-lines", "line-length", "function-lines", "nesting", "parameters", "name", "state",
         "clock", "clang", "todo", "comment", "company", "refusal", "label", "limits")


def read_exceptions(path):
    """rule, subject, reason; in tools/limits.txt."""
    exceptions, breaches = {}, []
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split(maxsplit=2)
        if len(cells) < 3 or cells[0] not in RULES:
            breaches.append(Breach("limits", "tools/limits.txt", number, "must be: rule, subject, reason"))
            continue
        exceptions[cells[0], cells[1]] = number
    return exceptions, breaches


def check_scripts(root):
    """The scripts keep the limits of a file too."""
    scripts = [*(root / "tools").glob("*"), *(root / "tests/e2e").glob("*.mjs")]
    for path in [root / "dev", *sorted(scripts)]:
        if not path.is_file() or path.suffix in (".txt", ".json"):
            continue
        name, lines = path.relative_to(root).as_posix(), path.read_text(encoding="utf-8").splitlines()
        if len(lines) > FILE_LINES:
            yield Breach("file-lines", name, 1, f"{len(lines)} lines, at most {FILE_LINES}")
        for number, line in enumerate(lines, 1):
            if len(line) > LINE_LENGTH:
                yield Breach("line-length", name, number, f"{len(line)} columns, at most {LINE_LENGTH}")


def breaches_of(root):
    sources = [Source(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
               for path in sorted((root / "src").rglob("*.[ch]pp"))]
    found = [breach for source in sources for check in PER_SOURCE for breach in check(source)]
    found += [*check_catalogue(root, sources), *check_scripts(root)]
    exceptions, breaches = read_exceptions(root / "tools/limits.txt")
    used = {key for breach in found for key in breach.keys()} & exceptions.keys()
    breaches += [breach for breach in found if used.isdisjoint(breach.keys())]
    for key in exceptions.keys() - used:
        what = f"{' '.join(key)} is needed no longer: take it out"
        breaches.append(Breach("limits", "tools/limits.txt", exceptions[key], what))
    return sorted(breaches, key=lambda b: (b.path, b.line, b.rule))


def main(arguments):
    breaches = breaches_of(Path(__file__).resolve().parent.parent)
    for breach in breaches:
        print(f"{breach.path}:{breach.line}: {breach.rule}: {breach.what}")
    failed = {breach.rule for breach in breaches}
    if "--tally" in arguments:
        print(f"{len(RULES) - len(failed)} passed, {len(failed)} failed")
    elif breaches:
        print(f"{len(breaches)} breaches of {', '.join(sorted(failed))}; an exception needs a line with its "
              "reason in tools/limits.txt", file=sys.stderr)
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
