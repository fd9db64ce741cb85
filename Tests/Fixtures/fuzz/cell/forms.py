import itertools, math, random, json, re
from collections import Counter, defaultdict, deque
class A:
    x = 1
    def __init__(self, n=2, *a, k: int = 3, **kw): self.n = n
    def __getitem__(self, i): return i
    def __iter__(self): return iter([1, 2])
a, *b = A()
d = {**{"a": 1}, 'b': [i for i in range(3) if i % 2]}
print(f"{a!r:>10} {d['a']:,.2f} {1 < 2 <= 3=}", "%5.1f|%s" % (1.5, b), "{0:{1}}".format(3, 5), sep="")
try:
    with open("x") as f: pass
except (OSError, ValueError) as e:
    raise RuntimeError("x") from e
finally: x = lambda *p, q=1: p[::-1]
while (y := 1) and not None: break
else: del d['a']
s = {1, 2} | {3} ^ {4}; s |= {5}
"abc".translate({97: "b"}).center(20, "*").split("b", 1)[-1:0:-1]
sorted("ab", key=lambda c: -ord(c)); sum(x for x in (1, 2)); max([3], default=0)
list(itertools.islice(itertools.count(1, 2), 0, 5)) + list(zip("ab", range(9), strict=False))
math.comb(5, 2) << 3 // 2 ** -1; int("0x1f", 16); round(2.675, 2); divmod(-7, 2); pow(3, -1, 7)
json.loads(json.dumps({"a": [1.5, None, True, "\u4f60"]}, indent=2)); random.seed(1); random.choices([1, 2], k=3)
