"""The shape of a C++ file without a compiler: comments, strings, functions, types, nesting. For tidy.py.

Good enough for the house style; where it is unsure it says nothing rather than something false.
"""
import re
from bisect import bisect_right
from dataclasses import dataclass, field

TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|R"(?P<mark>[^()\\\s]{0,16})\((?P<raw>.*?)\)(?P=mark)"'
                   r'|"(?P<text>(?:[^"\\\n]|\\.)*)"|(?<![0-9a-fA-F])\'(?:[^\'\\\n]|\\.)+\'', re.DOTALL)
CONTROL = re.compile(r"\b(?:if|for|while|switch|do|try|catch)\b|\belse\b(?!\s*if\b)")
SPECIFIERS = re.compile(r"(?:const|noexcept(?:\s*\([^()]*\))?|override|final|mutable|try|&&?|volatile"
                        r"|->[^{};]*|requires\b[^{};]*|=\s*(?:0|default|delete)|\s)*")


@dataclass
class Text:
    """A string literal (neighbours joined) and where it begins."""
    line: int
    value: str
    start: int
    end: int


@dataclass
class Function:
    name: str
    line: int
    last_line: int
    parameters: int
    has_type: bool  # constructors, destructors and deduction guides have none
    depth: int = 0  # of control blocks

    @property
    def lines(self):
        return self.last_line - self.line + 1


@dataclass
class Named:
    name: str
    line: int


@dataclass
class Shape:
    code: str = ""  # comments, strings and preprocessor lines blanked, same offsets
    includes: list = field(default_factory=list)  # Named
    comments: list = field(default_factory=list)  # Named; only those that have their line for themselves
    texts: list = field(default_factory=list)
    functions: list = field(default_factory=list)  # with a body
    declarations: list = field(default_factory=list)  # without
    types: list = field(default_factory=list)
    enumerators: list = field(default_factory=list)
    namespaces: list = field(default_factory=list)


@dataclass
class Block:
    kind: str  # namespace, type, enum, function, lambda, control, plain, other
    begins: int  # offset of its header
    levels: int = 0
    function: Function = None
    parentheses: int = 0  # open ones in this block
    statement: int = 0  # offset where the current statement began


def blank(piece):
    return re.sub(r"[^\n]", " ", piece)


class Reader:
    def __init__(self, source):
        self.source = source
        self.line_starts = [0] + [m.end() for m in re.finditer("\n", source)]
        self.shape = Shape()

    def line_of(self, offset):
        return bisect_right(self.line_starts, offset)

    def read(self):
        self.shape.code = self.without_directives(TOKEN.sub(self.take_token, self.source))
        self.join_texts()
        self.walk()
        return self.shape

    def take_token(self, match):
        piece, at = match.group(), match.start()
        if piece.startswith(("//", "/*")):
            alone = not self.source[self.line_starts[self.line_of(at) - 1]:at].strip()
            if alone:
                self.shape.comments.append(Named(piece, self.line_of(at)))
            return blank(piece)
        if piece.startswith("'"):
            return "0" + " " * (len(piece) - 1)
        value = match["raw"] if match["raw"] is not None else match["text"]
        self.shape.texts.append(Text(self.line_of(at), value, at, match.end()))
        # Quotes stay, so that a string still stands where an argument is due.
        return '"' + blank(piece[1:-1]) + '"'

    def without_directives(self, code):
        for match in re.finditer(r'^[ \t]*#[ \t]*include[ \t]+"[^\n]*', code, re.MULTILINE):
            path = self.source[match.start():match.end()].split('"')[1]
            self.shape.includes.append(Named(path, self.line_of(match.start())))
        return re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", lambda m: blank(m.group()), code, flags=re.MULTILINE)

    def join_texts(self):
        joined = []
        for text in self.shape.texts:
            if joined and not self.shape.code[joined[-1].end:text.start].strip():
                joined[-1].value += text.value
                joined[-1].end = text.end
            else:
                joined.append(text)
        self.shape.texts = joined

    def walk(self):
        self.stack = [Block("namespace", 0)]
        for match in re.finditer(r"[{}();]", self.shape.code):
            top, at = self.stack[-1], match.start()
            if match[0] == "(":
                top.parentheses += 1
            elif match[0] == ")":
                top.parentheses = max(0, top.parentheses - 1)
            elif match[0] == "{":
                self.open_block(at)
            elif match[0] == "}" and len(self.stack) > 1:
                self.close_block(at)
            elif match[0] == ";" and top.parentheses == 0:
                self.end_statement(at)

    def enclosing_function(self):
        return next((b.function for b in reversed(self.stack) if b.function), None)

    def depth(self):
        total = 0
        for block in reversed(self.stack):
            total += block.levels
            if block.kind == "function":
                break
        return total

    def open_block(self, at):
        top = self.stack[-1]
        block = self.classify(top, self.shape.code[top.statement:at])
        block.begins, block.statement = top.statement, at + 1
        self.stack.append(block)
        function = self.enclosing_function()
        if function and block.levels:
            function.depth = max(function.depth, self.depth())

    def classify(self, top, header):
        header = without_labels(header)
        plain = header.strip()
        if not plain:
            return Block("plain", 0)
        if is_lambda(plain):
            return Block("lambda", 0)
        if self.enclosing_function() and top.kind not in ("type", "namespace"):
            levels = len(CONTROL.findall(without_parentheses(plain)))
            if levels and not re.search(r"[=\w>]\s*$", re.sub(r"\b(?:else|do|try|const)\s*$", "", plain)):
                return Block("control", 0, levels)
            return self.type_block(plain) or Block("other", 0)
        if re.match(r"(?:inline\s+)?namespace\b|extern\s*\"", plain):
            name = re.sub(r".*namespace\s*", "", plain)
            self.shape.namespaces.append(Named(name, self.line_of(top.statement)))
            return Block("namespace", 0)
        if found := self.type_block(plain):
            return found
        function = self.function(top.statement, header)
        return Block("function", 0, function=function) if function else Block("other", 0)

    def type_block(self, plain):
        plain = re.sub(r"^template\s*" + ANGLES, "", plain).strip()
        match = re.match(r"(?:requires\b.*?)?\b(class|struct|union|enum(?:\s+class)?)\b(?:\s*\[\[[^\]]*\]\]|"
                         r"\s*alignas\([^)]*\))*\s*([A-Za-z_][\w:]*)?\s*(?:<.*>)?\s*(?:final)?\s*"
                         r"(?::[^:].*)?$", plain, re.DOTALL)
        if not match:
            return None
        if match[2]:
            self.shape.types.append(Named(match[2], self.line_of(self.stack[-1].statement + 1)))
        return Block("enum" if match[1].startswith("enum") else "type", 0)

    def close_block(self, at):
        block = self.stack.pop()
        if block.kind == "enum":
            self.take_enumerators(block, at)
        if block.kind == "function":
            block.function.last_line = self.line_of(at)
            self.shape.functions.append(block.function)
        # An initialiser or a lambda stands inside a statement that goes on.
        if block.kind in ("function", "control", "plain", "namespace", "type", "enum"):
            self.stack[-1].statement = at + 1

    def take_enumerators(self, block, at):
        body = self.shape.code[block.statement:at]
        for match in re.finditer(r"(?:^|,)\s*([A-Za-z_]\w*)", without_parentheses(body)):
            self.shape.enumerators.append(Named(match[1], self.line_of(block.statement + match.start(1))))

    def end_statement(self, at):
        top = self.stack[-1]
        statement = self.shape.code[top.statement:at]
        function = self.enclosing_function()
        if function and top.kind != "type":
            levels = len(CONTROL.findall(without_parentheses(statement)))
            function.depth = max(function.depth, self.depth() + levels)
        elif not function and top.kind in ("namespace", "type"):
            statement = without_labels(statement)
            if not re.match(r"\s*(?:using|typedef|friend|static_assert)\b", statement):
                if declared := self.function(top.statement, statement):
                    self.shape.declarations.append(declared)
        top.statement = at + 1

    def function(self, begins, header):
        """A function's head, or None: name, balanced parameters, then nothing but specifiers."""
        lead = len(header) - len(header.lstrip())
        plain = re.sub(r"^template\s*" + ANGLES, lambda m: blank(m.group()), header[lead:])
        match = find_call(plain)
        if not match:
            return None
        name, before, inside, rest = match
        rest = re.sub(r"^((?:\s|const|noexcept)*):(?!:).*$", r"\1", rest, flags=re.DOTALL)
        # The brace of a member's initialiser (`: a_{1}`) is not yet the body.
        if re.search(r"\)\s*(?:noexcept\s*)?:(?!:)[^{}]*\w\s*$", plain) and "->" not in plain:
            return None
        if not SPECIFIERS.fullmatch(rest):
            return None
        line = self.line_of(begins + len(header[:lead]) + len(plain) - len(plain.lstrip()))
        has_type = bool(re.sub(r"\b(?:explicit|constexpr|inline|static|virtual|friend)\b|[\s~]", "", before))
        return Function(name, line, line, count_parameters(inside), has_type)


ANGLES = r"<(?:[^<>]|<(?:[^<>]|<(?:[^<>]|<[^<>]*>)*>)*>)*>\s*"


def without_labels(statement):
    """Without `public:`, `default:`, `case a::b:` before it; a doubled colon is no label's end."""
    label = r"(?:public|private|protected|default|case\b[^?;{}]*?)\s*(?<!:):(?!:)"
    return re.sub(rf"^(?:\s*{label})+", "", statement)


def without_parentheses(code):
    previous = None
    while previous != code:
        previous, code = code, re.sub(r"\([^()]*\)", " ", code)
    return code


def is_lambda(header):
    if re.search(r"operator\s*\[\]\s*\([^()]*\)[^()]*$", header):
        return False
    flat = header
    while True:
        shorter = re.sub(r"\(((?:[^()]|\x01)*)\)", "\x01", flat)
        if shorter == flat:
            break
        flat = shorter
    return bool(re.search(r"[^\w\s\])]\s*\[(?!\[)[^\[\]]*\]\s*(?:<[^{}]*>)?\s*\x01?\s*"
                          r"(?:mutable|noexcept|constexpr|->[^{}()]*|\x01|\s)*$", " =" + flat
                          if flat.startswith("[") else flat) or
                re.search(r"\breturn\s*\[[^\[\]]*\]\s*\x01?[^=;]*$", flat))


def find_call(header):
    """(name, text before it, parameters, rest) of the first name(...) outside angle brackets and values."""
    depth = 0
    for i, c in enumerate(header):
        if c == "<" and opens_angle(header, i) and "operator" not in header[max(0, i - 9):i]:
            depth += 1
        elif c == ">" and depth and header[i - 1] != "-":
            depth -= 1
        elif c == "=" and depth == 0 and "operator" not in header[max(0, i - 11):i]:
            return None
        elif c == "(" and depth == 0:
            name = re.search(r"(operator\s*(?:\(\)|[^\s\w(]+|\w[\w:<> *&]*)|[A-Za-z_][\w:]*::~\w+|"
                             r"~?[A-Za-z_][\w:]*(?:<[^()]*>::~?\w+)?)\s*$",
                             header[:i])
            end = matching(header, i)
            if not name or end is None:
                return None
            if name[1] == "operator" and header[i:i + 2] == "()":
                continue
            before = header[:name.start()]
            return name[1], before, header[i + 1:end], header[end + 1:]
    return None


def opens_angle(code, at):
    """Whether this `<` follows a name, as a template's does in a head."""
    return at > 0 and (code[at - 1].isalnum() or code[at - 1] == "_")


def matching(code, at):
    depth = 0
    for i in range(at, len(code)):
        depth += {"(": 1, ")": -1}.get(code[i], 0)
        if depth == 0:
            return i
    return None


def count_parameters(inside):
    inside = inside.strip()
    if inside in ("", "void"):
        return 0
    depth, count = 0, 1
    for i, c in enumerate(inside):
        if c in "([{" or (c == "<" and opens_angle(inside, i)):
            depth += 1
        elif c in ")]}" or (c == ">" and inside[i - 1] != "-"):
            depth -= 1
        elif c == "," and depth == 0:
            count += 1
    return count


def shape_of(source):
    return Reader(source).read()
