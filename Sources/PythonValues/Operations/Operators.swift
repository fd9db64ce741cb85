/// The operators of two operands.
public enum BinaryOperator: String, Sendable, CaseIterable {
  /// `+`
  case add = "+"
  /// `-`
  case subtract = "-"
  /// `*`
  case multiply = "*"
  /// `/`
  case divide = "/"
  /// `//`
  case floorDivide = "//"
  /// `%`
  case modulo = "%"
  /// `**`
  case power = "**"
  /// `@`
  case matrixMultiply = "@"
  /// `&`
  case bitAnd = "&"
  /// `|`
  case bitOr = "|"
  /// `^`
  case bitXor = "^"
  /// `<<`
  case shiftLeft = "<<"
  /// `>>`
  case shiftRight = ">>"

  /// The middle of the special method's name: `add` of `__add__`, `__radd__` and `__iadd__`.
  public var methodName: String {
    switch self {
    case .add: "add"
    case .subtract: "sub"
    case .multiply: "mul"
    case .divide: "truediv"
    case .floorDivide: "floordiv"
    case .modulo: "mod"
    case .power: "pow"
    case .matrixMultiply: "matmul"
    case .bitAnd: "and"
    case .bitOr: "or"
    case .bitXor: "xor"
    case .shiftLeft: "lshift"
    case .shiftRight: "rshift"
    }
  }
}

/// The operators of one operand.
public enum UnaryOperator: String, Sendable {
  /// `-`
  case minus = "-"
  /// `+`
  case plus = "+"
  /// `~`
  case invert = "~"
  /// `abs()`
  case absolute = "abs()"
}

/// The orderings.
public enum Comparison: String, Sendable {
  /// `<`
  case less = "<"
  /// `<=`
  case lessOrEqual = "<="
  /// `>`
  case greater = ">"
  /// `>=`
  case greaterOrEqual = ">="

  /// The comparison with its sides exchanged.
  public var mirrored: Comparison {
    switch self {
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    }
  }

  /// The special method's name.
  public var methodName: String {
    switch self {
    case .less: "__lt__"
    case .lessOrEqual: "__le__"
    case .greater: "__gt__"
    case .greaterOrEqual: "__ge__"
    }
  }

  /// Applies the comparison to comparable values.
  @inlinable public func holds<T: Comparable>(_ left: T, _ right: T) -> Bool {
    switch self {
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    }
  }
}
