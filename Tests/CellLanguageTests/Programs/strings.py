s = "Hello, 世界! ünïcödé ß ŉ ǆ İ ΑΣ Σ"
for m in ("upper", "lower", "title", "capitalize", "swapcase", "casefold", "strip", "isalpha", "isupper", "islower", "istitle", "isspace", "isprintable", "isidentifier", "isascii", "isdecimal", "isdigit", "isnumeric", "isalnum", "splitlines", "split"):
    print(m, [getattr(t, m)() for t in (s, "", "abc", "ABC", "Abc Def", " \t\n", "123", "²³", "½", "五", "a1", "x_y", "1a", "don't stop", "ΑΣ", "\u3000x\u3000", "a\x1cb\x85c\u2028d")])
print("a,b,,c".split(","), "a b  c ".split(), "a b c d".split(None, 2), " a  b ".split(" "), "a,b,c".rsplit(",", 1), "a b c".rsplit(None, 1), "abc".split("x"), "".split(), "".split(","), "  a b  c  ".split(None, 1), "  a b  c  ".rsplit(None, 1))
print("abcabc".find("c"), "abcabc".rfind("c"), "abcabc".find("c", 3), "abcabc".find("c", 3, 5), "abcabc".find(""), "abc".rfind(""), "abc".find("", 5), "世界世".find("世", 1), "世界世".rfind("界"), "aaa".count("a"), "aaa".count("aa"), "abc".count(""), "aXbX".replace("X", "--"), "aaa".replace("a", "b", 2), "abc".replace("", "-"), "世界".replace("界", "x"))
print("x".center(5, "*"), "xy".center(5), "abc".ljust(5) + "|", "abc".rjust(5), "42".zfill(5), "-42".zfill(5), "+4".zfill(4), "a\tb\tc".expandtabs(), "a\tbb\tc".expandtabs(4), "世".center(4, "-"))
print("abc".startswith(("x", "a")), "abc".endswith("bc"), "abc".startswith("b", 1), "abc".endswith("b", 0, 2), "".startswith(""), "test.py".removesuffix(".py"), "test.py".removeprefix("test"), "xxabcxx".strip("x"), "xxabcxx".lstrip("x"), "xxabcxx".rstrip("x"), "abc".strip("abc"), "a-b".partition("-"), "ab".partition("-"), "a-b-c".rpartition("-"))
print("hello"[1], "hello"[-1], "hello"[1:3], "hello"[::-1], "hello"[::2], "hello"[-3:], "hello"[:-1], "hello"[10:], "世界你好"[1:3], "世界你好"[::-1], "a世b界"[::2], "x" * 3, "ab" * 0, "ab" * -1, "a" "b" 'c', "a" < "b", "a" < "B", "abc" < "abd", "世" > "界", "" < "a")
print(repr("a'b"), repr('a"b'), repr("a'b\"c"), repr("\n\t\r\\"), repr("\x00\x1f\x7f\x80\xa0\xad"), repr("\u200b\u2028\ufeff"), repr("\U0001f600"), repr("\ue000"), ascii("é世\U0001f600'"), repr("\ud800") if False else "")
print("\x41\u4e2d\U0001F600\101\0".encode and "\x41\u4e2d\101", r"\n\x", "\N{BULLET}", """a
b""", '''x'y"z''', "a\
b", len("\r\n"), len("é"), len("e\u0301"), "\q" if False else "")
print("{} {}".format(1, 2), "{1} {0}".format(1, 2), "{a} {b}".format(a=1, b=2), "{0[a]} {0[b][1]}".format({"a": 1, "b": [2, 3]}), "{:>{w}}".format("x", w=5), "{{}}".format(), "{!r:>5}".format("a"), "{:.{p}f}".format(3.14159, p=2), "{0.real} {0.imag}".format(5), "{:,} {:_}".format(1234567, 1234567), "{:%}".format(0.5), "{a}{a}".format(a="z"))
print("%s %d %i %f %.2f %e %g %x %X %o %c %r %%" % ("s", 5, 6, 1.5, 2.555, 12345.678, 0.0001, 255, 255, 8, "c", "r"), "%5d|%-5d|%05d|%+d|% d" % (1, 2, 3, 4, 5), "%(a)s %(b)05.1f" % {"a": 1, "b": 2.25}, "%*d" % (5, 42), "%.3s" % "abcdef", "%s" % [1, 2], "%s" % (1,), "%#x %#o" % (255, 8), "%c" % 65, "%5.2s|" % "abc", "%d" % 3.99, "%s" % None, "%-8r|" % "x", "%x" % -255)
print("abc".translate({97: "X", 98: None}), "hello".translate(str.maketrans("el", "ip")), str.maketrans("ab", "xy", "z"), "abc".isalpha() and "a".join(["1", "2"]), "-".join("abc"), ",".join({"k": 1}), "".join(str(i) for i in range(5)))
print(sorted("The quick brown fox".split(), key=str.lower), list(map(str.upper, ["a", "b"])), str(5), str(None), str([1, "a"]), str(1.0), int("  12  "), int("-0b101", 2), int("0x1F", 16), int("1_000"), int("z", 36), float(" 1.5e3 "), float("-inf"), float("nan"), float("1_0.5"), float(".5"), float("5."), int("٣"))
x = 3.14159; n = 42; w = 10; d = {"k": "v"}
print(f"{x:.2f} {x:{w}.3f} {n:>{w}} {n!r:>5} {d['k']} {d!r} {'a' if n else 'b'} {n + 1 = } {x=:.1f} {n=} {'nested ' + f'{n}'} {{}} {n:b} {n:#o} {n:08.3f} {n:e} {1e10:g} {True} {None} {[1, 2]} {(lambda v: v * 2)(4)} {n:,} {-n:+} {n:^9}|{'x':-<5}|")
print(f"{'a':>3}{'b':<3}{'c':^3}|", f"{x!s:.4}", f"{n:c}", f"{n:5d}", f"{1234.5:010.2f}", f"{-1234.5:,.1f}", f"{0.00001234:.2e}", f"{1e100:.3g}", f"{float('inf'):5}", f"{True:d}", f"{False!s:>6}", f'{"q"}', f"{'''t'''}", f"{n}{n}", rf"\n{n}", f"a{'b'}c" "d" f"{n}")
text = ""
for i in range(2000): text += "abc"
t2 = text; text += "!"; print(len(text), len(t2), text[-3:], t2[-3:])
print("a" in "abc", "d" not in "abc", "" in "", "世" in "世界", "abc".index("c"), max("hello"), min("hello"), sorted("hello"), list(reversed("abc")), list(enumerate("ab")), "abc".__len__(), "a".__add__("b"), ord("世"), chr(19990), bool(""), bool(" "), hash("a") == hash("a"), "abc" is not None)
