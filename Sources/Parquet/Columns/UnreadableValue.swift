import PythonValues

/// A value that a cell cannot hold: it may lie in a row, and is an error as soon as it is touched.
final class UnreadableValue: PyObject {
  /// What it is.
  enum Kind {
    case binary
    case largeInteger(UInt64)
    case longDecimal(Int)
  }

  private let kind: Kind

  init(_ kind: Kind) { self.kind = kind }

  override var typeName: String {
    switch kind {
    case .binary: "bytes"
    case .largeInteger: "int"
    case .longDecimal: "Decimal"
    }
  }

  private var error: PyError {
    switch kind {
    case .binary:
      PyError(.typeError, "a binary value cannot be used here: store text, or remove the column with remove_columns")
    case .largeInteger(let number):
      PyError(
        .overflowError,
        "the integer \(number) is beyond 64 bits: store it as text, or remove the column with remove_columns")
    case .longDecimal(let count):
      PyError(.overflowError, "a decimal of \(count) bytes is too long: at most 64 are read")
    }
  }

  override func repr() throws -> String { throw error }
  override func attribute(_ name: String) throws -> Value? { throw error }
  override func item(_ key: Value) throws -> Value { throw error }
  override func length() throws -> Int? { throw error }
  override func makeIterator() throws -> PyIterator? { throw error }
  override func contains(_ value: Value) throws -> Bool? { throw error }
  override func isTruthy() throws -> Bool { throw error }
  override func equals(_ other: Value) throws -> Bool? { throw error }
  override func hash() throws -> Int { throw error }
  override func compare(_ comparison: Comparison, _ other: Value) throws -> Value? { throw error }
  override func binary(_ operation: BinaryOperator, _ other: Value, reflected: Bool) throws -> Value? { throw error }
  override func unary(_ operation: UnaryOperator) throws -> Value? { throw error }
  override func format(_ spec: String) throws -> String? { throw error }
  override func numericValue() throws -> Value? { throw error }
}
