"""Writes the Unicode 14 tables of this folder.

    python3.11 Sources/Tokenization/Tables/make_tables.py

Python 3.11's unicodedata is Unicode 14, the version of the reference tokenizer's regular expression engine. The run
stops where the letters, numbers and white space differ from Tests/Fixtures/tokenizer/unicode_classes.json.
"""
import json
import pathlib
import textwrap
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
CATEGORIES = ("Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Cs Co Cn").split()
HEADER = "// Made by Sources/Tokenization/Tables/make_tables.py from Unicode {}; do not edit.\n\n"
assert unicodedata.unidata_version == "14.0.0", unicodedata.unidata_version


def runs(values):
    start = 0
    for at in range(1, len(values) + 1):
        if at == len(values) or values[at] != values[start]:
            yield start, at - start, values[start]
            start = at


def check(categories):
    fixture = json.loads((ROOT / "Tests/Fixtures/tokenizer/unicode_classes.json").read_text())
    for letter in "LN":
        mine = [at for at, name in enumerate(categories) if name[0] == letter]
        theirs = [at for low, high in fixture[letter] for at in range(low, high + 1)]
        assert mine == theirs, letter


def literal(name, comment, text, width=114):
    lines = textwrap.wrap(text, width, break_on_hyphens=False, break_long_words=True)
    body = " \\\n".join("    " + line for line in lines)
    return f'  /// {comment}\n  static let {name}: StaticString = """\n{body}\n    """\n'


def write(name, type_name, comment, literals):
    text = HEADER.format(unicodedata.unidata_version) + f"/// {comment}\nenum {type_name} {{\n" + "\n".join(literals) + "}\n"
    (HERE / name).write_text(text)


def main():
    points = [chr(at) for at in range(0x110000)]
    categories = [unicodedata.category(point) for point in points]
    check(categories)
    code = dict(zip(CATEGORIES, "ABCDEFGHIJKLMNOPQRSTUVWXYZghij"))
    text = " ".join(f"{length:x}{code[name]}" for _, length, name in runs(categories))
    write("CategoryRuns.swift", "CategoryRuns", "The general category of every code point, as runs.",
          [literal("text", "Length in lower-case hexadecimal, then the category's letter: in the order of `UnicodeCategory`, A to Z, g to j.", text)])

    classes = [unicodedata.combining(point) for point in points]
    combining = " ".join(f"{start:x}-{length:x}-{value:x}" for start, length, value in runs(classes) if value)
    parts = []
    for at, point in enumerate(points):
        mapping = unicodedata.decomposition(point)
        if not mapping or mapping.startswith("<"):
            continue
        pieces = [int(piece, 16) for piece in mapping.split()]
        composes = len(pieces) == 2 and unicodedata.normalize("NFC", "".join(map(chr, pieces))) == point
        parts.append(("" if composes else "!") + "-".join(f"{value:x}" for value in [at] + pieces))
    write("CanonicalMappings.swift", "CanonicalMappings", "Canonical combining classes and decompositions.",
          [literal("combiningClasses", "First code point, count and class of each run, hexadecimal.", combining),
           literal("decompositions", "Code point and its canonical parts, hexadecimal; `!` marks one that never composes.", " ".join(parts))])


main()
