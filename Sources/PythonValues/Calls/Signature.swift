/// The parameters of a function that Swift implements, written as Python writes them:
/// `path, name=None, /, *others, split=None, **more`.
public struct Signature: Sendable {
  /// What a parameter takes.
  public enum Kind: Sendable {
    /// By position only.
    case positionalOnly
    /// By position or name.
    case positional
    /// By name only.
    case keywordOnly
    /// All further ones by position.
    case variadic
    /// All further ones by name.
    case keywords
  }

  /// A default value: a literal.
  public enum Default: Sendable {
    /// `None`
    case none
    /// `True`, `False`
    case bool(Bool)
    /// An integer
    case int(Int)
    /// A float
    case float(Double)
    /// A string
    case string(String)
    /// `()`
    case emptyTuple
    /// Shown as `...`: the function sees whether an argument was given.
    case absent

    /// The value.
    public var value: Value {
      switch self {
      case .none, .absent: .none
      case .bool(let value): .bool(value)
      case .int(let value): .int(value)
      case .float(let value): .float(value)
      case .string(let value): .string(value)
      case .emptyTuple: .tuple(PyTuple())
      }
    }
  }

  /// One parameter.
  public struct Parameter: Sendable {
    /// Its name.
    public let name: String
    /// What it takes.
    public let kind: Kind
    /// Its default, or nil where it must be given.
    public let defaultValue: Default?
  }

  /// The parameters in order.
  public let parameters: [Parameter]
  /// The text, for help.
  public let text: String
  /// How many may be given by position.
  let positionalCount: Int
  /// How many must be given by position (or name).
  let requiredCount: Int
  /// Whether all are positional-only without variadics: such functions answer as CPython's C functions do.
  let isPlain: Bool

  /// Reads a signature. A malformed one is the caller's bug.
  public init(_ text: String) {
    self.text = text
    var parameters: [Parameter] = []
    var kind = Kind.positional
    for part in Self.split(text) {
      if part == "/" {
        parameters = parameters.map { Parameter(name: $0.name, kind: .positionalOnly, defaultValue: $0.defaultValue) }
      } else if part == "*" {
        kind = .keywordOnly
      } else if part.hasPrefix("**") {
        parameters.append(Parameter(name: String(part.dropFirst(2)), kind: .keywords, defaultValue: Default.none))
      } else if part.hasPrefix("*") {
        parameters.append(Parameter(name: String(part.dropFirst()), kind: .variadic, defaultValue: Default.none))
        kind = .keywordOnly
      } else {
        parameters.append(Self.parameter(part, kind))
      }
    }
    self.parameters = parameters
    let positional = parameters.prefix { $0.kind == .positional || $0.kind == .positionalOnly }
    positionalCount = positional.count
    requiredCount = positional.count { $0.defaultValue == nil }
    isPlain = parameters.allSatisfy { $0.kind == .positionalOnly }
  }

  private static func parameter(_ part: String, _ kind: Kind) -> Parameter {
    guard let mark = part.firstIndex(of: "=") else { return Parameter(name: part, kind: kind, defaultValue: nil) }
    let literal = String(part[part.index(after: mark)...])
    return Parameter(name: String(part[..<mark]), kind: kind, defaultValue: defaultValue(literal))
  }

  private static func defaultValue(_ literal: String) -> Default {
    switch literal {
    case "None": return .none
    case "True": return .bool(true)
    case "False": return .bool(false)
    case "()": return .emptyTuple
    case "...": return .absent
    default: break
    }
    if let number = Int(literal) { return .int(number) }
    if let number = Double(literal) { return .float(number) }
    if literal.count >= 2, let quote = literal.first, quote == "'" || quote == "\"", literal.last == quote {
      return .string(String(literal.dropFirst().dropLast()).replacingEscapes)
    }
    preconditionFailure("a default must be a literal: \(literal)")
  }

  private static func split(_ text: String) -> [String] {
    var parts: [String] = []
    var part = ""
    var quote: Character?
    for character in text {
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "'" || character == "\"" {
        quote = character
      } else if character == "," {
        parts.append(part)
        part = ""
        continue
      } else if character == " " {
        continue
      }
      part.append(character)
    }
    if !part.isEmpty { parts.append(part) }
    return parts
  }
}

extension String {
  fileprivate var replacingEscapes: String {
    guard contains("\\") else { return self }
    var result = ""
    var escaped = false
    for character in self {
      if escaped {
        result.append(character == "n" ? "\n" : character == "t" ? "\t" : character)
        escaped = false
      } else if character == "\\" {
        escaped = true
      } else {
        result.append(character)
      }
    }
    return result
  }
}
