"""Records what numpy draws, for DatasetsTests: python3 Tests/DatasetsTests/record.py (needs numpy)."""

import json
import pathlib
import random

import numpy

target = pathlib.Path(__file__).parent.parent / "Fixtures" / "datasets"
target.mkdir(exist_ok=True)
cases = []
for seed in (0, 1, 42, 2**32 - 1, 2**32, 123456789012345):
    for count in (0, 1, 2, 3, 10, 101):
        order = numpy.random.default_rng(seed).permutation(count)
        cases.append({"seed": seed, "count": count, "order": [int(i) for i in order]})
large = numpy.random.default_rng(42).permutation(100_000)
draws = []
for seed in (0, 42, 2**40 + 7):
    for population, count in ((64, 58), (10, 10), (1000, 3), (21, 5), (1, 1)):
        draw = random.Random(seed)
        sample = draw.sample(range(population), count)
        rest = list(range(7))
        draw.shuffle(rest)
        draws.append({"seed": seed, "population": population, "count": count, "sample": sample, "shuffled": rest})
record = {
    "permutations": cases,
    "large": {"seed": 42, "count": 100_000, "head": [int(i) for i in large[:20]], "tail": [int(i) for i in large[-20:]]},
    "samples": draws,
}
(target / "random.json").write_text(json.dumps(record) + "\n")

# The demo's rows, drawn as notebooks/genshin_rows.md describes.
genshin = pathlib.Path(__file__).parent.parent.parent / "assets" / "genshin"
characters = json.loads((genshin / "characters.json").read_text(encoding="utf-8"))
forms = json.loads((genshin / "questions.json").read_text(encoding="utf-8"))


def row(name, facts, form):
    gender = facts["性别"][-2:]
    value = gender if form["fact"] == "性别" else facts[form["fact"]]
    question = form["question"].replace("{name}", name).replace("{honorific}", "先生" if gender == "男性" else "女士")
    answer = form["answer"].replace("{name}", name).replace("{value}", value)
    return [question, answer]


draw = random.Random(42)
rows = []
for name, facts in characters.items():
    for index in draw.sample(range(len(forms)), 58):
        rows.append(row(name, facts, forms[index]))
draw.shuffle(rows)
count = int(len(rows) * 0.2)
parts = {"train": rows[count:], "test": rows[:count]}
summary = {
    split: {"count": len(part), "every97th": part[::97], "characters": sum(len(q) + len(a) for q, a in part)}
    for split, part in parts.items()
}
(target / "genshin.json").write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
