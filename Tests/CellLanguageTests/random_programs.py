#!/usr/bin/env python3
"""Random valid programs through CPython and through another command, compared line by line.

    python3 Tests/CellLanguageTests/random_programs.py COUNT [SEED] -- COMMAND...
    python3 Tests/CellLanguageTests/random_programs.py COUNT [SEED] --write FILE

COMMAND gets the path of a program. Many programs are put into one file, each guarded, so that 10,000 take minutes.
With --write they become one program; Programs/generated.py was made so (28 11), and runs with all tests.
What differs on purpose (integers beyond 64 bits, the order of sets, addresses) is not generated."""
import random
import subprocess
import sys
import tempfile

NAMES = ["a", "b", "c", "n", "s", "xs", "d", "t"]
STRINGS = ["", "abc", "Hello World", "钟离先生", "a,b;c", "  pad ", "x\ty\n", "ß É", "12", "3.5", "😀é", "it's", 'q"q']
SPECS = ["", ">8", "<8", "^9", "*^7", "05", "+", ",", ".2f", "e", "x", "#o", "b", "g", ".3", "%", "8.3f", "s", "_", "d", "c9"]
METHODS = {
    "str": ["upper()", "lower()", "title()", "strip()", "split()", "split(',')", "replace('a', 'ZZ')", "find('b')",
            "count('a')", "startswith('a')", "isalpha()", "isdigit()", "capitalize()", "swapcase()", "zfill(7)",
            "center(9, '-')", "partition('b')", "rsplit(None, 1)", "splitlines()", "join(['1', '2'])", "casefold()",
            "index('c')", "expandtabs(3)", "rjust(6)", "encode and 1", "isidentifier()", "rstrip('c')", "format(1, k=2)"],
    "list": ["copy()", "index(1)", "count(2)", "pop()", "append(5)", "reverse()", "sort()", "extend('ab')",
             "insert(1, 'i')", "remove(2)", "clear()", "pop(0)"],
    "dict": ["keys()", "values()", "items()", "get('a')", "get('zz', 7)", "pop('a')", "setdefault('k', [])",
             "copy()", "update(z=1)", "popitem()"],
}


class Program:
    def __init__(self, rng):
        self.rng = rng
        self.lines = []

    def pick(self, options): return self.rng.choice(options)

    def number(self):
        return self.pick([str(self.rng.randint(-20, 20)), str(self.rng.randint(0, 5)), "2.5", "-0.75", "1e3", "0.1", "True", "7 // 2"])

    def text(self): return repr(self.pick(STRINGS))

    def sequence(self, depth):
        kind = self.rng.randint(0, 5)
        items = ", ".join(self.value(depth - 1) for _ in range(self.rng.randint(0, 4)))
        if kind == 0: return f"[{items}]"
        if kind == 1: return f"({items},)" if items else "()"
        if kind == 2: return f"list(range({self.rng.randint(-2, 6)}))"
        if kind == 3: return f"[x {self.pick(['+ 1', '* 2', '', '== 2'])} for x in range({self.rng.randint(0, 6)}) if x % {self.rng.randint(1, 3)} == 0]"
        if kind == 4: return f"sorted([{', '.join(self.number() for _ in range(self.rng.randint(0, 4)))}], reverse={self.pick(['True', 'False'])})"
        return self.pick(["xs", "list(s)", "list(d)", "t", "xs[::-1]", "xs[1:]", "[*xs, *t]", "list(zip(xs, s))", "list(enumerate(s))", "list(map(str, xs))", "list(reversed(xs))"])

    def mapping(self, depth):
        kind = self.rng.randint(0, 3)
        if kind == 0: return "{" + ", ".join(f"{self.pick([self.text(), self.number(), '(1, 2)', 'None'])}: {self.value(depth - 1)}" for _ in range(self.rng.randint(0, 3))) + "}"
        if kind == 1: return f"{{k: {self.pick(['k', 'str(k)', 'k * k', '[k]'])} for k in range({self.rng.randint(0, 4)})}}"
        return self.pick(["d", "dict(d)", "{**d, 'new': 1}", "dict(zip('ab', xs))", "dict.fromkeys(s)", "d | {'or': 2}"])

    def value(self, depth=2):
        if depth <= 0: return self.pick([self.number(), self.text(), self.pick(NAMES), "None", "True"])
        kind = self.rng.randint(0, 17)
        v = lambda: self.value(depth - 1)
        if kind == 0: return self.number()
        if kind == 1: return self.text()
        if kind == 2: return self.sequence(depth)
        if kind == 3: return self.mapping(depth)
        if kind == 4: return f"({v()} {self.pick(['+', '-', '*', '/', '//', '%', '&', '|', '^', '<', '<=', '==', '!=', 'and', 'or', 'in', 'is', 'not in'])} {v()})"
        if kind == 5: return f"({v()} if {v()} else {v()})"
        if kind == 6: return f"{self.pick(NAMES)}[{self.pick(['0', '-1', '1', '1:', ':2', '::2', '::-1', '5', self.text(), '-3:-1', '4:1:-1'])}]"
        if kind == 7:
            name, kinds = self.pick([("s", "str"), ("xs", "list"), ("d", "dict"), (self.text(), "str")])
            return f"{name}.{self.pick(METHODS[kinds])}"
        if kind == 8: return f"{self.pick(['len', 'str', 'repr', 'bool', 'list', 'sorted', 'sum', 'max', 'min', 'abs', 'int', 'float', 'tuple', 'type', 'any', 'all', 'round', 'ascii', 'callable'])}({v()})"
        if kind == 9: return f"f\"{{{self.pick(NAMES)}{self.pick(['', '!r', '!s', '!a'])}:{self.pick(SPECS)}}}|{{{self.pick(NAMES)}!r}}\""
        if kind == 10: return f"({self.pick(['not ', '-', '+', '~'])}{v()})"
        if kind == 11: return f"(lambda x, y={self.number()}: {self.pick(['x', 'y', '(x, y)', '[x, y]', 'x == y', 'x or y'])})({v()})"
        if kind == 12: return f"({v()} {self.pick(['<', '<=', '==', '!=', '>'])} {v()} {self.pick(['<', '==', '>='])} {v()})"
        if kind == 13: return f"({self.pick([self.text(), repr('%s|%r'), repr('%d'), repr('%5.2f|%-4s'), repr('%x')])} % ({v()},))"
        if kind == 14: return f"format({v()}, {self.pick(SPECS)!r})"
        if kind == 15: return f"f({', '.join(v() for _ in range(self.rng.randint(0, 3)))}{self.pick(['', ', k=1', ', z=2'])})".replace("(, ", "(")
        if kind == 16: return f"Box({v()}){self.pick(['', '.v', '.twice()', ' + 1', ' == Box(1)', '[0]', '.nope', ' < 3'])}"
        source = self.pick(['xs', 's', 'd', 't', 'range(3)'])
        return f"[{self.pick(['x', '(x, 1)', 'str(x)', 'x * 2'])} for x in {source}{self.pick(['', ' if x', ' if x != 1'])}]"

    def statement(self, indent, depth):
        pad = "    " * indent
        kind = self.rng.randint(0, 13)
        add = lambda line: self.lines.append(pad + line)
        if depth <= 0 or kind <= 3: return add(f"print({self.value()})")
        if kind == 4: return add(f"{self.pick(['a', 'b', 'c'])} = {self.value()}")
        if kind == 5: return add(f"{self.pick(['a', 'n', 's', 'xs', 'b'])} {self.pick(['+=', '-=', '*=', '//=', '%=', '|='])} {self.value(1)}")
        if kind == 6:
            add(f"for {self.pick(['i', 'i, j', 'a'])} in tuple({self.sequence(1)}):")
            self.body(indent + 1, depth)
            if self.rng.random() < 0.3: add("else:"); self.body(indent + 1, depth)
            return
        if kind == 7:
            add(f"if {self.value()}:"); self.body(indent + 1, depth)
            if self.rng.random() < 0.5: add("elif " + self.value(1) + ":"); self.body(indent + 1, depth)
            if self.rng.random() < 0.5: add("else:"); self.body(indent + 1, depth)
            return
        if kind == 8:
            w = f"w{len(self.lines)}"; add(f"{w} = 0"); add(f"while {w} < {self.rng.randint(1, 3)}:"); add(f"    {w} += 1"); self.body(indent + 1, depth); return
        if kind == 9:
            add("try:"); self.body(indent + 1, depth)
            add(f"except {self.pick(['TypeError', 'ValueError', 'Exception', '(KeyError, IndexError)', 'LookupError'])} as e:"); add("    print('caught', type(e).__name__, e)")
            if self.rng.random() < 0.3: add("else:"); self.body(indent + 1, depth)
            if self.rng.random() < 0.4: add("finally:"); self.body(indent + 1, depth)
            return
        if kind == 10: return add(self.pick(["a, b = b, a", "a, *c = xs", "xs[0] = 9", "xs[1:2] = 'pq'", "del xs[0]", "d['new'] = 1", "del d['a']", "b = xs", "s += 'x'", "(a, b), c = (1, 2), 3", "xs.append(n)", "t += (1,)", "d |= {'m': 0}", "a = b = []", "xs[::2] = xs[::2]"]))
        if kind == 11:
            add(f"def g(x, y={self.number()}, *r, k={self.number()}, **q):")
            add(f"    return {self.pick(['(x, y, r, k, q)', 'x', '[x, y]', 'g2(x)', 'y and k'])}")
            return add(f"print(g({self.pick(['1', '1, 2', '1, 2, 3', '1, k=5', '*xs', 'x=3', '', '1, z=4', '**d', '1, x=2'])}))")
        if kind == 12: return add(self.pick(["pass", "assert a, 'no a'", "raise ValueError('made')", "print(*xs, sep='-')", "print(s, end='!\\n')", "raise KeyError(s)"]))
        return add(f"print({self.value()}, {self.value()})")

    def body(self, indent, depth):
        for _ in range(self.rng.randint(1, 2)): self.statement(indent, depth - 1)

    def write(self, number):
        self.lines += [f"def program{number}():", "    a, b, c, n, s = 1, 2.5, None, 3, " + self.text(),
                       f"    xs, t, d = {self.pick(['[1, 2, 3]', '[]', '[3, 1, 2, 2]', repr(['b', 'a'])])}, (1, 'x'), {self.pick([repr({'a': 1, 'b': [2]}), '{}', '{1: 2}'])}"]
        for _ in range(self.rng.randint(2, 6)): self.statement(1, 2)
        return self.lines


HEAD = """
def f(*args, k=None):
    return args, k
class Box:
    def __init__(self, v): self.v = v
    def twice(self): return [self.v, self.v]
    def __repr__(self): return f"Box({self.v!r})"
    def __eq__(self, o): return isinstance(o, Box) and self.v == o.v
    def __add__(self, o): return Box((self.v, o))
    def __getitem__(self, i): return self.v[i]
def run(number, program):
    print("#", number)
    try: program()
    except Exception as e: print(type(e).__name__, e)
"""


def output(command, path):
    run = subprocess.run([*command, path], capture_output=True, encoding="utf8", errors="replace", timeout=30)
    return run.stdout, run.stderr, run.returncode


def split(text):
    parts = {}
    for part in ("\n" + text).split("\n# ")[1:]:
        number, _, rest = part.partition("\n")
        parts[int(number)] = rest
    return parts


def guarded(programs):
    return HEAD + "\n".join("\n".join(lines) + f"\nrun({i}, program{i})" for i, lines in programs.items()) + "\n"


def write(count, seed, path):
    kept = {}
    for i in range(count):
        lines = Program(random.Random(seed * 1_000_003 + i)).write(i)
        try: compile("\n".join(lines), "p", "exec")
        except SyntaxError: continue
        with tempfile.NamedTemporaryFile("w", suffix=".py", encoding="utf8") as file:
            file.write(guarded({i: lines}))
            file.flush()
            if " at 0x" not in output([sys.executable, "-X", "utf8", "-W", "ignore"], file.name)[0]: kept[i] = lines
    with open(path, "w", encoding="utf8") as file: file.write(guarded(kept))
    print(f"{path}: {len(kept)} programs")


def main():
    if "--write" in sys.argv:
        numbers = [int(n) for n in sys.argv[1:sys.argv.index("--write")]]
        return write(numbers[0], numbers[1] if len(numbers) > 1 else 0, sys.argv[-1])
    arguments, command = sys.argv[1:sys.argv.index("--")], sys.argv[sys.argv.index("--") + 1:]
    count, seed = int(arguments[0]), int(arguments[1]) if len(arguments) > 1 else 0
    different = 0
    for start in range(0, count, 250):
        programs = {i: Program(random.Random(seed * 1_000_003 + i)).write(i) for i in range(start, min(count, start + 250))}
        good = {}
        for i, lines in programs.items():
            try: compile("\n".join(lines), "p", "exec"); good[i] = lines
            except SyntaxError: pass
        with tempfile.NamedTemporaryFile("w", suffix=".py", encoding="utf8") as file:
            file.write(guarded(good))
            file.flush()
            try: want, _, _ = output([sys.executable, "-X", "utf8", "-W", "ignore"], file.name)
            except subprocess.TimeoutExpired: print(f"programs from {start}: CPython takes too long, passed over"); continue
            got, error, status = output(command, file.name)
        want, got = split(want), split(got)
        for i in good:
            if want.get(i) == got.get(i) or " at 0x" in want.get(i, ""): continue
            if "OverflowError" in (got.get(i) or ""): continue
            different += 1
            if different <= 15:
                print(f"--- program {i} (status {status} {error.strip()[-200:]})", "\n".join(programs[i]), "want: " + str(want.get(i)), "got:  " + str(got.get(i)), sep="\n")
    print(f"{count} programs, {different} different")
    sys.exit(different > 0)


main()
