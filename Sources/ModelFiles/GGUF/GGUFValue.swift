import SourceText

/// A value of a GGUF file's metadata.
public enum GGUFValue: Sendable, Equatable {
  /// A whole number of any width.
  case integer(Int)
  /// A whole number that is too large for `Int`.
  case unsigned(UInt64)
  /// A floating-point number of either width.
  case number(Double)
  /// True or false.
  case bool(Bool)
  /// A text; its bytes need not be UTF-8.
  case text(Text)
  /// Values of one kind.
  case array([GGUFValue])

  /// The whole number, where it is one.
  public var integer: Int? { if case .integer(let value) = self { value } else { nil } }

  /// The number, whole or not.
  public var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .unsigned(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The truth value, where it is one.
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

  /// The text, where it is one.
  public var text: Text? { if case .text(let value) = self { value } else { nil } }

  /// The elements, where it is an array.
  public var array: [GGUFValue]? { if case .array(let value) = self { value } else { nil } }

  /// What kind of value it is, for messages.
  public var kind: String {
    switch self {
    case .integer, .unsigned: "a whole number"
    case .number: "a number"
    case .bool: "a truth value"
    case .text: "a text"
    case .array: "an array"
    }
  }
}

extension GGUFValue: ExpressibleByStringLiteral {
  /// A text.
  public init(stringLiteral value: String) { self = .text(Text(value)) }
}

extension GGUFValue: ExpressibleByIntegerLiteral {
  /// A whole number.
  public init(integerLiteral value: Int) { self = .integer(value) }
}
