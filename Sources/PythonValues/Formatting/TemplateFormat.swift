/// `str.format`: replacement fields with names, attributes, items, conversions and nested specifications.
func formatTemplate(
  _ template: PyString, _ positional: [Value]?, _ names: Value, _ context: CallContext
) throws -> PyString {
  var formatter = TemplateFormatter(positional: positional, names: names, context: context)
  return PyString(try formatter.format(Array(template.string.unicodeScalars), depth: 2))
}

private struct TemplateFormatter {
  let positional: [Value]?
  let names: Value
  let context: CallContext
  private var nextIndex = 0
  private var countsByHand: Bool?

  init(positional: [Value]?, names: Value, context: CallContext) {
    self.positional = positional
    self.names = names
    self.context = context
  }

  mutating func format(_ scalars: [Unicode.Scalar], depth: Int) throws -> String {
    guard depth >= 0 else { throw PyError(.valueError, "Max string recursion exceeded") }
    var result = String.UnicodeScalarView()
    var index = 0
    while index < scalars.count {
      let scalar = scalars[index]
      let next = index + 1 < scalars.count ? scalars[index + 1] : nil
      if scalar == "{" || scalar == "}", next == scalar, depth == 2 || scalar == "{" {
        result.append(scalar)
        index += 2
      } else if scalar == "{" {
        let end = try fieldEnd(scalars, from: index + 1)
        result.append(contentsOf: try field(Array(scalars[(index + 1)..<end]), depth: depth).unicodeScalars)
        index = end + 1
      } else if scalar == "}" {
        throw PyError(.valueError, "Single '}' encountered in format string")
      } else {
        result.append(scalar)
        index += 1
      }
    }
    return String(result)
  }

  private func fieldEnd(_ scalars: [Unicode.Scalar], from start: Int) throws -> Int {
    if start >= scalars.count { throw PyError(.valueError, "Single '{' encountered in format string") }
    var depth = 1
    var index = start
    var isInBrackets = false
    while index < scalars.count {
      if scalars[index] == "[", depth == 1 { isInBrackets = true }
      if scalars[index] == "]" { isInBrackets = false }
      if scalars[index] == "{", !isInBrackets { depth += 1 }
      if scalars[index] == "}", !isInBrackets { depth -= 1 }
      if depth == 0 { return index }
      index += 1
    }
    throw PyError(.valueError, "expected '}' before end of string")
  }

  private mutating func field(_ scalars: [Unicode.Scalar], depth: Int) throws -> String {
    var end = 0
    var isInBrackets = false
    while end < scalars.count, isInBrackets || (scalars[end] != "!" && scalars[end] != ":") {
      if scalars[end] == "[" { isInBrackets = true }
      if scalars[end] == "]" { isInBrackets = false }
      end += 1
    }
    var value = try look(up: Array(scalars[..<end]))
    var rest = scalars[end...]
    if rest.first == "!" {
      rest.removeFirst()
      guard let conversion = rest.popFirst() else {
        throw PyError(.valueError, "unmatched '{' in format spec")
      }
      value = try value.converted(conversion)
      if let next = rest.first, next != ":" { throw PyError(.valueError, "expected ':' after conversion specifier") }
    }
    if rest.first == ":" { rest.removeFirst() }
    let spec = rest.contains("{") ? try format(Array(rest), depth: depth - 1) : String(String.UnicodeScalarView(rest))
    return try value.formatted(spec)
  }

  private mutating func look(up name: [Unicode.Scalar]) throws -> Value {
    let end = name.firstIndex { $0 == "." || $0 == "[" } ?? name.count
    let first = String(String.UnicodeScalarView(name[..<end]))
    var value = try base(first)
    var rest = name[end...]
    while let mark = rest.popFirst() {
      if mark == "." {
        let stop = rest.firstIndex { $0 == "." || $0 == "[" } ?? rest.endIndex
        value = try value.attribute(text(rest[rest.startIndex..<stop]))
        rest = rest[stop...]
      } else if mark == "[" {
        guard let stop = rest.firstIndex(of: "]") else { throw PyError(.valueError, "Missing ']' in format string") }
        let key = text(rest[rest.startIndex..<stop])
        if key.isEmpty { throw PyError(.valueError, "Empty attribute in format string") }
        value = try value.item(Int(key).map { $0 >= 0 ? .int($0) : .string(key) } ?? .string(key))
        rest = rest[(stop + 1)...]
      } else {
        throw PyError(.valueError, "Only '.' or '[' may follow ']' in format field specifier")
      }
    }
    return value
  }

  private func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String { String(String.UnicodeScalarView(scalars)) }

  private mutating func base(_ name: String) throws -> Value {
    if name.isEmpty || name.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
      guard let positional else { throw PyError(.valueError, "Format string contains positional fields") }
      let isByHand = !name.isEmpty
      if let countsByHand, countsByHand != isByHand {
        throw PyError(
          .valueError,
          isByHand
            ? "cannot switch from automatic field numbering to manual field specification"
            : "cannot switch from manual field specification to automatic field numbering")
      }
      countsByHand = isByHand
      let index = isByHand ? Int(name) ?? .max : nextIndex
      if !isByHand { nextIndex += 1 }
      guard index < positional.count else {
        throw PyError(.indexError, "Replacement index \(index) out of range for positional args tuple")
      }
      return positional[index]
    }
    return try names.item(.string(name))
  }
}

extension Value {
  /// What `!r`, `!s` and `!a` make of a value.
  public func converted(_ conversion: Unicode.Scalar) throws -> Value {
    switch conversion {
    case "r": return .string(try repr())
    case "s": return .str(try pyString())
    case "a": return .string(asciiEscaped(try repr()))
    default: throw PyError(.valueError, "Unknown conversion specifier \(conversion)")
    }
  }
}

/// A repr whose characters beyond ASCII are escaped, as `ascii()` shows it.
public func asciiEscaped(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    if scalar.isASCII {
      result.unicodeScalars.append(scalar)
      continue
    }
    let digits = String(scalar.value, radix: 16)
    let (letter, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
    result += "\\\(letter)" + String(repeating: "0", count: width - digits.count) + digits
  }
  return result
}
