import Glibc

/// The most bytes or elements that one repetition or formatting may make.
let maximumSize = 1 << 30

extension Value {
  /// `self <operation> other`.
  ///
  /// - Throws: `TypeError` for operands without that operation, `ZeroDivisionError`, `OverflowError`.
  public func binary(_ operation: BinaryOperator, _ other: Value) throws -> Value {
    switch (self, other) {
    case (.int(let a), .int(let b)): return try Value.integers(operation, a, b)
    case (.float(let a), .float(let b)): if let value = try Value.floats(operation, a, b) { return value }
    case (.float, .int), (.int, .float), (.float, .bool), (.bool, .float):
      if let a = number, let b = other.number, let value = try Value.floats(operation, a, b) { return value }
    case (.bool(let a), .bool(let b)):
      switch operation {
      case .bitAnd: return .bool(a && b)
      case .bitOr: return .bool(a || b)
      case .bitXor: return .bool(a != b)
      default: return try Value.integers(operation, a ? 1 : 0, b ? 1 : 0)
      }
    case (.bool, .int), (.int, .bool): return try Value.integers(operation, integer ?? 0, other.integer ?? 0)
    default: if let value = try containers(operation, other) { return value }
    }
    return try objects(operation, other)
  }

  private func objects(_ operation: BinaryOperator, _ other: Value) throws -> Value {
    if case .object(let left) = self, let value = try left.binary(operation, other, reflected: false) { return value }
    if case .object(let right) = other, let value = try right.binary(operation, self, reflected: true) { return value }
    throw Value.unsupported(operation, self, other)
  }

  static func unsupported(_ operation: BinaryOperator, _ left: Value, _ right: Value) -> PyError {
    if operation == .add {
      switch left {
      case .str:
        return PyError(.typeError, "can only concatenate str (not \"\(right.typeName)\") to str")
      case .list:
        return PyError(.typeError, "can only concatenate list (not \"\(right.typeName)\") to list")
      case .tuple:
        return PyError(.typeError, "can only concatenate tuple (not \"\(right.typeName)\") to tuple")
      default: break
      }
    }
    if operation == .multiply, left.isSequence || right.isSequence {
      let other = left.isSequence ? right : left
      return PyError(.typeError, "can't multiply sequence by non-int of type '\(other.typeName)'")
    }
    let sign = operation == .power ? "** or pow()" : operation.rawValue
    return PyError(
      .typeError, "unsupported operand type(s) for \(sign): '\(left.typeName)' and '\(right.typeName)'")
  }

  private var isSequence: Bool {
    switch self {
    case .str, .list, .tuple: true
    default: false
    }
  }

  /// The operation on integers.
  @inlinable static func integers(_ operation: BinaryOperator, _ a: Int, _ b: Int) throws -> Value {
    let (result, overflow): (Int, Bool)
    switch operation {
    case .add: (result, overflow) = a.addingReportingOverflow(b)
    case .subtract: (result, overflow) = a.subtractingReportingOverflow(b)
    case .multiply: (result, overflow) = a.multipliedReportingOverflow(by: b)
    default: return try rareIntegers(operation, a, b)
    }
    if overflow { throw integerOverflow() }
    return .int(result)
  }

  @usableFromInline static func rareIntegers(_ operation: BinaryOperator, _ a: Int, _ b: Int) throws -> Value {
    switch operation {
    case .divide:
      if b == 0 { throw PyError(.zeroDivisionError, "division by zero") }
      return .float(Double(a) / Double(b))
    case .floorDivide:
      if b == 0 { throw PyError(.zeroDivisionError, "integer division or modulo by zero") }
      let (quotient, overflow) = a.dividedReportingOverflow(by: b)
      if overflow { throw integerOverflow() }
      return .int(quotient &* b != a && (a < 0) != (b < 0) ? quotient - 1 : quotient)
    case .modulo:
      if b == 0 { throw PyError(.zeroDivisionError, "integer modulo by zero") }
      if b == -1 { return .int(0) }
      let rest = a % b
      return .int(rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest)
    case .power: return try power(a, b)
    case .bitAnd: return .int(a & b)
    case .bitOr: return .int(a | b)
    case .bitXor: return .int(a ^ b)
    case .shiftLeft:
      if b < 0 { throw PyError(.valueError, "negative shift count") }
      if a == 0 { return .int(0) }
      guard b < 64, (a << b) >> b == a else { throw integerOverflow() }
      return .int(a << b)
    case .shiftRight:
      if b < 0 { throw PyError(.valueError, "negative shift count") }
      return .int(a >> min(b, 63))
    default: throw unsupported(operation, .int(a), .int(b))
    }
  }

  /// The error of an integer beyond 64 bits.
  @usableFromInline static func integerOverflow() -> PyError {
    PyError(.overflowError, "integer result does not fit 64 bits", remedy: "Use a float: multiply by 1.0 first.")
  }

  private static func power(_ base: Int, _ exponent: Int) throws -> Value {
    if exponent < 0 {
      if base == 0 { throw PyError(.zeroDivisionError, "0.0 cannot be raised to a negative power") }
      return .float(pow(Double(base), Double(exponent)))
    }
    var result = 1
    var factor = base
    var left = exponent
    while left > 0 {
      if left & 1 == 1 {
        let (product, overflow) = result.multipliedReportingOverflow(by: factor)
        if overflow { throw integerOverflow() }
        result = product
      }
      left >>= 1
      if left == 0 { break }
      let (square, overflow) = factor.multipliedReportingOverflow(by: factor)
      if overflow { throw integerOverflow() }
      factor = square
    }
    return .int(result)
  }

  private static func floats(_ operation: BinaryOperator, _ a: Double, _ b: Double) throws -> Value? {
    switch operation {
    case .add: return .float(a + b)
    case .subtract: return .float(a - b)
    case .multiply: return .float(a * b)
    case .divide:
      if b == 0 { throw PyError(.zeroDivisionError, "float division by zero") }
      return .float(a / b)
    case .floorDivide:
      if b == 0 { throw PyError(.zeroDivisionError, "float floor division by zero") }
      return .float(floorDivision(a, b).quotient)
    case .modulo:
      if b == 0 { throw PyError(.zeroDivisionError, "float modulo") }
      return .float(floorDivision(a, b).rest)
    case .power:
      if a == 0, b < 0 { throw PyError(.zeroDivisionError, "0.0 cannot be raised to a negative power") }
      if a < 0, a.isFinite, b.isFinite, b != b.rounded() {
        throw PyError(
          .valueError, "negative number cannot be raised to a fractional power: complex numbers do not exist here")
      }
      let result = pow(a, b)
      if result.isInfinite, a.isFinite, b.isFinite {
        throw PyError(.overflowError, "(34, 'Numerical result out of range')")
      }
      return .float(result)
    default: return nil
    }
  }

  /// Quotient and rest as CPython's `float_divmod`.
  static func floorDivision(_ a: Double, _ b: Double) -> (quotient: Double, rest: Double) {
    var rest = fmod(a, b)
    var quotient = (a - rest) / b
    if rest != 0 {
      if (b < 0) != (rest < 0) {
        rest += b
        quotient -= 1
      }
    } else {
      rest = b.sign == .minus ? -0.0 : 0.0
    }
    if quotient == 0 { return ((a / b).sign == .minus ? -0.0 : 0.0, rest) }
    let floor = quotient.rounded(.down)
    return (quotient - floor > 0.5 ? floor + 1 : floor, rest)
  }

  /// `-self` and its like.
  public func unary(_ operation: UnaryOperator) throws -> Value {
    switch (self, operation) {
    case (.int(let value), .minus):
      if value == .min { throw Value.integerOverflow() }
      return .int(-value)
    case (.int, .plus): return self
    case (.int(let value), .invert): return .int(~value)
    case (.int(let value), .absolute):
      if value == .min { throw Value.integerOverflow() }
      return .int(abs(value))
    case (.bool(let value), _): return try Value.int(value ? 1 : 0).unary(operation)
    case (.float(let value), .minus): return .float(-value)
    case (.float, .plus): return self
    case (.float(let value), .absolute): return .float(value.magnitude)
    case (.object(let object), _): if let value = try object.unary(operation) { return value }
    default: break
    }
    let verb =
      operation == .absolute ? "bad operand type for abs()" : "bad operand type for unary \(operation.rawValue)"
    throw PyError(.typeError, "\(verb): '\(typeName)'")
  }
}
