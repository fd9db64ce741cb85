import Glibc
import PythonValues

extension Builtins {
  static var numbers: [NativeFunction] {
    [
      NativeFunction("abs", "x, /") { arguments, _ in try arguments[0].unary(.absolute) },
      NativeFunction("round", "number, ndigits=None") { arguments, context in
        try round(arguments[0], arguments[1], context)
      },
      NativeFunction("divmod", "x, y, /") { arguments, _ in
        .tupleOf(try arguments[0].binary(.floorDivide, arguments[1]), try arguments[0].binary(.modulo, arguments[1]))
      },
      NativeFunction("pow", "base, exp, mod=None") { arguments, _ in
        try power(arguments[0], arguments[1], arguments[2])
      },
      NativeFunction("bin", "number, /") { arguments, _ in .string(try radix(arguments[0], 2, "0b")) },
      NativeFunction("oct", "number, /") { arguments, _ in .string(try radix(arguments[0], 8, "0o")) },
      NativeFunction("hex", "number, /") { arguments, _ in .string(try radix(arguments[0], 16, "0x")) },
      NativeFunction("chr", "i, /") { arguments, _ in
        let code = try index(arguments[0])
        guard code >= 0, code <= 0x10FFFF else { throw PyError(.valueError, "chr() arg not in range(0x110000)") }
        return .str(PyString(codePoints: [UInt32(code)]))
      },
      NativeFunction("ord", "c, /") { arguments, _ in
        guard case .str(let text) = arguments[0] else {
          throw PyError(.typeError, "ord() expected string of length 1, but \(arguments[0].typeName) found")
        }
        guard text.count == 1, let point = text.codePoints.first else {
          throw PyError(.typeError, "ord() expected a character, but string of length \(text.count) found")
        }
        return .int(Int(point))
      },
      NativeFunction("hash", "object, /") { arguments, _ in .int(try arguments[0].pythonHash()) },
    ]
  }

  private static func radix(_ value: Value, _ radix: Int, _ prefix: String) throws -> String {
    let number = try index(value)
    return (number < 0 ? "-" : "") + prefix + String(number.magnitude, radix: radix)
  }

  private static func power(_ base: Value, _ exponent: Value, _ modulus: Value) throws -> Value {
    if modulus.isNone { return try base.binary(.power, exponent) }
    let (base, exponent, modulus) = try (index(base), index(exponent), index(modulus))
    if modulus == 0 { throw PyError(.valueError, "pow() 3rd argument cannot be 0") }
    guard exponent >= 0 else {
      throw PyError(.valueError, "pow() with a modulus takes no negative exponent here")
    }
    let size = modulus.magnitude
    var factor =
      (base % modulus < 0
        ? UInt(bitPattern: base % modulus &+ (modulus < 0 ? -modulus : modulus)) : UInt(base % modulus)) % size
    var result: UInt = 1 % size
    var left = exponent
    while left > 0 {
      if left & 1 == 1 { result = multiply(result, factor, size) }
      factor = multiply(factor, factor, size)
      left >>= 1
    }
    let rest = Int(result)
    return .int(modulus < 0 && rest != 0 ? rest + modulus : rest)
  }

  private static func multiply(_ a: UInt, _ b: UInt, _ modulus: UInt) -> UInt {
    let product = a.multipliedFullWidth(by: b)
    return modulus.dividingFullWidth((product.high % modulus, product.low)).remainder
  }

  private static func round(_ value: Value, _ digits: Value, _ context: CallContext) throws -> Value {
    if case .object(let object) = value {
      guard let method = try object.attribute("__round__") else {
        throw PyError(.typeError, "type \(value.typeName) doesn't define __round__ method")
      }
      return try digits.isNone ? context.call(method) : context.call(method, digits)
    }
    if case .float(let number) = value {
      if digits.isNone {
        if number.isNaN { throw PyError(.valueError, "cannot convert float NaN to integer") }
        if number.isInfinite { throw PyError(.overflowError, "cannot convert float infinity to integer") }
        guard let integer = Int(exactly: number.rounded(.toNearestOrEven)) else {
          throw PyError(.overflowError, "integer result does not fit 64 bits")
        }
        return .int(integer)
      }
      return .float(try rounded(number, index(digits)))
    }
    guard let number = value.integer else {
      throw PyError(.typeError, "type \(value.typeName) doesn't define __round__ method")
    }
    if digits.isNone { return .int(number) }
    let places = try index(digits)
    if places >= 0 { return .int(number) }
    if places < -18 { return .int(0) }
    let unit = (0..<(-places)).reduce(1) { result, _ in result * 10 }
    let rest = ((number % unit) + unit) % unit
    let floor = number - rest
    let isUp = rest > unit / 2 || (rest == unit / 2 && (floor / unit) % 2 != 0)
    let (result, overflow) = floor.addingReportingOverflow(isUp ? unit : 0)
    if overflow { throw PyError(.overflowError, "integer result does not fit 64 bits") }
    return .int(result)
  }

  /// Rounds to decimal places as CPython does: through the correctly rounded decimal.
  private static func rounded(_ number: Double, _ places: Int) throws -> Double {
    guard number.isFinite, number != 0 else { return number }
    if places > 323 - Int(floor(log10(number.magnitude))) || places > 400 { return number }
    if places < -308 { return number < 0 ? -0.0 : 0.0 }
    if places >= 0 {
      return try Double(Value.float(number).formatted(".\(places)f")) ?? number
    }
    let unit = pow(10.0, Double(-places))
    let scaled = number / unit
    var result = scaled.rounded(.toNearestOrAwayFromZero)
    if (scaled - result).magnitude == 0.5 { result = 2 * (scaled / 2).rounded(.toNearestOrAwayFromZero) }
    let value = result * unit
    if value.isInfinite { throw PyError(.overflowError, "rounded value too large to represent") }
    return value
  }
}
