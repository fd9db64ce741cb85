"""Records what datasets writes, for DatasetsTests: python3 Tests/DatasetsTests/record_saving.py (needs datasets 3.6)."""

import json
import pathlib
import sys

try:
    import datasets
except ImportError:
    sys.exit("needs datasets==3.6.0")

target = pathlib.Path(__file__).parent.parent / "Fixtures" / "datasets" / "saving"
target.mkdir(exist_ok=True)
rows = [
    {"id": 1, "text": "a,b", "score": 1.5, "good": True, "messages": [{"role": "user", "content": "你好 / \"hi\"\n"}]},
    {"id": -2, "text": "say \"x\"", "score": 0.1, "good": False, "messages": []},
    {"id": 3, "text": "line\nbreak", "score": 2.0, "good": True, "messages": None},
    {"id": 2**53, "text": "é😀 http://x/y\t\\", "score": -0.25, "good": False, "messages": [{"role": "a", "content": None}]},
    {"id": 0, "text": "", "score": 1e22, "good": True, "messages": [{"role": "a", "content": "\u0001<&>'"}]},
    {"id": 5, "text": None, "score": None, "good": True, "messages": [{"role": "a", "content": "b"}] * 2},
]
lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
(target / "rows.jsonl").write_text(lines, encoding="utf-8")
dataset = datasets.Dataset.from_list(rows)
dataset.to_json(target / "rows.ascii.jsonl")
dataset.to_json(target / "rows.utf8.jsonl", force_ascii=False)
dataset.to_json(target / "rows.json", force_ascii=False, lines=False)
plain = dataset.remove_columns(["messages"])
plain.to_csv(target / "rows.csv")
plain.to_csv(target / "rows.tsv", sep="\t", header=False)
