l = [3, 1, 2]; l.sort(); print(l, l.sort(reverse=True), l); l.extend("ab"); l.insert(0, "z"); l.insert(-1, "y"); l.insert(100, "e"); print(l, l.pop(), l.pop(0), l.index("a"), l.count(3), l.reverse(), l, l.copy() == l, l.clear(), l)
l = list(range(10)); l[2:5] = []; print(l); l[1:1] = ["i", "j"]; print(l); l[::2] = range(5) if len(l[::2]) == 5 else l[::2]; print(l); del l[::3]; print(l); del l[-1]; print(l); l[:] = [1]; print(l); l *= 3; print(l); l += "xy"; print(l, l * 2, [0] * 3, l[-2:], l[5:1:-1], l[:2] + l[2:] == l)
try: l[0:2:1] = 5
except TypeError as e: print(e)
try: l[::2] = [1]
except ValueError as e: print(e)
a = [1, 2, 3]; b = a; b.append(4); print(a, a is b, a == [1, 2, 3, 4], a != [1], a < [1, 3], [1, 2] < [1, 2, 0], [] < [0]); m = [[0] * 3 for _ in range(2)]; m[0][1] = 5; print(m); m2 = [[0] * 2] * 2; m2[0][0] = 1; print(m2); r = [1]; r.append(r); print(r, r[1] is r)
t = (1, 2, (3, 4)); x, y, (z, w) = t; print(x, y, z, w, t[::-1], t + (5,), t * 2, len(t), 2 in t, t.index(2), t.count(1), (), (1,), ((1, 2), 3), tuple([1, 2]), sorted((3, 1, 2)), (1, 2) == (1, 2), hash((1, 2)) == hash((1, 2)), (1, "a") < (1, "b")); *a, b = 1, 2, 3; print(a, b); a, *b = "xyz"; print(a, b); (a, b), c = (1, 2), 3; [a, b] = 4, 5; print(a, b, c); a, b = b, a; print(a, b); a = b = c = []; a.append(1); print(c); i, l[i] = 1, 99; print(i, l)
d = {"b": 1, "a": 2}; d["c"] = 3; print(d, list(d), d.keys(), d.values(), d.items(), len(d), "a" in d, d.get("z"), d.get("z", 0), d.setdefault("a", 9), d.setdefault("n", 9), d.pop("b"), d.pop("zz", None), d, d.popitem(), d, sorted(d), sorted(d.items(), key=lambda kv: -kv[1]), max(d, key=d.get), {**d, "x": 1}, d | {"a": 0}, dict(d, q=1), dict([("k", 1)]), dict(k=2), dict.fromkeys("ab", 0), d == {"c": 3, "a": 2}, {} == {})
d.update({"a": 5}, e=6); d.update([("f", 7)]); del d["a"]; print(d, list(d.items()), [(k, v) for k, v in d.items()], {k: v * 2 for k, v in d.items() if v > 3}, d.keys() & {"c", "e"} == {"c", "e"}, d.keys() - {"c"} == {"e", "f"}, list(reversed(d)), d.copy() is d, 3 in d.values(), ("c", 3) in d.items(), {1: {2: {3: 4}}}[1][2][3], {(1, 2): 3}[1, 2], {1.0: "a"}[1], {None: 1}[None]); d.clear(); print(d)
try:
    for k in (dd := {1: 1, 2: 2}): dd[k + 10] = 1
except RuntimeError as e: print(e)
for k, v in sorted({"x": 1, "y": 2}.items()): print(k, v, end=" ")
for i, (k, v) in enumerate({"x": 1}.items(), 1): print(i, k, v)
s = {3, 1, 2}; s.add(4); s.add(1); s.discard(9); s.remove(3); print(sorted(s), len(s), 2 in s, sorted(s | {9}), sorted(s & {1, 2}), sorted(s - {1}), sorted(s ^ {1, 7}), s <= {1, 2, 4, 5}, s < s, s >= {1}, s == {4, 2, 1}, s.isdisjoint({8}), sorted(s.union([5], [6])), sorted(s.intersection([1])), sorted(s.difference([1])), sorted(s.symmetric_difference([1, 8])), s.issubset(range(10)), s.issuperset([1]), set(), frozenset(), frozenset([1]) == {1}, {frozenset([1]): 1}, sorted(set("hello")), len({1, 1.0, True}), {1} | {2} == {2, 1}); s |= {10}; s -= {1}; s &= {2, 10}; s ^= {3}; print(sorted(s)); s.update([5], "a"); s.clear(); print(s, bool(s))
print([x for x in range(5) if x % 2], [(x, y) for x in range(2) for y in range(2)], [[j for j in range(i)] for i in range(3)], {x % 3 for x in range(9)} == {0, 1, 2}, {x: x * x for x in range(3)}, list(x for x in "ab"), sum(x for x in range(4)), [y := 1, y + 1], [last := v for v in range(3)], last, [x for x in range(10) if x > 2 if x < 6], [a + b for a, b in zip("ab", "cd")], [*range(3), *"ab"], {*[1, 2]} == {1, 2}, (*[1], 2), [x if x else "zero" for x in range(2)])
print(sorted([("b", 2), ("a", 2), ("c", 1)], key=lambda p: p[1]), sorted([3, 1, 2], reverse=True), sorted("bca"), sorted([1, 2, 3, 4], key=lambda v: v % 2), sorted([1, 2, 3, 4], key=lambda v: v % 2, reverse=True), sorted(["b", "A", "c"], key=str.lower), list(zip([1, 2], "ab", (True, False))), list(zip()), list(zip([1])), list(map(lambda a, b: a * b, [1, 2], [3, 4])), list(filter(None, [0, 1, "", "a"])), list(enumerate("ab", 5)), dict(enumerate("ab")), list(reversed([1, 2])), next(iter([5])), next(iter([]), "default"), list(iter("ab")), [*map(str, range(3))], dict(zip("ab", range(2))))
print([], [[]], [()], {}, {"a": {}}, [None, True], ([],), "%s" % ([],), str({"k": (1,)}), repr([1.0, "x", None]), {1: [2, {3: "four"}]}, [1, [2, [3, [4]]]], (1, (2, (3,))), [{}], [set()], bool([0]), bool([]), not [], [] or [1], [1] and [2], [1, 2] is [1, 2], None is None)
g = (print("lazy", i) or i for i in range(3)); print("before"); print(next(g)); print(list(g)); print(list(g))
evens = filter(lambda v: print("test", v) or v % 2 == 0, range(4)); print("made"); print(next(evens)); z = zip(range(3), (print("pull") or c for c in "ab")); print(list(z)); m = map(lambda v: v * 2, [1, 2]); print(next(m), list(m), list(m))
fs = [lambda: i for i in range(3)]; print([f() for f in fs]); fs = [lambda i=i: i for i in range(3)]; print([f() for f in fs]); acc = []
for i in range(3): acc.append(lambda: i)
print([f() for f in acc], i); del i
def gen_scope():
    n = 10
    return [n + k for k in range(2)], list(n * k for k in range(3)), (lambda: [n for _ in range(2)])()
print(gen_scope(), any(v > 1 for v in [1, 2, 3]), max((v, -v) for v in [1, 2]), sum(1 for _ in "abc"), [x for x in [1, 2, 3]][-1], len([*"abc"]), [i for i in [j * 2 for j in range(3)]])
