class Vector:
    """A vector."""
    dims = 2
    def __init__(self, x, y=0): self.x, self.y = x, y
    def __add__(self, o): return Vector(self.x + o.x, self.y + o.y) if isinstance(o, Vector) else NotImplemented
    def __radd__(self, o): return self if o == 0 else NotImplemented
    def __mul__(self, k): return Vector(self.x * k, self.y * k)
    __rmul__ = __mul__
    def __sub__(self, o): return Vector(self.x - o.x, self.y - o.y)
    def __neg__(self): return Vector(-self.x, -self.y)
    def __abs__(self): return (self.x ** 2 + self.y ** 2) ** 0.5
    def __eq__(self, o): return isinstance(o, Vector) and (self.x, self.y) == (o.x, o.y)
    def __hash__(self): return hash((self.x, self.y))
    def __lt__(self, o): return abs(self) < abs(o)
    def __repr__(self): return f"Vector({self.x}, {self.y})"
    def __str__(self): return f"<{self.x}, {self.y}>"
    def __bool__(self): return bool(self.x or self.y)
    def __iter__(self): return iter((self.x, self.y))
    def __contains__(self, v): return v in (self.x, self.y)
    def __getitem__(self, i): return (self.x, self.y)[i]
    def __setitem__(self, i, v):
        if i == 0: self.x = v
        else: self.y = v
    def __delitem__(self, i): print("del", i)
    def __len__(self): return 2
    def __call__(self, *a, **k): return a, k
    def __format__(self, spec): return f"V[{spec}]"
    def __iadd__(self, o): self.x += o.x; return self
    def __int__(self): return int(self.x)
    def __float__(self): return float(self.x)
    def __index__(self): return self.x
    @property
    def length(self): return abs(self)
    @length.setter
    def length(self, v): self.x, self.y = v, 0
    @staticmethod
    def zero(): return Vector(0, 0)
    @classmethod
    def of(cls, *a): return cls(*a)
a, b = Vector(1, 2), Vector(3, 4)
print(a + b, a * 2, 2 * a, b - a, -a, abs(b), a == Vector(1, 2), a != b, a < b, a > b, sorted([b, a]), max(a, b), sum([a, b]), bool(Vector(0)), [*a], 2 in a, a[0], len(a), a(1, k=2))
print(f"{a:spec} {a!r} {a} {a!s:>10}", "{:x} {!r}".format(a, a), "%s %r" % (a, a), str(a), repr(a), [a], {a: 1}, {a, Vector(1, 2)})
a[0] = 10; del a[1]; a += b; print(a, a.length, int(a), float(a), [1, 2, 3, 4, 5][Vector(2)], range(10)[Vector(3)]); b.length = 7; print(b, Vector.zero(), Vector.of(5), Vector.dims, a.dims, Vector.__name__, Vector.__doc__, type(a).__name__, type(a) is Vector, a.__class__ is Vector)
x, y = a; print(x, y, dict(zip("xy", a)), list(map(str, a)), hasattr(a, "x"), hasattr(a, "z"), getattr(a, "z", None)); setattr(a, "z", 1); print(a.z, vars(a)); del a.z; print(hasattr(a, "z"), callable(a), callable(Vector), callable(1))
try: a + 1
except TypeError as e: print(e)
try: a.nope
except AttributeError as e: print(e)
class Base:
    registry = []
    kind = "base"
    def __init__(self): self.log = ["Base"]; self.setup()
    def setup(self): self.log.append("base setup")
    def describe(self): return f"{type(self).__name__}/{self.kind}"
    def __repr__(self): return f"<{self.__class__.__name__}>"
class Child(Base):
    kind = "child"
    def __init__(self, n): super().__init__(); self.n = n
    def setup(self): super().setup(); self.log.append("child setup")
class Grand(Child):
    def describe(self): return "grand " + super().describe()
    def setup(self):
        f = lambda: super(Grand, self).setup()
        f(); self.log.append("grand setup")
g = Grand(3); print(g.log, g.describe(), g, isinstance(g, Base), issubclass(Grand, Base), issubclass(Base, Grand), isinstance(g, (int, Child)), [c.__name__ for c in Grand.__mro__], Grand.__bases__[0].__name__)
Base.registry.append(1); print(Child.registry, Grand.registry is Base.registry); Child.kind = "changed"; print(g.kind, Base.kind)
class Counter2:
    total = 0
    def __init__(self): Counter2.total += 1; self.__class__.total += 0
    def __enter__(self): print("enter"); return self
    def __exit__(self, t, v, tb): print("exit", t.__name__ if t else None, v); return t is ValueError
with Counter2() as c: print("in", c.total)
with Counter2(): raise ValueError("swallowed")
try:
    with Counter2(), Counter2() as d: raise KeyError("x")
except KeyError as e: print("out", e)
class Countdown:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n <= 0: raise StopIteration
        self.n -= 1
        return self.n
print(list(Countdown(3)), [x for x in Countdown(2)], next(Countdown(5)), sum(Countdown(4)), max(Countdown(3)))
class Seq:
    def __getitem__(self, i):
        if i > 2: raise IndexError(i)
        return i * i
print(list(Seq()), 4 in Seq(), [*Seq()])
class Dyn:
    def __getattr__(self, name): return f"dyn {name}"
print(Dyn().anything)
class Slots:
    def __setattr__(self, k, v): super().__setattr__(k, v * 2)
s = Slots(); s.a = 2; print(s.a)
def deco(f):
    def wrapper(*a, **k): return ("wrapped", f(*a, **k))
    return wrapper
def tag(t):
    def d(c): c.tag = t; return c
    return d
@tag("T")
class Tagged:
    @deco
    def m(self, x): return x
print(Tagged.tag, Tagged().m(3), (lambda f: f.m(1))(Tagged()))
class Outer:
    class Inner:
        v = 5
    w = Inner.v + 1
    z = [i * 2 for i in range(3)]
    def inner(self): return self.Inner()
print(Outer.Inner.v, Outer.w, Outer.z, type(Outer().inner()).__name__)
class EqOnly:
    def __eq__(self, o): return True
try: hash(EqOnly())
except TypeError as e: print(e)
class Err(Exception):
    def __str__(self): return "custom"
try: raise Err(1, 2)
except Err as e: print(e, repr(e), e.args)
class Plain: pass
p, q = Plain(), Plain(); print(p == p, p == q, p != q, p is p, {p: 1}[p], isinstance(p, object), type(p) == Plain)
m = g.describe; print(m(), Grand.describe(g), m.__name__)
def outer():
    class L:
        def f(self): return n
    n = 7
    return L().f()
print(outer())
class Temp:
    def __init__(self): self._c = 0
    @property
    def c(self): return self._c
t = Temp()
try: t.c = 5
except AttributeError as e: print(e)
print(t.c, [getattr(t, n) for n in ("c", "_c")])
class Comparable:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == o.v
    def __le__(self, o): return self.v <= o.v
    def __gt__(self, o): return self.v > o.v
print(Comparable(1) <= Comparable(2), Comparable(1) >= Comparable(2) if hasattr(Comparable, "__ge__") and False else "-", Comparable(2) > Comparable(1), Comparable(1) < Comparable(2), Comparable(1) in [Comparable(1)], [Comparable(3)].index(Comparable(3)), [Comparable(3)].count(Comparable(3)))
