"""Arrow's values as Tunebook gives them: times, dates and decimals as text."""
import math

import pyarrow as pa

UNITS = {"s": 1, "ms": 1000, "us": 10**6, "ns": 10**9}


def rows(table):
    columns = {}
    for name, column in zip(table.column_names, table.columns):
        columns[name] = [value for chunk in column.chunks for value in converted(chunk)]
    return [dict(zip(columns, row)) for row in zip(*columns.values())] if columns else []


def converted(array):
    """The values of an array, by its type."""
    kind = array.type
    if pa.types.is_dictionary(kind):
        return converted(array.dictionary_decode())
    if isinstance(kind, pa.BaseExtensionType):
        if kind.extension_name == "arrow.uuid":
            return [None if v is None else uuid_text(v) for v in array.storage.to_pylist()]
        return converted(array.storage)
    if pa.types.is_map(kind):
        keys, items = converted(array.keys), converted(array.items)
        offsets = [o.as_py() for o in array.offsets]
        base = offsets[0] if offsets else 0
        pairs = [{"key": k, "value": v} for k, v in zip(keys, items)]
        return [None if not array[i].is_valid else pairs[offsets[i] - base:offsets[i + 1] - base] for i in range(len(array))]
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return [None if not v.is_valid else converted(v.values) for v in array]
    if pa.types.is_fixed_size_list(kind):
        return [None if not v.is_valid else converted(v.values) for v in array]
    if pa.types.is_struct(kind):
        members = {f.name: converted(array.field(i)) for i, f in enumerate(kind)}
        valid = array.is_valid().to_pylist()
        return [{k: v[i] for k, v in members.items()} if valid[i] else None for i in range(len(array))]
    if pa.types.is_timestamp(kind):
        zone = "Z" if kind.tz else ""
        return [None if v is None else timestamp(v, UNITS[kind.unit]) + zone for v in array.cast(pa.int64()).to_pylist()]
    if pa.types.is_date(kind):
        days = array.cast(pa.int32()) if pa.types.is_date32(kind) else array.cast(pa.int64())
        scale = 1 if pa.types.is_date32(kind) else 86_400_000
        return [None if v is None else date(v // scale) for v in days.to_pylist()]
    if pa.types.is_time(kind):
        whole = array.cast(pa.int32() if kind.bit_width == 32 else pa.int64())
        return [None if v is None else clock(v, UNITS[kind.unit]) for v in whole.to_pylist()]
    if pa.types.is_decimal(kind):
        return [None if v is None else format(v, "f") for v in array.to_pylist()]
    return array.to_pylist()


def date(day):
    """Days since 1970 in the Gregorian calendar, before the year 1 and after 9999 too."""
    day += 719_468
    era, of_era = divmod(day, 146_097)
    of_era_year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * of_era_year + of_era_year // 4 - of_era_year // 100)
    shifted = (5 * of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    year = of_era_year + era * 400 + (month <= 2)
    return f"{'-' if year < 0 else ''}{abs(year):04}-{month:02}-{of_year - (153 * shifted + 2) // 5 + 1:02}"


def clock(time, unit):
    seconds, rest = divmod(time, unit)
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    fraction = str(rest).zfill(len(str(unit)) - 1).rstrip("0") if unit > 1 else ""
    return text + ("." + fraction if fraction else "")


def timestamp(time, unit):
    day, rest = divmod(time, 86_400 * unit)
    return f"{date(day)}T{clock(rest, unit)}"


def uuid_text(value):
    text = value.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def is_plain(value):
    """Whether a cell can hold it: no bytes, no integer beyond 64 bits."""
    if isinstance(value, dict):
        return all(map(is_plain, value.values()))
    if isinstance(value, list):
        return all(map(is_plain, value))
    return not isinstance(value, bytes) and not (isinstance(value, int) and abs(value) >= 2**63)


def same(a, b):
    """Equal with types, NaN like NaN, zero's sign counted."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, float) and isinstance(b, float):
        return (math.isnan(a) and math.isnan(b)) or (a == b and math.copysign(1, a) == math.copysign(1, b))
    return type(a) is type(b) and a == b
