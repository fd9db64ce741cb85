import Glibc
import PythonValues

/// The module `math`.
enum MathModule {
  static func members() -> [(String, Value)] {
    let functions = plain + checked + integers + several + rounding
    return functions.map { ($0.name, .object($0)) } + [
      ("pi", .float(.pi)), ("e", .float(M_E)), ("tau", .float(2 * .pi)), ("inf", .float(.infinity)),
      ("nan", .float(.nan)),
    ]
  }

  static let domain = PyError(.valueError, "math domain error")
  static let range = PyError(.overflowError, "math range error")

  static func number(_ value: Value) throws -> Double {
    if let number = value.number { return number }
    if case .object(let object) = value, let number = try object.numericValue()?.number { return number }
    throw PyError(.typeError, "must be real number, not \(value.typeName)")
  }

  private static func function(_ name: String, _ body: @escaping (Double) throws -> Double) -> NativeFunction {
    NativeFunction(name, "x, /") { arguments, _ in
      let argument = try number(arguments[0])
      let result = try body(argument)
      if result.isNaN, !argument.isNaN { throw domain }
      if result.isInfinite, argument.isFinite { throw range }
      return .float(result)
    }
  }

  private static var plain: [NativeFunction] {
    [
      function("sin") { sin($0) }, function("cos") { cos($0) }, function("tan") { tan($0) },
      function("asin") { asin($0) }, function("acos") { acos($0) }, function("atan") { atan($0) },
      function("sinh") { sinh($0) }, function("cosh") { cosh($0) }, function("tanh") { tanh($0) },
      function("asinh") { asinh($0) }, function("acosh") { acosh($0) }, function("exp") { exp($0) },
      function("exp2") { exp2($0) }, function("expm1") { expm1($0) }, function("sqrt") { sqrt($0) },
      function("cbrt") { cbrt($0) }, function("fabs") { abs($0) }, function("erf") { erf($0) },
      function("erfc") { erfc($0) }, function("degrees") { $0 * (180 / .pi) }, function("radians") { $0 * (.pi / 180) },
    ]
  }

  private static var checked: [NativeFunction] {
    [
      function("atanh") { if abs($0) >= 1 { throw domain } else { return atanh($0) } },
      function("log2") { if $0 <= 0 { throw domain } else { return log2($0) } },
      function("log10") { if $0 <= 0 { throw domain } else { return log10($0) } },
      function("log1p") { if $0 <= -1 { throw domain } else { return log1p($0) } },
      function("gamma") { if $0 <= 0, $0 == $0.rounded() { throw domain } else { return tgamma($0) } },
      function("lgamma") { if $0 <= 0, $0 == $0.rounded() { throw domain } else { return lgamma($0) } },
      NativeFunction("log", "x, base=..., /") { arguments, _ in
        func logarithm(_ value: Value) throws -> Double {
          let number = try number(value)
          if number <= 0 { throw domain }
          return log(number)
        }
        let result = try logarithm(arguments[0])
        guard arguments.isGiven("base") else { return .float(result) }
        let divisor = try logarithm(arguments[1])
        if divisor == 0 { throw PyError(.zeroDivisionError, "float division by zero") }
        return .float(result / divisor)
      },
    ]
  }

  private static var rounding: [NativeFunction] {
    func whole(_ name: String, _ special: String, _ rule: FloatingPointRoundingRule) -> NativeFunction {
      NativeFunction(name, "x, /") { arguments, context in
        if let integer = arguments[0].integer { return .int(integer) }
        if case .object(let object) = arguments[0], let method = try object.attribute(special) {
          return try context.call(method)
        }
        let value = try number(arguments[0])
        if value.isNaN { throw PyError(.valueError, "cannot convert float NaN to integer") }
        if value.isInfinite { throw PyError(.overflowError, "cannot convert float infinity to integer") }
        guard let integer = Int(exactly: value.rounded(rule)) else {
          throw PyError(.overflowError, "integer result does not fit 64 bits")
        }
        return .int(integer)
      }
    }
    return [
      whole("floor", "__floor__", .down), whole("ceil", "__ceil__", .up), whole("trunc", "__trunc__", .towardZero),
      NativeFunction("isnan", "x, /") { arguments, _ in .bool(try number(arguments[0]).isNaN) },
      NativeFunction("isinf", "x, /") { arguments, _ in .bool(try number(arguments[0]).isInfinite) },
      NativeFunction("isfinite", "x, /") { arguments, _ in .bool(try number(arguments[0]).isFinite) },
      NativeFunction("modf", "x, /") { arguments, _ in
        let value = try number(arguments[0])
        let whole = value.rounded(.towardZero)
        let rest = value.isInfinite ? 0 : value - whole
        return .tupleOf(.float(rest == 0 && value.sign == .minus ? -0.0 : rest), .float(whole))
      },
      NativeFunction("frexp", "x, /") { arguments, _ in
        let value = try number(arguments[0])
        guard value.isFinite, value != 0 else { return .tupleOf(.float(value), .int(0)) }
        let parts = frexp(value)
        return .tupleOf(.float(parts.0), .int(Int(parts.1)))
      },
    ]
  }

  private static var several: [NativeFunction] {
    [
      NativeFunction("pow", "x, y, /") { arguments, _ in
        let (x, y) = (try number(arguments[0]), try number(arguments[1]))
        let result = pow(x, y)
        if result.isNaN, !x.isNaN, !y.isNaN { throw domain }
        if x == 0, y < 0 { throw domain }
        if result.isInfinite, x.isFinite, y.isFinite { throw range }
        return .float(result)
      },
      NativeFunction("fmod", "x, y, /") { arguments, _ in
        let (x, y) = (try number(arguments[0]), try number(arguments[1]))
        let result = fmod(x, y)
        if result.isNaN, !x.isNaN, !y.isNaN { throw domain }
        return .float(result)
      },
      NativeFunction("atan2", "y, x, /") { arguments, _ in
        .float(atan2(try number(arguments[0]), try number(arguments[1])))
      },
      NativeFunction("copysign", "x, y, /") { arguments, _ in
        .float(copysign(try number(arguments[0]), try number(arguments[1])))
      },
      NativeFunction("ldexp", "x, i, /") { arguments, _ in
        let value = try number(arguments[0])
        let result = scalbn(value, try Int32(clamping: arguments.integer("i")))
        if result.isInfinite, value.isFinite { throw range }
        return .float(result)
      },
      NativeFunction("hypot", "*coordinates") { arguments, _ in
        let values = try arguments.variadic.map(number)
        if values.count == 2 { return .float(hypot(values[0], values[1])) }
        return .float(sqrt(values.reduce(0) { $0 + $1 * $1 }))
      },
      NativeFunction("dist", "p, q, /") { arguments, _ in
        let (p, q) = (try arguments[0].iterated().map(number), try arguments[1].iterated().map(number))
        if p.count != q.count { throw PyError(.valueError, "both points must have the same number of dimensions") }
        if p.count == 2 { return .float(hypot(p[0] - q[0], p[1] - q[1])) }
        return .float(sqrt(zip(p, q).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }))
      },
      NativeFunction("isclose", "a, b, *, rel_tol=1e-09, abs_tol=0.0") { arguments, _ in
        let (a, b) = (try arguments.number("a"), try arguments.number("b"))
        let (relative, absolute) = (try arguments.number("rel_tol"), try arguments.number("abs_tol"))
        if relative < 0 || absolute < 0 { throw PyError(.valueError, "tolerances must be non-negative") }
        if a == b { return true }
        if a.isInfinite || b.isInfinite { return false }
        let difference = abs(a - b)
        return .bool(difference <= abs(relative * b) || difference <= abs(relative * a) || difference <= absolute)
      },
      NativeFunction("fsum", "seq, /") { arguments, _ in .float(try exactSum(arguments[0].iterated().map(number))) },
      NativeFunction("prod", "iterable, /, *, start=1") { arguments, _ in
        try arguments[0].iterated().reduce(arguments["start"]) { try $0.binary(.multiply, $1) }
      },
    ]
  }

  /// A sum without rounding on the way: Shewchuk's partial sums.
  private static func exactSum(_ values: [Double]) throws -> Double {
    var partials: [Double] = []
    for value in values {
      var x = value
      var kept = 0
      for index in partials.indices {
        var y = partials[index]
        if abs(x) < abs(y) { swap(&x, &y) }
        let high = x + y
        let low = y - (high - x)
        if low != 0 {
          partials[kept] = low
          kept += 1
        }
        x = high
      }
      partials.removeSubrange(kept...)
      if !x.isFinite {
        if values.allSatisfy(\.isFinite) { throw PyError(.overflowError, "intermediate overflow in fsum") }
        return values.reduce(0, +)
      }
      partials.append(x)
    }
    guard var high = partials.popLast() else { return 0 }
    var low = 0.0
    while let y = partials.popLast() {
      let x = high
      high = x + y
      low = y - (high - x)
      if low != 0 { break }
    }
    if let next = partials.last, (low < 0 && next < 0) || (low > 0 && next > 0) {
      let y = low * 2
      let x = high + y
      if y == x - high { high = x }
    }
    return high
  }
}
