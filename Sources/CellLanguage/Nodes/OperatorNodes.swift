import PythonValues
import SourceText

final class BinaryNode: Node {
  let operation: BinaryOperator
  let left: Node
  let right: Node

  init(_ operation: BinaryOperator, _ left: Node, _ right: Node, _ span: SourceSpan) {
    self.operation = operation
    self.left = left
    self.right = right
    super.init(span)
  }

  override func evaluate(_ frame: Frame) throws -> Value {
    let left = try left.evaluate(frame)
    let right = try right.evaluate(frame)
    if case .int(let a) = left, case .int(let b) = right {
      switch operation {
      case .add:
        let (sum, overflow) = a.addingReportingOverflow(b)
        if !overflow { return .int(sum) }
      case .subtract:
        let (difference, overflow) = a.subtractingReportingOverflow(b)
        if !overflow { return .int(difference) }
      case .multiply:
        let (product, overflow) = a.multipliedReportingOverflow(by: b)
        if !overflow { return .int(product) }
      default: break
      }
    }
    do { return try left.binary(operation, right) } catch { throw frame.located(error, span) }
  }
}

final class UnaryNode: Node {
  let operation: UnaryOperator
  let operand: Node

  init(_ operation: UnaryOperator, _ operand: Node, _ span: SourceSpan) {
    self.operation = operation
    self.operand = operand
    super.init(span)
  }

  override func evaluate(_ frame: Frame) throws -> Value {
    let value = try operand.evaluate(frame)
    do { return try value.unary(operation) } catch { throw frame.located(error, span) }
  }
}

final class NotNode: Node {
  let operand: Node

  init(_ operand: Node, _ span: SourceSpan) {
    self.operand = operand
    super.init(span)
  }

  override func evaluate(_ frame: Frame) throws -> Value { .bool(try !operand.isTrue(frame)) }

  override func isTrue(_ frame: Frame) throws -> Bool { try !operand.isTrue(frame) }
}

/// `and`, `or`: the value that decided.
final class BooleanNode: Node {
  let isAnd: Bool
  let operands: [Node]

  init(isAnd: Bool, _ operands: [Node], _ span: SourceSpan) {
    self.isAnd = isAnd
    self.operands = operands
    super.init(span)
  }

  override func evaluate(_ frame: Frame) throws -> Value {
    for operand in operands.dropLast() {
      let value = try operand.evaluate(frame)
      let truth: Bool
      do { truth = try value.isTruthy() } catch { throw frame.located(error, operand.span) }
      if truth != isAnd { return value }
    }
    return try operands[operands.count - 1].evaluate(frame)
  }

  override func isTrue(_ frame: Frame) throws -> Bool {
    for operand in operands where try operand.isTrue(frame) != isAnd { return !isAnd }
    return isAnd
  }
}

final class ConditionalNode: Node {
  let test: Node
  let then: Node
  let otherwise: Node

  init(_ test: Node, _ then: Node, _ otherwise: Node, _ span: SourceSpan) {
    self.test = test
    self.then = then
    self.otherwise = otherwise
    super.init(span)
  }

  override func evaluate(_ frame: Frame) throws -> Value {
    try test.isTrue(frame) ? then.evaluate(frame) : otherwise.evaluate(frame)
  }
}

/// Comparisons, chained or not.
final class CompareNode: Node {
  let first: Node
  let rest: [(sign: Expression.ComparisonSign, operand: Node)]

  init(_ first: Node, _ rest: [(sign: Expression.ComparisonSign, operand: Node)], _ span: SourceSpan) {
    self.first = first
    self.rest = rest
    super.init(span)
  }

  override func evaluate(_ frame: Frame) throws -> Value {
    var left = try first.evaluate(frame)
    var result = Value.bool(true)
    for (index, step) in rest.enumerated() {
      let right = try step.operand.evaluate(frame)
      do {
        result = try Self.compare(left, step.sign, right)
        if index < rest.count - 1, try !result.isTruthy() { return result }
      } catch { throw frame.located(error, span) }
      left = right
    }
    return result
  }

  override func isTrue(_ frame: Frame) throws -> Bool {
    if rest.count == 1, case .order(let comparison) = rest[0].sign {
      let left = try first.evaluate(frame)
      let right = try rest[0].operand.evaluate(frame)
      if case .int(let a) = left, case .int(let b) = right { return comparison.holds(a, b) }
      do { return try left.compare(comparison, right).isTruthy() } catch { throw frame.located(error, span) }
    }
    let value = try evaluate(frame)
    do { return try value.isTruthy() } catch { throw frame.located(error, span) }
  }

  static func compare(_ left: Value, _ sign: Expression.ComparisonSign, _ right: Value) throws -> Value {
    switch sign {
    case .order(let comparison): try left.compare(comparison, right)
    case .equal: try left.equality(right)
    case .notEqual: try left.inequality(right)
    case .isSame: .bool(left.isIdentical(to: right))
    case .isNotSame: .bool(!left.isIdentical(to: right))
    case .isIn: .bool(try right.contains(left))
    case .isNotIn: .bool(try !right.contains(left))
    }
  }
}

extension Value {
  /// `self == other` as the value that it gives: a tensor gives a tensor.
  func equality(_ other: Value) throws -> Value {
    if case .object(let object) = self, let value = try object.equalityValue(other, negated: false) { return value }
    if case .object(let object) = other, let value = try object.equalityValue(self, negated: false) { return value }
    return .bool(try equals(other))
  }

  /// `self != other` as the value that it gives.
  func inequality(_ other: Value) throws -> Value {
    if case .object(let object) = self, let value = try object.equalityValue(other, negated: true) { return value }
    if case .object(let object) = other, let value = try object.equalityValue(self, negated: true) { return value }
    return .bool(try !equals(other))
  }
}
