for a in (7, -7, 0, 1, 2.5, -2.5, 0.0, -0.0, True, 10**15, 1e300):
    for b in (3, -3, 2.0, -0.5, 1e-3, True):
        r = []
        for f in (lambda: a + b, lambda: a - b, lambda: a * b, lambda: a / b, lambda: a // b, lambda: a % b, lambda: divmod(a, b), lambda: a < b, lambda: a == b):
            try: r.append(f())
            except Exception as e: r.append(type(e).__name__)
        print(a, b, *r)
for v in (0.1, 1e22, 1e21, 123456789012345680.0, 1e16, 9999999999999998.0, 1.5e-5, 0.0001, 0.00001, 5e-324, 1.7976931348623157e308, 100.0, 1e2, 2/3, 1e-10, 12345.6789, float(2**53), -0.0):
    print(repr(v), str(v), f"{v}", f"{v:g}", f"{v:e}", f"{v:.3f}" if v < 1e20 else "", f"{v:.10g}", f"{v:.1}", f"{v:8.2}", f"{v:,}", f"{v:_.2f}" if v < 1e20 else "", round(v, 2) if v < 1e20 else "", f"{v:#g}", f"{v:+.0f}" if v < 1e20 else "", f"{v:.0e}", f"{v:%}" if v < 1e10 else "", f"{v:n}", f"{v:012.3g}", f"{v:<12g}|", f"{v:*^15.4g}")
for n in (0, 1, -1, 255, -255, 10**6, 2**62, -2**62, 9223372036854775807):
    print(n, f"{n:d} {n:x} {n:X} {n:o} {n:b} {n:#x} {n:#b} {n:,} {n:_} {n:+} {n: } {n:10} {n:<10}| {n:^10}| {n:010} {n:+010,} {n:_x} {n:#_b} {n:e} {n:.2f} {n:g} {n:%}", bin(n), hex(n), oct(n), n.bit_length(), abs(n), ~n, n & 0xff, n | 1, n ^ 3, n >> 2, -n, n == float(n), hash(n) == hash(float(n)) if abs(n) < 2**53 else "")
print(round(0.5), round(1.5), round(2.5), round(-0.5), round(2.675, 2), round(1234.567, -2), round(5, 1), round(15, -1), round(25, -1), round(-15, -1), round(1e16), round(2.5, 0), round(0.15, 1), round(1.005, 2), round(True), type(round(2.0)), type(round(2.0, 1)))
print(int(3.9), int(-3.9), int(True), float(3), int("7"), 7 .real, (7).numerator, 1.5.is_integer(), 2.0.is_integer(), 10 ** 3, 2 ** -1, (-2) ** 3, -2 ** 2, 2 ** 3 ** 2, 4 ** 0.5, 0 ** 0, 0.0 ** 0, 1_000, 0xFF, 0o17, 0b11, 1e3, .5, 5., 1E-2, 0x_ff)
print(1 < 2 < 3, 1 < 2 > 1, 1 == 1.0 == True, 3 > 2 >= 2 != 1, 1 if 0 else 2, not 1, not 0, 1 and 2, 0 and 2, 0 or 3, None or "d", 1 is True, True + True, True == 1, {1: "a", True: "b", 1.0: "c"}, 5 // 2 * 2 + 5 % 2, -5 // 2, -5 % 3, 5 % -3, 5.5 // 2, -5.5 // 2, 5.5 % -2, divmod(-7, 2), divmod(7.5, 2), pow(2, 10), pow(3, 4, 5), pow(-3, 3, 7), pow(2, 62, 1000000007))
print(sum([]), sum([1, 2.5]), sum([[1], [2]], []), min(3, 1, 2), max([1, 5, 3]), min("b", "a", key=lambda c: -ord(c)), max([], default=0), max((1, 2), (1, 3)), min([3, 1], key=lambda v: -v), any([0, "", None]), all([]), any([]), all([1, "a"]), abs(-3), abs(-2.5), divmod(17, 5), 1e308 * 10, -1e308 * 10, 1e308 * 10 - 1e308 * 10)
for f in (lambda: 2 ** 63, lambda: 9223372036854775807 + 1, lambda: -9223372036854775807 - 2, lambda: 3037000500 ** 2, lambda: 1 << 63):
    try: print(type(f()).__name__ and "big")
    except OverflowError: print("big")
print(1 << 62, 1 >> 70, -1 >> 70, 5 & -2, -5 | 3, -5 ^ 3, 0 << 100, [i for i in range(10, 0, -3)], list(range(0)), list(range(5, 5)), range(3), range(1, 10, 2), len(range(0, 100, 7)), 14 in range(0, 100, 7), 15 in range(0, 100, 7), range(5)[2], range(5)[-1], range(10)[2:5], range(10)[::-2], list(range(10)[::-2]), range(3) == range(0, 3, 1), range(0) == range(5, 5), sum(range(101)), max(range(5)), list(reversed(range(3))), range(5).index(3), range(10).count(5), range(2, 8).start)
i = 0
while True:
    i += 1
    if i > 5: break
else: print("no")
print(i, int.__name__, type(1), type(1.0), type("a"), type(None), type([]), type(()), type({}), type(set()), type(range(1)), type(print), type(lambda: 0), type(int), type(type), isinstance(True, int), isinstance(1, (str, int)), issubclass(bool, int), type(1) == int, type(1) is int, int, str, list)
