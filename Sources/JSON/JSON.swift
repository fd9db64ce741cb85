import SourceText

/// A JSON value: ordered, exact, keyed by bytes.
///
/// Source: RFC 8259, and what Python's `json` reads and writes (`NaN`, `Infinity`).
public indirect enum JSON: Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number without fraction or exponent that fits 64 bits.
  case integer(Int)
  /// Any other number.
  case number(Double)
  /// A string as its UTF-8 bytes; a lone surrogate is kept in its three-byte form.
  case string(Text)
  /// A list.
  case array([JSON])
  /// Members in the order of the text.
  case object(JSONObject)
}

extension JSON {
  /// Makes a string value.
  public static func string(_ string: String) -> JSON { .string(Text(string)) }

  /// The member of an object, or nil where this is no object or has no such member.
  public subscript(key: String) -> JSON? {
    guard case .object(let object) = self else { return nil }
    return object[Text(key)]
  }

  /// The string, where this is one.
  public var text: Text? { if case .string(let text) = self { text } else { nil } }

  /// The string for people, where this is one.
  public var string: String? { text?.string }

  /// The integer, where this is one.
  public var integer: Int? { if case .integer(let value) = self { value } else { nil } }

  /// The number, where this is an integer or a number.
  public var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The truth value, where this is one.
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

  /// The elements, where this is an array.
  public var array: [JSON]? { if case .array(let elements) = self { elements } else { nil } }

  /// The members, where this is an object.
  public var object: JSONObject? { if case .object(let object) = self { object } else { nil } }

  /// Whether this is `null`.
  public var isNull: Bool { if case .null = self { true } else { false } }

  /// What the value is, for messages: `a string`, `an object`.
  public var kind: String {
    switch self {
    case .null: "null"
    case .bool: "a truth value"
    case .integer, .number: "a number"
    case .string: "a string"
    case .array: "a list"
    case .object: "an object"
    }
  }
}

extension JSON: Equatable {
  /// Equal kinds with equal contents; an integer never equals a number.
  public static func == (left: JSON, right: JSON) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.integer(let a), .integer(let b)): a == b
    case (.number(let a), .number(let b)): a == b
    case (.string(let a), .string(let b)): a == b
    case (.array(let a), .array(let b)): a == b
    case (.object(let a), .object(let b)): a == b
    default: false
    }
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByFloatLiteral, ExpressibleByArrayLiteral, ExpressibleByNilLiteral
{
  /// A string value.
  public init(stringLiteral value: String) { self = .string(Text(value)) }
  /// An integer value.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// A truth value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// A number value.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// An array value.
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }
  /// The null value.
  public init(nilLiteral: ()) { self = .null }
}
