#!/usr/bin/env python3
"""Parquet files of other writers, read by Tunebook and by pyarrow; files of Tunebook, read by others. Run by `make parquet-test`.

    run.py TUNEBOOK [WORD...]     only files whose name holds one of the words
"""
import json
import math
import os
import random
import subprocess
import sys
import tempfile

import pyarrow.parquet as pq

import files
import values

TUNEBOOK = os.path.abspath(sys.argv[1])
WORDS = sys.argv[2:]
FAILED = []
SEED = int(os.environ.get("SEED", "1"))

# Rows as JSON lines. Binary values and integers beyond 64 bits may lie in a row; columns that hold them are left out.
READ = """# %% parameters tags="parameters"
path = ""
columns = "[]"

# %%
d = load_dataset("parquet", data_files=path, split="train")
names = json.loads(columns)
print("@@" + json.dumps([len(d), d.column_names]))
for r in d:
    print("@@" + json.dumps({k: r[k] for k in names}))
"""

# Many files in one process, each of them either read whole or refused.
READ_MANY = """# %% parameters tags="parameters"
paths = ""

# %%
for path in open(paths).read().split("\\n"):
    try:
        d = load_dataset("parquet", data_files=path, split="train")
        for r in d:
            pass
        print("@@rows", len(d))
    except Exception as e:
        print("@@" + str(e).replace("\\n", " | "))
"""


def cell(code, **parameters):
    """Runs a notebook's text; the lines it marks with @@, and the ended process."""
    path = os.path.join(WORK, "cell.nb")
    with open(path, "w") as out:
        out.write(code)
    given = [part for name, value in parameters.items() for part in ("-p", f"{name}={value!r}")]
    ended = subprocess.run([TUNEBOOK, "run", path, *given], capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL)
    return [line[2:] for line in ended.stdout.splitlines() if line.startswith("@@")], ended


def note(name, ok, seen=""):
    if not ok:
        FAILED.append(name)
    if not ok or os.environ.get("VERBOSE"):
        print(f"{name:<44} {'ok' if ok else 'FAILED'}  {seen}", flush=True)


def reads(name, path):
    """Tunebook's rows are pyarrow's."""
    # INT96 holds more than nanoseconds of 64 bits do.
    table = pq.ParquetFile(path, coerce_int96_timestamp_unit="us").read()
    expected = values.rows(table)
    columns = [c for c in table.column_names if all(values.is_plain(r[c]) for r in expected)]
    lines, ended = cell(READ, path=path, columns=json.dumps(columns))
    if not expected and ended.returncode == 1:
        return note(name, "no rows" in ended.stderr, ended.stderr.strip()[-200:])
    if ended.returncode:
        return note(name, False, ended.stderr.strip()[-300:])
    count, names = json.loads(lines[0])
    found = [json.loads(line) for line in lines[1:]]
    wrong = next((i for i, (a, b) in enumerate(zip(found, expected)) if not values.same(a, {k: b[k] for k in columns})), None)
    ok = count == len(found) == len(expected) and names == table.column_names and wrong is None
    seen = f"{len(expected)} rows, {len(columns)} of {len(names)} columns"
    if wrong is not None:
        seen = f"row {wrong}: {str(found[wrong])[:300]} instead of {str(expected[wrong])[:300]}"
    note(name, ok, seen)


def refuses(name, path, word):
    """One sentence that names what is wrong."""
    _, ended = cell(READ, path=path)
    said = ended.stderr.strip()
    note(name, ended.returncode == 1 and word in said and name in said, said[-200:])


def corrupts(paths, each):
    """Copies with wrong bytes, or cut short: rows or a sentence, never a crash."""
    draw = random.Random(SEED)
    copies = []
    for path in paths:
        whole = open(path, "rb").read()
        if len(whole) > 200_000:
            continue
        for index in range(each):
            damaged = bytearray(whole)
            if index % 8 == 0:
                del damaged[draw.randrange(len(damaged)):draw.randrange(len(damaged) + 1)]
            for _ in range(draw.choice((1, 1, 2, 8))):
                if damaged:
                    # The footer is a small part of the file, and the most sensible one.
                    place = draw.randrange(len(damaged)) if index % 2 else max(0, len(damaged) - 1 - draw.randrange(800))
                    damaged[place] = draw.choice((0, 1, 0x7F, 0x80, 0xFF, draw.randrange(256)))
            copy = os.path.join(WORK, f"damaged-{len(copies)}.parquet")
            with open(copy, "wb") as out:
                out.write(damaged)
            copies.append(copy)
    with open(os.path.join(WORK, "paths"), "w") as out:
        out.write("\n".join(copies))
    lines, ended = cell(READ_MANY, paths=os.path.join(WORK, "paths"))
    read = sum(line.startswith("rows ") for line in lines)
    bad = [line for line in lines if not line.startswith("rows ") and (len(line) < 20 or " | " in line)]
    note("damaged copies", ended.returncode == 0 and len(lines) == len(copies) and not bad, f"{ended.stderr[-300:]} {bad[:2]}")
    print(f"{len(copies)} damaged copies: {read} read, {len(lines) - read} refused in a sentence")


def writes():
    """What Tunebook writes is what others read."""
    path = os.path.join(WORK, "written.parquet")
    rows = files.plain_rows(500)
    with open(os.path.join(WORK, "rows.jsonl"), "w") as out:
        out.writelines(json.dumps(row) + "\n" for row in rows)
    _, ended = cell(f'# %%\nDataset.from_list([json.loads(l) for l in open({WORK + "/rows.jsonl"!r})]).to_parquet({path!r})\n')
    if ended.returncode:
        return note("to_parquet", False, ended.stderr[-300:])
    for reader, read in files.readers().items():
        try:
            found = read(path)
            wrong = next((i for i, (a, b) in enumerate(zip(found, rows)) if not values.same(a, b)), None)
            note(f"to_parquet, read by {reader}", len(found) == len(rows) and wrong is None, wrong is not None and f"{found[wrong]} {rows[wrong]}")
        except Exception as error:
            note(f"to_parquet, read by {reader}", False, repr(error)[:300])
    reads("written.parquet", path)


with tempfile.TemporaryDirectory(prefix="tunebook-parquet-") as WORK:
    made, refused = files.write_all(WORK)
    chosen = {name: path for name, path in made.items() if not WORDS or any(word in name for word in WORDS)}
    for name, path in chosen.items():
        try:
            reads(name, path)
        except Exception as error:
            note(name, False, repr(error)[:300])
    for name, (path, word) in refused.items():
        if not WORDS or any(word in name for word in WORDS):
            refuses(name, path, word)
    print(f"{len(chosen)} files of {', '.join(files.WRITERS)}; {len(refused)} that are to be refused")
    if not WORDS:
        writes()
        corrupts(list(made.values()), int(os.environ.get("COPIES", "24")))
print("failed: " + ", ".join(FAILED) if FAILED else "all held")
sys.exit(1 if FAILED else 0)
