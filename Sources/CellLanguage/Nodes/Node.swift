import PythonValues
import SourceText

/// An expression, ready to run.
class Node {
  let span: SourceSpan

  init(_ span: SourceSpan) { self.span = span }

  /// The value of the expression.
  func evaluate(_ frame: Frame) throws -> Value { .none }

  /// The truth of the value.
  func isTrue(_ frame: Frame) throws -> Bool {
    let value = try evaluate(frame)
    if case .bool(let truth) = value { return truth }
    do { return try value.isTruthy() } catch { throw frame.located(error, span) }
  }
}

/// How a statement ended.
enum Completion {
  case normal
  case breakLoop
  case continueLoop
  case returned
}

/// A statement, ready to run.
class StatementNode {
  let span: SourceSpan

  init(_ span: SourceSpan) { self.span = span }

  func execute(_ frame: Frame) throws -> Completion { .normal }
}

/// What can be assigned to, ready to run.
class Target {
  let span: SourceSpan

  init(_ span: SourceSpan) { self.span = span }

  func assign(_ value: Value, _ frame: Frame) throws {}

  func delete(_ frame: Frame) throws {}
}

/// Runs statements one after the other.
struct Block {
  let statements: [StatementNode]

  @inline(__always) func execute(_ frame: Frame) throws -> Completion {
    for statement in statements {
      let completion = try statement.execute(frame)
      if completion != .normal { return completion }
    }
    return .normal
  }

  var isEmpty: Bool { statements.isEmpty }
}
