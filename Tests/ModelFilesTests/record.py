#!/usr/bin/env python3
"""Records what blocks of each quantised GGUF type stand for, into Tests/Fixtures/gguf/blocks.json.

Needs numpy. The layouts are written down here from their description, bit by bit, not as the program reads them:
all bits of a block in an array, fields cut out of it. Where the package gguf is installed, its decoder must agree.
"""
import json
import os

import numpy as np

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Fixtures", "gguf", "blocks.json")
F = np.float32
SIZES = {"Q4_0": 18, "Q4_1": 20, "Q5_0": 22, "Q5_1": 24, "Q8_0": 34, "Q4_K": 144, "Q5_K": 176, "Q6_K": 210}
HALVES = {"Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0], "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208]}


def bits(data):
    """The bits of bytes, each byte's lowest first: [bytes, 8]."""
    return np.unpackbits(np.frombuffer(data, np.uint8)[:, None], axis=1, bitorder="little").astype(np.int64)


def number(columns):
    """Numbers of bits along the last axis, lowest first."""
    return (columns << np.arange(columns.shape[-1])).sum(-1)


def nibbles(data, group):
    """4-bit numbers: of each `group` bytes first all low halves, then all high ones."""
    b = bits(data).reshape(-1, group, 2, 4)
    return number(b.transpose(0, 2, 1, 3)).reshape(-1)


def half(data, at):
    return F(np.frombuffer(data[at : at + 2], "<f2")[0])


def k_factors(data):
    """Eight scales and eight least values of 6 bits in 12 bytes."""
    b = bits(data)
    low = number(b[:8, :6])
    scales, leasts = list(low[:4]), list(low[4:])
    for part in range(4):
        scales.append(number(b[8 + part, :4]) + 16 * number(b[part, 6:]))
        leasts.append(number(b[8 + part, 4:]) + 16 * number(b[4 + part, 6:]))
    return np.array(scales, F), np.array(leasts, F)


def decode(kind, x):
    if kind == "Q4_0":
        return (nibbles(x[2:], 16) - 8).astype(F) * half(x, 0)
    if kind == "Q4_1":
        return nibbles(x[4:], 16).astype(F) * half(x, 0) + half(x, 2)
    if kind in ("Q5_0", "Q5_1"):
        at = 2 if kind == "Q5_0" else 4
        q = nibbles(x[at + 4 :], 16) + 16 * bits(x[at : at + 4]).reshape(-1)
        return (q - 16).astype(F) * half(x, 0) if kind == "Q5_0" else q.astype(F) * half(x, 0) + half(x, 2)
    if kind == "Q8_0":
        return np.frombuffer(x[2:], np.int8).astype(F) * half(x, 0)
    if kind in ("Q4_K", "Q5_K"):
        scales, leasts = k_factors(x[4:16])
        q = nibbles(x[16 if kind == "Q4_K" else 48 :], 32).reshape(8, 32)
        if kind == "Q5_K":
            q = q + 16 * bits(x[16:48]).T
        return ((half(x, 0) * scales)[:, None] * q.astype(F) - (half(x, 2) * leasts)[:, None]).reshape(-1)
    if kind == "Q6_K":
        low = nibbles(x[:128], 64).reshape(-1)
        high = number(bits(x[128:192]).reshape(2, 32, 4, 2).transpose(0, 2, 1, 3)).reshape(-1)
        scales = np.repeat(np.frombuffer(x[192:208], np.int8).astype(F) * half(x, 208), 16)
        return scales * (low + 16 * high - 32).astype(F)
    raise ValueError(kind)


def encode_q8(values):
    """Blocks of 32: a scale in half precision, numbers rounded to nearest, halves away from zero."""
    out = bytearray()
    for block in np.asarray(values, F).reshape(-1, 32):
        scale = F(np.abs(block).max() / F(127))
        scaled = block * (F(1) / scale if scale else F(0))
        whole = np.sign(scaled) * np.floor(np.abs(scaled.astype(np.float64)) + 0.5)
        out += np.float16(scale).tobytes() + whole.astype(np.int8).tobytes()
    return bytes(out)


def record_q8():
    random = np.random.default_rng(7)
    rows = [random.normal(0, scale, 64).astype(F) for scale in (1, 0.02, 3000)]
    rows += [np.zeros(32, F), np.arange(-16, 16).astype(F) / 2, np.full(32, 1e-9, F)]
    cases = [{"values": [float(v) for v in row], "bytes": list(encode_q8(row))} for row in rows]
    try:
        import gguf

        for row, case in zip(rows, cases):
            told = gguf.quantize(row, gguf.GGMLQuantizationType.Q8_0).tobytes()
            assert list(told) == case["bytes"]
    except ImportError:
        pass
    with open(os.path.join(os.path.dirname(OUT), "q8.json"), "w") as file:
        json.dump(cases, file, separators=(",", ":"))
        file.write("\n")


def main():
    record_q8()
    random = np.random.default_rng(10)
    cases = {}
    for kind, size in SIZES.items():
        blocks = []
        for block in range(2 if size > 100 else 4):
            data = bytearray(random.integers(0, 256, size, dtype=np.uint8).tobytes())
            for at in HALVES[kind]:
                value = [0.0123, -0.5, 6e-6, 31.0][block] * (1 if at != 2 else -0.7)  # 6e-6 is subnormal
                data[at : at + 2] = np.float16(value).tobytes()
            blocks.append(bytes(data))
        values = np.concatenate([decode(kind, b) for b in blocks])
        assert values.dtype == F, kind
        try:
            import gguf

            told = gguf.dequantize(np.frombuffer(b"".join(blocks), np.uint8), gguf.GGMLQuantizationType[kind])
            assert np.array_equal(told.reshape(-1), values), kind
        except ImportError:
            pass
        cases[kind] = {"bytes": b"".join(blocks).hex(), "values": [float(v) for v in values]}
    with open(OUT, "w") as file:
        json.dump(cases, file, separators=(",", ":"))
        file.write("\n")


main()
