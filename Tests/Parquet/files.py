"""Parquet files of other writers: encodings, pages, codecs, nesting, times, old layouts."""
import datetime
import decimal
import os
import random
import uuid

import duckdb
import fastparquet
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

import footers

decimal.getcontext().prec = 90
WRITERS = ("pyarrow", "polars", "DuckDB", "pandas", "fastparquet", "datasets")
WORDS = ["", "a", "Sternenlicht", "萍姥姥", "naïve café", "\u0000null\u0000", "🐉 dragon", "line\nbreak", "x" * 300]


def plain_rows(count, seed=7):
    """Rows of what JSON holds, with nulls at every level."""
    draw = random.Random(seed)

    def maybe(value, share=0.15):
        return None if draw.random() < share else value

    def message():
        return {"role": maybe(draw.choice(("user", "assistant"))), "content": maybe(draw.choice(WORDS))}

    rows = []
    for i in range(count):
        rows.append({
            "id": i,
            "text": maybe(draw.choice(WORDS)),
            "score": maybe(draw.uniform(-1, 1)),
            "flag": maybe(draw.random() < 0.5),
            "big": maybe(draw.randrange(-2**63, 2**63)),
            "tags": maybe([maybe(draw.choice(WORDS)) for _ in range(draw.randrange(4))]),
            "messages": maybe([maybe(message()) for _ in range(draw.randrange(4))]),
            "deep": maybe([maybe([maybe([maybe(draw.randrange(9)) for _ in range(draw.randrange(3))])
                                  for _ in range(draw.randrange(3))]) for _ in range(draw.randrange(3))]),
            "info": maybe({"a": maybe(draw.randrange(9)), "b": maybe({"c": maybe(draw.choice(WORDS)), "d": maybe(
                [maybe({"e": maybe(draw.random())}) for _ in range(draw.randrange(3))])})}),
        })
    return rows


SCHEMA = pa.schema([
    ("id", pa.int64()), ("text", pa.string()), ("score", pa.float64()), ("flag", pa.bool_()), ("big", pa.int64()),
    ("tags", pa.list_(pa.string())),
    ("messages", pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())]))),
    ("deep", pa.list_(pa.list_(pa.list_(pa.int32())))),
    ("info", pa.struct([("a", pa.int16()), ("b", pa.struct([
        ("c", pa.string()), ("d", pa.list_(pa.struct([("e", pa.float64())])))]))])),
])


def plain_table(count=400):
    return pa.Table.from_pylist(plain_rows(count), SCHEMA)


def number_table(count=1000, seed=3):
    """Numbers of every kind, with nulls in half of the columns."""
    draw = np.random.default_rng(seed)
    columns = {}
    for kind in (pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64()):
        bits, signed = kind.bit_width, not str(kind).startswith("u")
        low, high = (-2**(bits - 1), 2**(bits - 1)) if signed else (0, 2**min(bits, 63))
        whole = draw.integers(low, high, count, dtype=np.int64 if bits < 64 or signed else np.uint64)
        columns[str(kind)] = pa.array(whole.tolist(), kind)
        columns[f"{kind} null"] = pa.array([None if draw.random() < 0.3 else v for v in whole.tolist()], kind)
    for kind, dtype in ((pa.float16(), np.float16), (pa.float32(), np.float32), (pa.float64(), np.float64)):
        values = draw.normal(size=count).astype(dtype)
        values[:6] = [0.0, -0.0, np.inf, -np.inf, np.nan, 1e-7]
        columns[str(kind)] = pa.array(values, kind)
        columns[f"{kind} null"] = pa.array([None if i % 5 == 1 else v for i, v in enumerate(values)], kind)
    columns["bool"] = pa.array((draw.random(count) < 0.5).tolist())
    columns["seq"] = pa.array(range(count), pa.int64())
    columns["jump"] = pa.array([v * (-1)**v * 10**15 for v in range(count)], pa.int64())
    columns["same"] = pa.array([7] * count, pa.int32())
    columns["none"] = pa.nulls(count)
    return pa.table(columns)


def time_table():
    """Times, dates and decimals at the ends of their ranges and between."""
    ends = [0, 1, -1, 999, 1_709_210_096_789, -62_135_596_800_000, None]
    columns = {}
    for unit, scale in (("s", 0.001), ("ms", 1), ("us", 1000), ("ns", 1000)):
        whole = [None if v is None else int(v * scale) for v in ends]
        columns[f"at {unit}"] = pa.array(whole, pa.timestamp(unit))
        columns[f"utc {unit}"] = pa.array(whole, pa.timestamp(unit, "UTC"))
        columns[f"zone {unit}"] = pa.array(whole, pa.timestamp(unit, "Asia/Shanghai"))
    columns["date32"] = pa.array([0, 1, -1, 19_782, -719_162, 2_932_896, None], pa.int32()).cast(pa.date32())
    columns["date64"] = pa.array([0, 1, -1, 19_782, -719_162, 2_932_896, None], pa.date32()).cast(pa.date64())
    columns["time32 s"] = pa.array([0, 1, 59, 3600, 86_399, 45_296, None], pa.time32("s"))
    columns["time32 ms"] = pa.array([0, 1, 59, 3600, 86_399_999, 45_296_789, None], pa.time32("ms"))
    columns["time64 us"] = pa.array([0, 1, 59, 3600, 86_399_999_999, 45_296_789_012, None], pa.time64("us"))
    columns["time64 ns"] = pa.array([0, 1, 59, 3600, 86_399_999_999_999, 45_296_789_012_345, None], pa.time64("ns"))
    for precision, scale in ((5, 2), (9, 0), (18, 9), (38, 10), (38, 38)):
        most = decimal.Decimal(10**precision - 1).scaleb(-scale)
        least = decimal.Decimal(1).scaleb(-scale)
        columns[f"decimal {precision} {scale}"] = pa.array(
            [decimal.Decimal(0), least, -least, most, -most, most, None], pa.decimal128(precision, scale))
    columns["decimal256"] = pa.array(
        [decimal.Decimal(0), decimal.Decimal(-1), decimal.Decimal(10**60), None, None, None, None], pa.decimal256(70, 5))
    columns["duration"] = pa.array([0, 1, -1, 5, 6, 7, None], pa.duration("us"))
    return pa.table(columns)


def text_table(count=3000):
    """Texts that repeat and such that do not, long ones, bytes."""
    draw = random.Random(11)
    words = ["".join(draw.choice("abcdefgh") for _ in range(draw.randrange(1, 12))) for _ in range(400)]
    return pa.table({
        "few": pa.array([draw.choice(WORDS) for _ in range(count)]),
        "many": pa.array([" ".join(draw.choice(words) for _ in range(draw.randrange(30))) for _ in range(count)]),
        "sorted": pa.array(sorted(f"row/{i:07}/{draw.choice(words)}" for i in range(count))),
        "null": pa.array([None if draw.random() < 0.5 else draw.choice(words) for _ in range(count)]),
        "large": pa.array([draw.choice(words) for _ in range(count)], pa.large_string()),
        "view": pa.array([draw.choice(words) for _ in range(count)], pa.string_view()),
        "category": pa.array([draw.choice(words[:20]) for _ in range(count)]).dictionary_encode(),
        "bytes": pa.array([draw.randbytes(draw.randrange(6)) for _ in range(count)], pa.binary()),
        "fixed": pa.array([draw.randbytes(5) for _ in range(count)], pa.binary(5)),
    })


def nest_table(count=500):
    """Lists of fixed and of no length, maps, structs of structs, lists that begin, end and go on over pages."""
    draw = random.Random(5)
    return pa.table({
        "fixed": pa.array([None if i % 7 == 3 else [i, i + 1, None] for i in range(count)], pa.list_(pa.int32(), 3)),
        "large": pa.array([[str(j) for j in range(i % 4)] for i in range(count)], pa.large_list(pa.string())),
        "map": pa.array([None if i % 5 == 4 else [(f"k{j}", None if j % 2 else j) for j in range(i % 3)] for i in range(count)],
                        pa.map_(pa.string(), pa.int64())),
        "long": pa.array([list(range(draw.choice((0, 1, 2, 900)))) for _ in range(count)], pa.list_(pa.int64())),
        "struct": pa.array([None if i % 3 == 0 else {"x": None if i % 4 == 0 else {"y": {"z": i}}} for i in range(count)],
                           pa.struct([("x", pa.struct([("y", pa.struct([("z", pa.int64())]))]))])),
        "turns": pa.array([[{"role": "user", "parts": [{"text": "t" * (i % 9)}] * (i % 3)}] * (i % 4) for i in range(count)],
                          pa.list_(pa.struct([("role", pa.string()), ("parts", pa.list_(pa.struct([("text", pa.string())])))]))),
        "none": pa.array([[] if i % 2 else None for i in range(count)], pa.list_(pa.null())),
    })


def write_all(folder):
    """Writes the files: name -> path, and name -> (path, a word of the refusal)."""
    made, refused = {}, {}

    def add(name, write):
        path = os.path.join(folder, name + ".parquet")
        write(path)
        made[name] = path

    def arrow(name, table, **options):
        add("pyarrow-" + name, lambda path: pq.write_table(table, path, **options))

    plain, numbers, times, texts, nests = plain_table(), number_table(), time_table(), text_table(), nest_table()
    for codec in ("none", "snappy", "gzip", "zstd"):
        for version in ("1.0", "2.0"):
            arrow(f"{codec}-v{version[0]}", plain, compression=codec, data_page_version=version, use_dictionary=version == "1.0")
            arrow(f"nests-{codec}-v{version[0]}", nests, compression=codec, data_page_version=version, data_page_size=700, write_batch_size=16)
    for version in ("1.0", "2.0"):
        mark = "v" + version[0]
        more = {"use_dictionary": False, "data_page_version": version, "data_page_size": 900, "write_batch_size": 50}
        whole = [n for n in numbers.column_names if "int" in n or n in ("seq", "jump", "same")]
        floats = [n for n in numbers.column_names if n.startswith("float")]
        wide = [n for n in whole if "8" not in n.split()[0].replace("int", "") and "16" not in n]
        arrow(f"numbers-{mark}", numbers, data_page_version=version)
        arrow(f"numbers-plain-{mark}", numbers, column_encoding={n: "PLAIN" for n in numbers.column_names}, **more)
        arrow(f"numbers-delta-{mark}", numbers.select(whole), column_encoding={n: "DELTA_BINARY_PACKED" for n in whole}, **more)
        arrow(f"numbers-split-{mark}", numbers.select(floats + wide), column_encoding={n: "BYTE_STREAM_SPLIT" for n in floats + wide}, **more)
        arrow(f"truths-{mark}", numbers.select(["bool"]), column_encoding={"bool": "RLE"}, **more)
        names = [n for n in texts.column_names if n not in ("fixed", "category")]
        arrow(f"texts-{mark}", texts, data_page_version=version, dictionary_pagesize_limit=500, data_page_size=2000)
        arrow(f"texts-delta-length-{mark}", texts.select(names), column_encoding={n: "DELTA_LENGTH_BYTE_ARRAY" for n in names}, **more)
        names = [n for n in texts.column_names if n != "category"]
        arrow(f"texts-delta-{mark}", texts.select(names), column_encoding={n: "DELTA_BYTE_ARRAY" for n in names}, **more)
    for version in ("1.0", "2.4", "2.6"):
        arrow(f"times-{version}", times.drop_columns(["duration"]), version=version)
    arrow("times-int96", times.drop_columns(["duration"]), use_deprecated_int96_timestamps=True)
    arrow("times-no-arrow-schema", times.drop_columns(["duration"]), store_schema=False)
    arrow("times-decimal-as-integer", times.select([n for n in times.column_names if n.startswith("decimal 5") or n.startswith("decimal 9") or n.startswith("decimal 18")]), store_decimal_as_integer=True)
    arrow("times-ms", times.select([n for n in times.column_names if n.startswith(("at", "utc"))]), coerce_timestamps="ms", allow_truncated_timestamps=True)
    arrow("items", plain, use_compliant_nested_type=False)
    arrow("items-v1", nests, use_compliant_nested_type=False, version="1.0", data_page_size=300, write_batch_size=4)
    arrow("groups-of-one", plain.slice(0, 60), row_group_size=1)
    arrow("groups-of-seven", nests.slice(0, 100), row_group_size=7, data_page_size=64, write_batch_size=1)
    arrow("checked", plain, write_page_checksum=True, write_page_index=True, write_statistics=True)
    arrow("no-statistics", plain, write_statistics=False)
    arrow("no-rows", plain.slice(0, 0))
    arrow("all-none", pa.table({n: pa.nulls(300, t) for n, t in zip(SCHEMA.names, SCHEMA.types)}))
    arrow("one-column-of-long-text", pa.table({"t": ["长" * 700_000, None, "", "b" * 3_000_000]}), compression="zstd")
    arrow("wide", pa.table({f"c{i}": [i, None] for i in range(600)}))
    arrow("odd-names", pa.table({"a.b": [1], "": [2], "日本": [3], "with space": [4], 'quote"': [5], "a": [{"b": 6, "": 7}]}))
    arrow("required", pa.Table.from_pylist([{"a": 1, "b": ["x"], "c": {"d": 2.5}}] * 5, pa.schema([
        pa.field("a", pa.int64(), False), pa.field("b", pa.list_(pa.field("element", pa.string(), False)), False),
        pa.field("c", pa.struct([pa.field("d", pa.float64(), False)]), False)])))
    arrow("uint64-beyond", pa.table({"big": pa.array([2**64 - 1, 0, None], pa.uint64()), "n": [1, 2, 3]}))
    arrow("uuids", pa.table({"u": pa.array([uuid.UUID(int=5).bytes, None, uuid.UUID(int=2**127).bytes], pa.uuid())}))

    def empty_groups(path):
        with pq.ParquetWriter(path, plain.schema) as writer:
            for part in (plain.slice(0, 0), plain.slice(0, 9), plain.slice(0, 0), plain.slice(9, 5), plain.slice(0, 0)):
                writer.write_table(part)

    add("pyarrow-empty-groups", empty_groups)
    write_others(add, plain)
    write_old_layouts(add)
    for codec in ("brotli", "lz4"):
        path = os.path.join(folder, f"codec-{codec}.parquet")
        pq.write_table(plain, path, compression=codec)
        refused[f"codec-{codec}"] = (path, codec.upper())
    return made, refused


def write_old_layouts(add):
    """Schemas of older writers over the same pages."""
    draw = random.Random(2)
    full = [{"n": [draw.randrange(99) for _ in range(draw.randrange(4))] if draw.random() < 0.8 else None,
             "s": [{"a": draw.choice(WORDS), "b": None if draw.random() < 0.3 else j} for j in range(draw.randrange(4))],
             "m": [("k", 1)] * draw.randrange(3)} for _ in range(200)]

    def element(kind):
        return pa.list_(pa.field("element", kind, False))

    pair = pa.struct([("a", pa.string()), ("b", pa.int64())])
    optional = pa.schema([("n", element(pa.int32())), ("s", element(pair)), ("m", pa.map_(pa.string(), pa.int64()))])
    required = pa.schema([pa.field("n", element(pa.int32()), False), pa.field("s", element(pair), False)])
    single = pa.schema([("s", element(pa.struct([("a", pa.string())])))])

    def old(name, schema, *changes, nulls=True):
        rows = [{k: v for k, v in row.items() if k in schema.names} for row in full]
        for row in rows:
            if not nulls and row["n"] is None:
                row["n"] = []
            if schema is single:
                row["s"] = [{"a": v["a"]} for v in row["s"]]

        def write(path):
            pq.write_table(pa.Table.from_pylist(rows, schema), path, data_page_size=200, write_batch_size=8)
            for change in changes:
                footers.change_schema(path, change)
        add("old-" + name, write)

    old("two-levels", optional.remove(2), footers.two_levels)
    old("two-levels-array", single, footers.two_levels, footers.renamed(list="array"))
    old("two-levels-tuple", single, footers.two_levels, footers.renamed(list="s_tuple"))
    old("one-field-group", single, footers.two_levels, footers.renamed(list="bag"))
    old("hive", optional, footers.renamed(list="bag", element="array_element"))
    old("repeated-alone", required, footers.without_list_nodes, nulls=False)
    old("converted-types", optional, footers.converted_types_only)
    old("maps", optional, footers.old_maps, footers.renamed(key_value="map"))
    add("old-scalars", lambda path: (pq.write_table(number_table(), path), footers.change_schema(path, footers.converted_types_only)))
    add("old-times", lambda path: (pq.write_table(time_table().drop_columns(["duration"]), path),
                                   footers.change_schema(path, footers.converted_types_only)))


def write_others(add, plain):
    """The files of the other writers."""
    frame = pl.from_arrow(plain)
    for codec in ("uncompressed", "snappy", "gzip", "zstd"):
        add("polars-" + codec, lambda path: frame.write_parquet(path, compression=codec))
    add("polars-small-pages", lambda path: frame.write_parquet(path, row_group_size=90, data_page_size=256))
    add("polars-kinds", lambda path: pl.DataFrame({
        "day": [datetime.date(2024, 2, 29), None], "time": [datetime.time(12, 34, 56, 789), None],
        "at": [datetime.datetime(2024, 2, 29, 1, 2, 3), None], "category": pl.Series(["a", None], dtype=pl.Categorical),
        "choice": pl.Series(["x", "y"], dtype=pl.Enum(["x", "y"])), "list": [[1.5, None], []],
        "array": pl.Series([[1, 2], None], dtype=pl.Array(pl.Int32, 2)), "u8": pl.Series([255, None], dtype=pl.UInt8),
        "amount": pl.Series([decimal.Decimal("1.50"), None], dtype=pl.Decimal(10, 2)), "f32": pl.Series([0.1, None], dtype=pl.Float32),
    }).write_parquet(path))

    duck = duckdb.connect()
    duck.register("plain", plain)
    for codec in ("uncompressed", "snappy", "gzip", "zstd"):
        for version in ("V1", "V2"):
            add(f"duckdb-{codec}-{version}", lambda path: duck.execute(
                f"COPY plain TO '{path}' (FORMAT parquet, COMPRESSION {codec}, PARQUET_VERSION {version}, ROW_GROUP_SIZE 2048)"))
    add("duckdb-kinds", lambda path: duck.execute(f"""COPY (SELECT i, i::TINYINT AS t, i::UTINYINT AS ut, i::SMALLINT AS s,
        i::UINTEGER AS ui, i::UBIGINT AS ub, (i / 7)::DOUBLE AS d, (i / 7)::FLOAT AS f, i::DECIMAL(4, 1) AS d4, i::DECIMAL(18, 3) AS d18,
        i::DECIMAL(38, 9) AS d38, DATE '2024-02-29' + i::INTEGER AS day, TIMESTAMP '2024-02-29 01:02:03.456789' + INTERVAL (i) DAY AS at,
        TIME '12:34:56.789' AS clock, '00000000-0000-0000-0000-00000000000a'::UUID AS u, (i % 2 = 0) AS truth, NULL::INTEGER AS nothing,
        CASE WHEN i % 3 = 0 THEN NULL ELSE [i, NULL, i + 1] END AS list, {{'a': i, 'b': [i::VARCHAR]}} AS struct,
        MAP {{'k': i}} AS map, repeat('é', (i % 5)::INTEGER) AS text, 'blob'::BLOB AS blob, i::TIMESTAMP_NS AS ns
        FROM (SELECT unnest(range(120)) AS i)) TO '{path}' (FORMAT parquet)""".replace("i::TIMESTAMP_NS", "make_timestamp_ns(i)")))
    add("duckdb-many-rows", lambda path: duck.execute(
        f"COPY (SELECT i, i % 10 AS few, 'text ' || (i % 977) AS text FROM range(150000) t(i)) TO '{path}' (FORMAT parquet)"))

    panda = pd.DataFrame({
        "n": [1, 2, 3], "text": ["a", None, "c"], "at": pd.to_datetime(["2024-02-29", None, "2025-01-01"]),
        "category": pd.Categorical(["x", "y", "x"]), "list": [[1], [], None], "whole": pd.array([1, None, 3], "Int64"),
    }, index=["r1", "r2", "r3"])
    add("pandas-index", lambda path: panda.to_parquet(path))
    flat = pd.DataFrame({
        "n": np.arange(300), "f": np.linspace(0, 1, 300), "text": [WORDS[i % len(WORDS)].replace("\0", "") for i in range(300)],
        "b": np.arange(300) % 3 == 0, "at": pd.date_range("2020-01-01", periods=300, freq="h"), "i32": np.arange(300, dtype=np.int32),
        "category": pd.Categorical(["left", "right", "left"] * 100),
    })
    for codec in ("UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD"):
        add("fastparquet-" + codec.lower(), lambda path: fastparquet.write(path, flat, compression=codec))
    add("fastparquet-int96-groups", lambda path: fastparquet.write(path, flat, times="int96", row_group_offsets=[0, 100, 250]))
    nulls = flat.assign(text=[None if i % 3 == 0 else t for i, t in enumerate(flat["text"])])
    add("fastparquet-nulls", lambda path: fastparquet.write(path, nulls, has_nulls=True))
    add("fastparquet-json", lambda path: fastparquet.write(
        path, pd.DataFrame({"j": [{"a": [1, 2]}, {"b": None}], "n": [1, 2]}), object_encoding={"j": "json"}))

    import datasets
    rows = [{k: v for k, v in row.items() if k in ("id", "text", "tags", "messages")} for row in plain_rows(200)]
    for row in rows:
        row["messages"] = [m for m in row["messages"] or [] if m]
    add("datasets-rows", lambda path: datasets.Dataset.from_list(rows).to_parquet(path))


def readers():
    """Who reads Tunebook's files, as rows."""
    import datasets

    def duck(path):
        result = duckdb.connect().execute(f"SELECT * FROM read_parquet('{path}')")
        names = [d[0] for d in result.description]
        return [dict(zip(names, row)) for row in result.fetchall()]

    return {
        "pyarrow": lambda path: pq.ParquetFile(path).read().to_pylist(),
        "polars": lambda path: pl.read_parquet(path).to_dicts(),
        "DuckDB": duck,
        "datasets": lambda path: list(datasets.load_dataset("parquet", data_files=path, split="train", cache_dir=os.path.dirname(path))),
    }
