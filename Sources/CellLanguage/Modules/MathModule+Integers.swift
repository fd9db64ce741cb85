import PythonValues

extension MathModule {
  static var integers: [NativeFunction] {
    [
      NativeFunction("gcd", "*integers") { arguments, _ in
        let result = try arguments.variadic.reduce(UInt(0)) { gcd($0, try Builtins.index($1).magnitude) }
        return try integer(result)
      },
      NativeFunction("lcm", "*integers") { arguments, _ in
        var result: UInt = 1
        for value in arguments.variadic {
          let number = try Builtins.index(value).magnitude
          if number == 0 { return 0 }
          let (product, overflow) = (result / gcd(result, number)).multipliedReportingOverflow(by: number)
          if overflow { throw overflowError }
          result = product
        }
        return try integer(result)
      },
      NativeFunction("factorial", "x, /") { arguments, _ in
        if case .float = arguments[0] {
          throw PyError(.typeError, "'float' object cannot be interpreted as an integer")
        }
        let number = try Builtins.index(arguments[0])
        if number < 0 { throw PyError(.valueError, "factorial() not defined for negative values") }
        if number > 20 { throw overflowError }
        return .int((1...max(1, number)).reduce(1, *))
      },
      NativeFunction("comb", "n, k, /") { arguments, _ in
        let (n, k) = (try Builtins.index(arguments[0]), try Builtins.index(arguments[1]))
        if n < 0 { throw PyError(.valueError, "n must be a non-negative integer") }
        if k < 0 { throw PyError(.valueError, "k must be a non-negative integer") }
        if k > n { return 0 }
        var result: UInt = 1
        for step in 0..<min(k, n - k) {
          let product = result.multipliedFullWidth(by: UInt(n - step))
          let divisor = UInt(step + 1)
          guard product.high < divisor else { throw overflowError }
          result = divisor.dividingFullWidth(product).quotient
        }
        return try integer(result)
      },
      NativeFunction("perm", "n, k=None, /") { arguments, _ in
        let n = try Builtins.index(arguments[0])
        let k = arguments[1].isNone ? n : try Builtins.index(arguments[1])
        if n < 0 { throw PyError(.valueError, "n must be a non-negative integer") }
        if k < 0 { throw PyError(.valueError, "k must be a non-negative integer") }
        if k > n { return 0 }
        var result = 1
        for step in 0..<k {
          let (product, overflow) = result.multipliedReportingOverflow(by: n - step)
          if overflow { throw overflowError }
          result = product
        }
        return .int(result)
      },
      NativeFunction("isqrt", "n, /") { arguments, _ in
        let number = try Builtins.index(arguments[0])
        if number < 0 { throw PyError(.valueError, "isqrt() argument must be nonnegative") }
        var root = Int(Double(number).squareRoot())
        while root.multipliedReportingOverflow(by: root).overflow || root * root > number { root -= 1 }
        while case (let square, let overflow) = (root + 1).multipliedReportingOverflow(by: root + 1), !overflow,
          square <= number
        { root += 1 }
        return .int(root)
      },
    ]
  }

  private static var overflowError: PyError { PyError(.overflowError, "integer result does not fit 64 bits") }

  private static func integer(_ value: UInt) throws -> Value {
    guard let integer = Int(exactly: value) else { throw overflowError }
    return .int(integer)
  }

  private static func gcd(_ a: UInt, _ b: UInt) -> UInt {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}
