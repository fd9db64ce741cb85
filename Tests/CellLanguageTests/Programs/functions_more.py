def f(a, b=2, *args, c, d=4, **kw):
    "doc"
    return (a, b, args, c, d, kw)
print(f(1, c=3), f(1, 2, 3, 4, c=5, e=6), f(*[1, 2, 3], **{"c": 1, "z": 2}), f(c=1, a=2), f.__name__, f.__doc__, (lambda: 0).__name__)
def g(a, /, b, *, c=1): return a, b, c
print(g(1, 2), g(1, b=2, c=3))
def defaults(x, acc=[]): acc.append(x); return acc
print(defaults(1), defaults(2), defaults(3, []))
def make():
    n = 0
    def inc():
        nonlocal n; n += 1; return n
    def get(): return n
    return inc, get
inc, get = make(); inc(); inc(); print(get())
def outer():
    x = 1
    def mid():
        nonlocal x
        def inner():
            nonlocal x; x += 10
        inner(); x += 100
    mid(); return x
print(outer())
x = "global"
def shadow(): x = "local"; return x
def use_global():
    global x, newg; x = "changed"; newg = 1
print(shadow(), x); use_global(); print(x, newg)
def fact(n): return 1 if n <= 1 else n * fact(n - 1)
def even(n): return True if n == 0 else odd(n - 1)
def odd(n): return False if n == 0 else even(n - 1)
print(fact(15), even(50), odd(7))
compose = lambda *fs: lambda v: [v := f(v) for f in fs][-1]
print(compose(lambda v: v + 1, lambda v: v * 2)(3))
def deco(n):
    def d(fn):
        def w(*a): return [fn(*a)] * n
        return w
    return d
@deco(2)
@deco(1)
def hi(a): return a
print(hi("x"))
def early(n):
    for i in range(n):
        for j in range(n):
            if i * j == 6: return i, j
    return None
print(early(5), early(2))
def swap(a, b): return b, a
p, q = swap(1, 2); print(p, q, swap(*swap(3, 4)))
def kw(**k): return k
print(kw(a=1, **{"b": 2}), kw(**dict(c=3), d=4), (lambda *a, **k: (a, k))(1, *[2, 3], x=4, **{"y": 5}))
def annotated(a: int, b: "str" = "x") -> list: y: int = 5; z: str; return [a, b, y]
print(annotated(1)); v: int = 3; print(v)
def rec(d, depth=0):
    out = []
    for k in d: out.append("  " * depth + k); out.extend(rec(d[k], depth + 1))
    return out
print("\n".join(rec({"a": {"b": {}, "c": {"d": {}}}, "e": {}})))
if (n := len("abcd")) > 3: print("walrus", n)
while (n := n - 1) > 1: print(n, end=" ")
print(); print((lambda a, b=(1, 2), *c: (a, b, c))(0, 1, 2), [f(1) for f in [lambda v, k=k: v + k for k in range(3)]])
def nothing(): pass
print(nothing(), (lambda: None)(), print("x", end="") or "y")
def multi():
    try: return "try"
    finally: print("cleanup", end=" ")
print(multi())
def loops():
    for i in range(3):
        try:
            if i == 1: break
        finally: print("fin", i, end=" ")
    else: print("else")
    for i in []: pass
    else: print("empty else", end=" ")
    return i
print(loops()); a = 1; a += 1; a -= 3; a *= 4; a **= 2; a //= 3; a %= 4; a |= 8; a ^= 3; a <<= 2; a >>= 1; a &= 30; print(a); s = "a"; s += "b"; s *= 2; print(s); t = (1,); t += (2,); print(t); dd = {"n": 1}; dd["n"] += 5; dd["l"] = [1]; dd["l"] += [2]; print(dd); class_ = type; print(class_(1)); 1; "expr"; None
print(*[1, 2], sep="-"); print(*"abc", sep=""); print("a", "b", sep="", end="!\n"); print(); print(None, True, 1.0, [1], sep="|"); print("x", file=None, flush=True)
def varscope():
    if False: undefined = 1
    try: return undefined
    except UnboundLocalError as e: return str(e)
print(varscope()); del p
try: p
except NameError as e: print(e)
try:
    def bad(): raise KeyError("inside")
    bad()
except KeyError as err: saved = err
print(repr(saved), "err" in dir() if False else "")
try: err
except NameError as e: print("deleted", e)
print([(a, b) for a in range(3) if a for b in range(a)], (lambda n: [n for n in range(n)])(3), [[n for n in range(m)] for m in range(3)]); print(sorted({"b": 1, "a": 2}, key=lambda k: {"b": 1, "a": 2}[k])); assert True; assert 1, "no"; pass
total = 0
for i in range(3):
    for j in range(3):
        if j == 2: continue
        if i == 2: break
        total += i * 10 + j
    else: continue
    break
print(total, i, j)
