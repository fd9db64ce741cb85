def attempt(f, *args, **kwargs):
    try:
        print("ok", f(*args, **kwargs))
    except Exception as e:
        print(type(e).__name__, "|", e)
def one(x): return x
def two(a, b=2, *, key, other=1): return a, b, key
def pos(a, /, b): return a, b
attempt(one); attempt(one, 1, 2); attempt(one, y=1); attempt(one, 1, x=2); attempt(two, 1); attempt(two); attempt(two, 1, 2, 3, key=1)
attempt(pos, 1, b=2); attempt(pos, a=1, b=2); attempt(lambda a, b, c: 0); attempt(lambda: 0, 1)
attempt(lambda: 1 + 'a'); attempt(lambda: 'a' + 1); attempt(lambda: [1] + (2,)); attempt(lambda: (1,) + [2]); attempt(lambda: None + 1); attempt(lambda: 1 - 'a'); attempt(lambda: {} + {}); attempt(lambda: 'a' * 'b'); attempt(lambda: [1] * 2.5); attempt(lambda: -'a'); attempt(lambda: ~1.5); attempt(lambda: 1 < 'a'); attempt(lambda: [] < ()); attempt(lambda: None < None)
attempt(lambda: (5)()); attempt(lambda: 'a'()); attempt(lambda: None.x); attempt(lambda: (5).foo); attempt(lambda: 'a'.uper()); attempt(lambda: [].push(1)); attempt(lambda: len(5)); attempt(lambda: [][0]); attempt(lambda: [1][5]); attempt(lambda: (1,)[3]); attempt(lambda: 'abc'[10]); attempt(lambda: {}['k']); attempt(lambda: {}[[]]); attempt(lambda: {[]: 1}); attempt(lambda: [1]['a']); attempt(lambda: 'a'['b']); attempt(lambda: (5)[0]); attempt(lambda: None[0])
attempt(lambda: int('x')); attempt(lambda: int('1.5')); attempt(lambda: int([])); attempt(lambda: int('zz', 16)); attempt(lambda: float('x')); attempt(lambda: float([])); attempt(lambda: 1 / 0); attempt(lambda: 1 // 0); attempt(lambda: 1 % 0); attempt(lambda: 1.0 / 0); attempt(lambda: 1.0 // 0); attempt(lambda: 1.5 % 0); attempt(lambda: 0 ** -1); attempt(lambda: 0.0 ** -1)
attempt(lambda: iter(5)); attempt(lambda: [x for x in 5]); attempt(lambda: next(5)); attempt(lambda: next(iter([]))); attempt(lambda: max([])); attempt(lambda: min()); attempt(lambda: sum(['a'])); attempt(lambda: sum([1, 'a'])); attempt(lambda: sorted([1, 'a'])); attempt(lambda: chr(-1)); attempt(lambda: ord('ab')); attempt(lambda: ord(5))
attempt(lambda: '{}'.format()); attempt(lambda: '{a}'.format()); attempt(lambda: '{0} {}'.format(1, 2)); attempt(lambda: '%d' % 'a'); attempt(lambda: '%s %s' % 1); attempt(lambda: '%s' % (1, 2)); attempt(lambda: '%z' % 1); attempt(lambda: 'a'.join([1])); attempt(lambda: ','.join(5)); attempt(lambda: 'a'.split(''))
attempt(lambda: [1, 2].index(3)); attempt(lambda: [].pop()); attempt(lambda: [1].pop(5)); attempt(lambda: [1].remove(2)); attempt(lambda: {}.pop('a')); attempt(lambda: {1}.remove(2)); attempt(lambda: set().pop()); attempt(lambda: {}.popitem()); attempt(lambda: 'abc'.index('z')); attempt(lambda: (1, 2).index(3))
attempt(lambda: [].append()); attempt(lambda: [].append(1, 2)); attempt(lambda: [].insert(1)); attempt(lambda: {}.get()); attempt(lambda: ''.upper(1)); attempt(lambda: {}.keys(1)); attempt(lambda: range()); attempt(lambda: range('a')); attempt(lambda: range(1, 2, 0)); attempt(lambda: getattr(1, 'x')); attempt(lambda: abs('a')); attempt(lambda: round('a')); attempt(lambda: hash([])); attempt(lambda: {1, []})
attempt(lambda: tuple(5)); attempt(lambda: dict([1])); attempt(lambda: dict([(1, 2, 3)])); attempt(lambda: list(5)); attempt(lambda: set(5)); attempt(lambda: zip(5)); attempt(lambda: enumerate(5)); attempt(lambda: reversed({1})); attempt(lambda: f'{1:q}'); attempt(lambda: f'{"a":d}'); attempt(lambda: format('a', '+')); attempt(lambda: format(1.5, 'x')); attempt(lambda: format([], '5')); attempt(lambda: 'a' in 5); attempt(lambda: 1 in 'a'); attempt(lambda: [1, 2][::0]); attempt(lambda: [1][1.5])
attempt(lambda: sorted(5)); attempt(lambda: map(1)); attempt(lambda: divmod(1, 0)); attempt(lambda: pow(2, 3, 0)); attempt(lambda: {**5}); attempt(lambda: [*5]); attempt(lambda: one(**{1: 2})); attempt(lambda: 'x'.center('a')); attempt(lambda: int(None)); attempt(lambda: [3, 'a'].sort()); attempt(lambda: any(5)); attempt(lambda: open('/nonexistent/x')); attempt(lambda: 'abc'.foo); attempt(lambda: one.foo); attempt(lambda: int.foo)
def unpack(v):
    a, b = v
attempt(unpack, (1,)); attempt(unpack, (1, 2, 3)); attempt(unpack, 5)
def unpack2(v):
    a, *b, c = v
attempt(unpack2, [1])
def local():
    print(zz)
    zz = 1
attempt(local)
def free():
    def inner(): return later
    r = inner()
    later = 1
attempt(free)
attempt(lambda: undefined_name)
class E(ValueError):
    def __init__(self, code): super().__init__(f"code {code}"); self.code = code
try: raise E(5)
except ValueError as e: print(repr(e), e, e.code, e.args, isinstance(e, Exception), E.__name__)
try:
    try: {}["x"]
    except KeyError as e: raise RuntimeError("outer") from e
except RuntimeError as e: print(repr(e.__cause__), e.__context__ is e.__cause__)
try:
    try: 1 / 0
    finally: print("finally")
except ArithmeticError as e: print("caught", repr(e))
def f():
    for i in range(3):
        try:
            if i == 1: continue
            if i == 2: return "returned"
        finally: print("f", i)
print(f())
try:
    try: raise ValueError("a")
    except ValueError: raise
except Exception as e: print("reraised", e)
try: raise ValueError
except ValueError as e: print(repr(e), str(e) == "", e.args)
try: raise 5
except TypeError as e: print(e)
try: assert 1 == 2, "message"
except AssertionError as e: print(repr(e))
try: assert False
except AssertionError as e: print(repr(e))
try:
    pass
except: print("no")
else: print("else ran")
finally: print("done")
print([type(e).__mro__[1].__name__ for e in (KeyError(), ZeroDivisionError(), FileNotFoundError(), NotImplementedError())] if False else "mro")
try: raise KeyError("k")
except LookupError as e: print(e, repr(e), e.args[0])
def deep(n): return deep(n + 1)
try: deep(0)
except RecursionError as e: print("RecursionError")
class Box:
    def __init__(self, v): self.v = v
attempt(Box); attempt(Box, 1, 2); attempt(lambda: Box(1).w); attempt(lambda: Box(1) + 1); attempt(lambda: Box(1) < Box(2)); attempt(lambda: Box(1)()); attempt(lambda: Box(1)[0]); attempt(lambda: len(Box(1))); attempt(lambda: [x for x in Box(1)]); attempt(lambda: Box.nothing); attempt(lambda: Box(1).v.w)
