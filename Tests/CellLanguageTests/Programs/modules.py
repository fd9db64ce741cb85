import json, math, random, copy, functools, itertools, os.path, time
from collections import Counter, defaultdict, OrderedDict
from functools import reduce, partial
import itertools as it
data = {"a": [1, 2.5, None, True], "中": "é\n\"\\\u2028😀", "n": {"x": []}, 1: (1, 2), None: float("inf")}
print(json.dumps(data)); print(json.dumps(data, ensure_ascii=False, indent=2)); print(json.dumps({"b": 1, "a": [1, {}]}, sort_keys=True, separators=(",", ":"))); print(json.dumps([], indent=4), json.dumps({}, indent=4), json.dumps([[]], indent=1), json.dumps("\x7f\x01"))
print(json.loads('{"a": [1, 2.0, -3e2, true, null, "\\u4e2d\\ud83d\\ude00\\n"], "b": {}}'), json.loads(" 5 "), json.loads('"x"'), json.loads("[1,2]"), json.loads('{"a":1,"a":2}'))
for bad in ["", "{", "[1,", "[1 2]", '{"a" 1}', '{a:1}', '"abc', "nul", "1 2", '{"a":1,}', "[1,]", '"\\x"', '"\t"', "-", "01", "[1\n,\n2\n 3]"]:
    try: print(json.loads(bad))
    except json.JSONDecodeError as e: print(repr(bad), e, e.lineno, e.colno, e.pos)
for bad in [{1, 2}, {(1, 2): 3}, [object]]:
    try: print(json.dumps(bad))
    except TypeError as e: print(e)
class P:
    def __init__(self): self.x = 1
print(json.dumps([P(), {2}], default=lambda o: o.__dict__ if isinstance(o, P) else list(o)))
try: json.dumps(float("nan"), allow_nan=False)
except ValueError as e: print(e)
l = []; l.append(l)
try: json.dumps(l)
except ValueError as e: print(e)
random.seed(42); print([random.random() for _ in range(3)], random.randint(1, 100), random.randrange(0, 100, 7), random.choice("abcdef"), random.sample(range(100), 5), random.sample([1, 2, 3], 2), random.uniform(1, 2), random.gauss(0, 1), random.gauss(0, 1), random.getrandbits(40))
x = list(range(20)); random.shuffle(x); print(x, random.choices("abc", k=5), random.choices([1, 2, 3], weights=[1, 2, 3], k=5), random.choices("ab", cum_weights=[1, 3], k=4), random.normalvariate(0, 1), random.expovariate(2), random.triangular(0, 1), random.randint(-5, 5), random.randrange(10))
random.seed(2**40 + 7); print(random.random(), random.sample(range(1000), 60)[:5]); random.seed(-3); print(random.random()); r = random.Random(7); print(r.random(), r.randint(1, 6), r.sample(["a", "b", "c"], 3)); random.seed(0); print(random.random(), r.random()); random.seed(True); print(random.random())
print(math.pi, math.sqrt(2), math.floor(-1.5), math.ceil(1.2), math.trunc(-1.7), math.log(10), math.log(8, 2), math.log2(8), math.log10(1000), math.exp(1), math.sin(1), math.cos(1), math.tan(1), math.atan2(1, 2), math.hypot(3, 4), math.gcd(12, 18), math.lcm(4, 6), math.factorial(10), math.comb(5, 2), math.perm(5, 2), math.isqrt(17), math.isclose(0.1 + 0.2, 0.3), math.fsum([0.1] * 10), math.prod([1, 2, 3]), math.inf, math.nan, math.isnan(math.nan), math.degrees(1), math.copysign(1, -0.0), math.fmod(-5, 3), math.modf(1.5), math.frexp(8.0), math.ldexp(0.5, 4), math.e, math.tau, math.pow(2, 3), math.fabs(-2), math.cbrt(27), math.erf(0.5), math.dist([0, 0], [3, 4]))
for f in [lambda: math.sqrt(-1), lambda: math.log(0), lambda: math.exp(1000), lambda: math.factorial(-1), lambda: math.sqrt("a"), lambda: math.floor(math.inf), lambda: math.foo]:
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
c = Counter("abracadabra"); print(c, c.most_common(2), c["z"], c["a"], sum(c.values()), c.total(), sorted(c.elements())); c.update("aaa"); c["q"] += 1; print(c, Counter(a=1) == {"a": 1}, dict(Counter([1, 1, 2])))
d = defaultdict(list); d["a"].append(1); d["b"]; print(d, dict(d), "c" in d, len(d), defaultdict(int), d.get("zz")); e = defaultdict(lambda: 5); e["x"] += 1; print(dict(e))
o = OrderedDict([("a", 1), ("b", 2)]); o.move_to_end("a"); print(list(o.items()), o)
print(reduce(lambda a, b: a + b, [1, 2, 3]), reduce(lambda a, b: a * b, [], 1), partial(int, base=2)("101"), partial(max, 1)(0), partial(lambda a, b, c=0: (a, b, c), 1, c=3)(2))
print(list(it.chain([1], "ab", range(2))), list(it.chain.from_iterable([[1], [2]])), list(it.product([1, 2], "ab")), list(it.product([0, 1], repeat=2)), list(it.islice(it.count(5, 2), 3)), list(it.islice("abcdef", 1, 5, 2)), list(it.zip_longest("ab", [1], fillvalue="-")), list(it.combinations([1, 2, 3], 2)), list(it.permutations([1, 2, 3], 2)), list(it.accumulate([1, 2, 3])), list(it.accumulate([1, 2, 3], lambda a, b: a * b, initial=10)), [(k, list(g)) for k, g in it.groupby("aabbca")], list(it.takewhile(lambda v: v < 3, [1, 2, 3, 1])), list(it.dropwhile(lambda v: v < 3, [1, 2, 3, 1])), list(it.repeat(1, 2)), list(it.islice(it.cycle("ab"), 5)), list(it.starmap(pow, [(2, 3)])), list(it.pairwise([1, 2, 3])))
n = [1, [2, 3], {"a": [4]}]; s, dd = copy.copy(n), copy.deepcopy(n); n[1].append(9); n[2]["a"].append(8); print(s, dd); cyc = [1]; cyc.append(cyc); cc = copy.deepcopy(cyc); print(cc[1] is cc, cc)
@functools.lru_cache(maxsize=None)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(80)); print(os.path.join("a", "b", "c.txt"), os.path.join("a/", "/b"), os.path.basename("/x/y.txt"), os.path.dirname("/x/y.txt"), os.path.exists("/nonexistent"), os.path.splitext("a/b.tar.gz"), os.path.splitext(".bashrc"), os.path.split("/a"), os.path.isdir("/"))
t = time.time(); p = time.perf_counter(); time.sleep(0.001); print(time.time() > t, time.perf_counter() > p, isinstance(t, float))
import json as j2; from math import sqrt as root, floor; print(j2 is json, root(9), floor(2.5)); from os.path import join; print(join("q", "r"))
try: import nonexistent_module
except ImportError as e: print(type(e).__name__, e)
try: from math import nothing
except ImportError as e: print(type(e).__name__)
