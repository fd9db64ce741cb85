
def f(*args, k=None):
    return args, k
class Box:
    def __init__(self, v): self.v = v
    def twice(self): return [self.v, self.v]
    def __repr__(self): return f"Box({self.v!r})"
    def __eq__(self, o): return isinstance(o, Box) and self.v == o.v
    def __add__(self, o): return Box((self.v, o))
    def __getitem__(self, i): return self.v[i]
def run(number, program):
    print("#", number)
    try: program()
    except Exception as e: print(type(e).__name__, e)
def program0():
    a, b, c, n, s = 1, 2.5, None, 3, '😀é'
    xs, t, d = [3, 1, 2, 2], (1, 'x'), {}
    a -= str(True)
    xs += (lambda x, y=True: y)(True)
run(0, program0)
def program1():
    a, b, c, n, s = 1, 2.5, None, 3, '钟离先生'
    xs, t, d = [3, 1, 2, 2], (1, 'x'), {}
    d |= {'m': 0}
    if (not {k: str(k) for k in range(1)}):
        print(*xs, sep='-')
    else:
        a += Box(True).nope
    a = b = []
    print(format([str(x) for x in xs if x], '_'))
run(1, program1)
def program2():
    a, b, c, n, s = 1, 2.5, None, 3, '  pad '
    xs, t, d = [3, 1, 2, 2], (1, 'x'), {}
    b = 'a,b;c'
    if [x for x in s]:
        print(f(), ('%s|%r' % ({k: k for k in range(3)},)))
    elif (True if 7 // 2 else d):
        try:
            print({k: [k] for k in range(2)})
            print(Box((lambda x, y=1: x or y)(True))[0])
        except ValueError as e:
            print('caught', type(e).__name__, e)
        xs += (True < t)
    else:
        if 7 // 2:
            print(f"{xs:>8}|{a!r}")
        else:
            print(f"{t!a:^9}|{a!r}")
        print((-format(None, '')))
    print((not 'q"q'), 0.1)
run(2, program2)
def program3():
    a, b, c, n, s = 1, 2.5, None, 3, ''
    xs, t, d = [3, 1, 2, 2], (1, 'x'), {1: 2}
    try:
        s -= (True * 'a,b;c')
        try:
            print(-0.75)
        except TypeError as e:
            print('caught', type(e).__name__, e)
        else:
            print(f((lambda x, y=-0.75: y)(None), f(2.5, True), [x * 2 for x in s]))
        finally:
            print(list(range(-2)))
    except TypeError as e:
        print('caught', type(e).__name__, e)
    try:
        if format(('abc' == None == c), '_'):
            print(1e3)
            print(d.values())
        else:
            print([str(x) for x in d if x != 1])
        b = [x * 2 for x in t]
    except ValueError as e:
        print('caught', type(e).__name__, e)
    xs //= format('12', 'd')
    try:
        c = any([(x, 1) for x in d])
        print(format(format(2.5, '%'), '*^7'))
    except TypeError as e:
        print('caught', type(e).__name__, e)
run(3, program3)
def program4():
    a, b, c, n, s = 1, 2.5, None, 3, "it's"
    xs, t, d = [], (1, 'x'), {'a': 1, 'b': [2]}
    assert a, 'no a'
    print(('%s|%r' % ((lambda x, y=1e3: x == y)(True),)))
run(4, program4)
def program5():
    a, b, c, n, s = 1, 2.5, None, 3, 'ß É'
    xs, t, d = [3, 1, 2, 2], (1, 'x'), {}
    print(-0.75)
    print(f(7 // 2, z=2))
    xs[::2] = xs[::2]
    a = (-[x for x in range(3) if x != 1])
    w7 = 0
    while w7 < 2:
        w7 += 1
        print(f("it's"))
        def g(x, y=-0.75, *r, k=True, **q):
            return y and k
        print(g(1, x=2))
run(5, program5)
def program6():
    a, b, c, n, s = 1, 2.5, None, 3, "it's"
    xs, t, d = [1, 2, 3], (1, 'x'), {1: 2}
    try:
        print(())
        for i in tuple([c, 0, True, d]):
            print((lambda x, y=3: [x, y])(('%s|%r' % (d,))))
            print((lambda x, y=1e3: x)(sorted([2.5], reverse=False)))
    except LookupError as e:
        print('caught', type(e).__name__, e)
    else:
        print(1e3)
    finally:
        def g(x, y=7 // 2, *r, k=2.5, **q):
            return y and k
        print(g(1, 2))
    if b[4:1:-1]:
        print((+('%d' % (True,))), format(format(None, 'b'), ','))
    print({None: '3.5', 7 // 2: abs(None), None: format('钟离先生', '>8')})
    try:
        if Box(xs.pop()) < 3:
            print((sorted([5, 7 // 2, 0.1, 2], reverse=True) / ('%5.2f|%-4s' % (True,))))
            print(f"{xs!r:^9}|{c!r}")
        elif (lambda x, y=0.1: [x, y])(3):
            print((-abs(b)))
            print(d.copy())
    except Exception as e:
        print('caught', type(e).__name__, e)
    print(format(format(None, '<8'), '%'))
    w29 = 0
    while w29 < 3:
        w29 += 1
        for a in tuple([7 // 2, '😀é', '😀é', 10]):
            print(('%x' % ((True + a),)))
        for i in tuple((True, 7 // 2, 'a,b;c', xs,)):
            print(1e3)
            print((+(a if "it's" else 7 // 2)))
        else:
            print((lambda x, y=-0.75: y)((True != True < 'Hello World')))
run(6, program6)
def program7():
    a, b, c, n, s = 1, 2.5, None, 3, ''
    xs, t, d = [3, 1, 2, 2], (1, 'x'), {}
    try:
        print(f"{t:g}|{xs!r}")
    except ValueError as e:
        print('caught', type(e).__name__, e)
    print(s, end='!\n')
    a = ("it's" % (('%x' % (1e3,)),))
    for i, j in tuple(list(enumerate(s))):
        print((~('😀é' == '3.5' < 'abc')), '12')
        print(xs.count(2), ([x * 2 for x in range(6) if x % 1 == 0] if f('a,b;c', 0.1, a) else f"{b!s:g}|{s!r}"))
    else:
        def g(x, y=0.1, *r, k=7 // 2, **q):
            return x
        print(g(1))
        for i in tuple(list(range(4))):
            print(d | {'or': 2})
            print(3)
run(7, program7)
def program8():
    a, b, c, n, s = 1, 2.5, None, 3, '钟离先生'
    xs, t, d = [], (1, 'x'), {1: 2}
    print(d | {'or': 2})
    print(a[-1])
run(8, program8)
def program9():
    a, b, c, n, s = 1, 2.5, None, 3, '3.5'
    xs, t, d = [], (1, 'x'), {}
    print((lambda x, y=1: (x, y))(dict(d)))
    try:
        w5 = 0
        while w5 < 2:
            w5 += 1
            print(f"{c!a:d}|{xs!r}")
            print(format(list(c), 'c9'))
    except (KeyError, IndexError) as e:
        print('caught', type(e).__name__, e)
    finally:
        print((lambda x, y=1e3: x)((xs if "it's" else "it's")))
    try:
        if {k: k for k in range(3)}:
            print(('  pad ' % (xs.extend('ab'),)))
            print((Box(2.5).v != dict(d) == Box(3) < 3))
        elif (lambda x, y=0.1: [x, y])(None):
            print(f"{d!a:#o}|{xs!r}")
            print("it's")
        else:
            print([(x, 1) for x in s if x])
    except Exception as e:
        print('caught', type(e).__name__, e)
    finally:
        print((float(b) if [(x, 1) for x in t if x] else {(1, 2): xs}))
    c = [{None: d}]
    s |= 'a,b;c'
    print([x * 2 for x in range(2) if x % 2 == 0], (-[str(x) for x in t if x != 1]))
run(9, program9)
def program10():
    a, b, c, n, s = 1, 2.5, None, 3, 'ß É'
    xs, t, d = ['b', 'a'], (1, 'x'), {1: 2}
    for i, j in tuple(list(range(-1))):
        def g(x, y=True, *r, k=7 // 2, **q):
            return g2(x)
        print(g())
    else:
        print(f(True, True, f(None, k=1), k=1))
    print(1e3)
run(10, program10)
def program11():
    a, b, c, n, s = 1, 2.5, None, 3, '3.5'
    xs, t, d = [3, 1, 2, 2], (1, 'x'), {}
    print(list(enumerate(s)))
    for i, j in tuple([]):
        print(f(k=1))
    else:
        try:
            print(f(k=1))
        except Exception as e:
            print('caught', type(e).__name__, e)
    def g(x, y=0.1, *r, k=7, **q):
        return x
    print(g())
    for i, j in tuple((True, 7 // 2, 2, True,)):
        c = format([(x, 1) for x in xs if x != 1], '_')
        print(Box(n[::-1]))
run(11, program11)
def program12():
    a, b, c, n, s = 1, 2.5, None, 3, '  pad '
    xs, t, d = [3, 1, 2, 2], (1, 'x'), {}
    raise KeyError(s)
    print(Box('  pad ') + 1)
    if (lambda x, y=True: x)((6 > 0 < None)):
        print(xs.insert(1, 'i'))
    elif (not a):
        a, *c = xs
    print({k: str(k) for k in range(3)})
    print(f"{d!a:.2f}|{s!r}")
run(12, program12)
def program13():
    a, b, c, n, s = 1, 2.5, None, 3, '3.5'
    xs, t, d = [], (1, 'x'), {'a': 1, 'b': [2]}
    w3 = 0
    while w3 < 2:
        w3 += 1
        c = ('abc' % ((None if 'ß É' else d),))
        d |= {'m': 0}
    xs[::2] = xs[::2]
run(13, program13)
def program14():
    a, b, c, n, s = 1, 2.5, None, 3, "it's"
    xs, t, d = [1, 2, 3], (1, 'x'), {1: 2}
    b = [x  for x in range(0) if x % 2 == 0]
    def g(x, y=-12, *r, k=0.1, **q):
        return g2(x)
    print(g(1, 2, 3))
run(14, program14)
def program15():
    a, b, c, n, s = 1, 2.5, None, 3, ''
    xs, t, d = [], (1, 'x'), {1: 2}
    n %= d
    print((lambda x, y=2.5: x == y)(d))
run(15, program15)
def program16():
    a, b, c, n, s = 1, 2.5, None, 3, '钟离先生'
    xs, t, d = ['b', 'a'], (1, 'x'), {1: 2}
    print((f"{c!r:.2f}|{xs!r}" != b[:2] < sorted([True], reverse=False)), '钟离先生')
    print((2.5 < [x * 2 for x in xs if x != 1] >= f"{t!a:05}|{a!r}"))
    def g(x, y=-0.75, *r, k=1, **q):
        return y and k
    print(g(*xs))
    print((sorted([2.5, 1e3], reverse=False) <= ("it's" if d else True) < {**d, 'new': 1}))
    xs.append(n)
run(16, program16)
def program17():
    a, b, c, n, s = 1, 2.5, None, 3, ''
    xs, t, d = ['b', 'a'], (1, 'x'), {'a': 1, 'b': [2]}
    if s[1]:
        for i, j in tuple(list(range(1))):
            print(sorted([-10, 2.5, -0.75], reverse=False))
        print(0.1)
    else:
        w8 = 0
        while w8 < 1:
            w8 += 1
            print(c[-1])
    print([str(x) for x in d if x])
    def g(x, y=-0.75, *r, k=7 // 2, **q):
        return (x, y, r, k, q)
    print(g(1, x=2))
    raise ValueError('made')
    print(Box(s[5])[0])
    c = ((not True) / s[::2])
run(17, program17)
def program18():
    a, b, c, n, s = 1, 2.5, None, 3, ''
    xs, t, d = [1, 2, 3], (1, 'x'), {1: 2}
    if (lambda x, y=1: (x, y))({k: [k] for k in range(1)}):
        print(f"{s:c9}|{t!r}", list(reversed(xs)))
        b |= s.zfill(7)
    elif xs[::-1]:
        d['new'] = 1
        s %= format(True, '+')
    def g(x, y=-0.75, *r, k=-0.75, **q):
        return x
    print(g(x=3))
run(18, program18)
def program19():
    a, b, c, n, s = 1, 2.5, None, 3, 'a,b;c'
    xs, t, d = [1, 2, 3], (1, 'x'), {1: 2}
    if str(f"{b!s:05}|{a!r}"):
        for i, j in tuple(list(range(3))):
            print(('%5.2f|%-4s' % (a[-1],)))
            print((('' & None) & (lambda x, y=True: [x, y])('  pad ')))
    elif (not True):
        for i, j in tuple([x == 2 for x in range(4) if x % 1 == 0]):
            print({(1, 2): xs.copy()})
    else:
        print([str(x) for x in d if x != 1])
        print(Box(round(True)).twice())
    print(("it's" % ([x * 2 for x in d],)))
    xs //= ('%d' % ('ß É',))
    print((Box(1e3).twice() if f(n, z=2) else [xs, None, None, 1e3]))
    xs[::2] = xs[::2]
run(19, program19)
def program20():
    a, b, c, n, s = 1, 2.5, None, 3, 'Hello World'
    xs, t, d = [3, 1, 2, 2], (1, 'x'), {'a': 1, 'b': [2]}
    print(format((None if d else "it's"), 'e'))
    xs.append(n)
    def g(x, y=-0.75, *r, k=-0.75, **q):
        return y and k
    print(g(1, k=5))
    d |= {'m': 0}
    a = ('%x' % ((lambda x, y=0.1: x or y)(''),))
    print(format((lambda x, y=7 // 2: (x, y))(None), '^9'))
run(20, program20)
def program21():
    a, b, c, n, s = 1, 2.5, None, 3, '😀é'
    xs, t, d = [3, 1, 2, 2], (1, 'x'), {1: 2}
    def g(x, y=7 // 2, *r, k=0.1, **q):
        return g2(x)
    print(g(1, k=5))
    print('Hello World')
    n -= [x * 2 for x in d if x != 1]
    print((lambda x, y=7 // 2: x == y)([x  for x in range(1) if x % 2 == 0]))
run(21, program21)
def program22():
    a, b, c, n, s = 1, 2.5, None, 3, 'a,b;c'
    xs, t, d = [1, 2, 3], (1, 'x'), {1: 2}
    print(Box('3.5'.capitalize()) < 3)
    s |= 2.5
    print(('ß É' % ('abc',)), (-xs.pop(0)))
    del d['a']
    print(format(Box(True) < 3, ','))
run(22, program22)
def program23():
    a, b, c, n, s = 1, 2.5, None, 3, '钟离先生'
    xs, t, d = ['b', 'a'], (1, 'x'), {}
    for i, j in tuple(['  pad ', None]):
        print(('%s|%r' % (Box(None),)))
    if (list(range(0)) if [x for x in d if x != 1] else '😀é'):
        def g(x, y=0.1, *r, k=1e3, **q):
            return (x, y, r, k, q)
        print(g(1, 2))
    elif (None,):
        c = [n[''], True, d.setdefault('k', []), (-None)]
    else:
        print(([x  for x in range(0) if x % 2 == 0] < (True < t < None) == ('12' > True == -8)))
        print('q"q')
    def g(x, y=2, *r, k=True, **q):
        return x
    print(g(1, x=2))
    def g(x, y=7 // 2, *r, k=-3, **q):
        return (x, y, r, k, q)
    print(g(1, x=2))
    print(s[0])
run(23, program23)
def program24():
    a, b, c, n, s = 1, 2.5, None, 3, ''
    xs, t, d = ['b', 'a'], (1, 'x'), {}
    a = (not t[4:1:-1])
    w4 = 0
    while w4 < 2:
        w4 += 1
        print(xs.pop())
    print((lambda x, y=0.1: [x, y])((0.1 < None < 'abc')), (lambda x, y=-0.75: (x, y))(c[1]))
run(24, program24)
def program25():
    a, b, c, n, s = 1, 2.5, None, 3, 'ß É'
    xs, t, d = [], (1, 'x'), {1: 2}
    print(18)
    b = (('%5.2f|%-4s' % (None,)) > {**d, 'new': 1} < (True,))
    def g(x, y=0.1, *r, k=7 // 2, **q):
        return g2(x)
    print(g(1, 2))
    def g(x, y=2, *r, k=-0.75, **q):
        return x
    print(g())
run(25, program25)
def program26():
    a, b, c, n, s = 1, 2.5, None, 3, 'q"q'
    xs, t, d = [], (1, 'x'), {}
    d['new'] = 1
    for i, j in tuple(sorted([3, 7 // 2, 1e3], reverse=False)):
        w5 = 0
        while w5 < 3:
            w5 += 1
            print((lambda x, y=2.5: y)((0.1 ^ None)))
        print(('%d' % (list(range(0)),)))
    print(f"{t!s:.2f}|{xs!r}")
    a -= {k: k * k for k in range(3)}
run(26, program26)
def program27():
    a, b, c, n, s = 1, 2.5, None, 3, '  pad '
    xs, t, d = ['b', 'a'], (1, 'x'), {}
    d['new'] = 1
    print({**d, 'new': 1})
run(27, program27)
