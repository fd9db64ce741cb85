import PythonValues
import SourceText

extension StringReader {
  /// Reads the parts of an f-string up to its quote, or of a format specification up to its brace.
  mutating func parts(isSpecification: Bool, depth: Int) throws(SyntaxFailure) -> [FormattedPart] {
    var parts: [FormattedPart] = []
    var text: [UInt8] = []
    func flush() {
      if !text.isEmpty { parts.append(.text(PyString(bytes: text))) }
      text = []
    }
    while isSpecification ? byte() != UInt8(ascii: "}") : !isAtQuote {
      try checkEnd()
      if isSpecification, isAtQuote { throw unterminatedField(offset) }
      let next = bytes[offset]
      if next == UInt8(ascii: "{") || next == UInt8(ascii: "}"), byte(1) == next, !isSpecification {
        text.append(next)
        offset += 2
      } else if next == UInt8(ascii: "{") {
        flush()
        parts.append(contentsOf: try field(depth: depth))
      } else if next == UInt8(ascii: "}") {
        throw SyntaxFailure(
          message: "f-string: single '}' is not allowed", span: SourceSpan(offset, offset + 1), remedy: "Write '}}'.")
      } else {
        try readCharacter(into: &text)
      }
    }
    flush()
    if !isSpecification { offset += isTriple ? 3 : 1 }
    return parts
  }

  private func unterminatedField(_ place: Int) -> SyntaxFailure {
    SyntaxFailure(message: "f-string: expecting '}'", span: SourceSpan(place, place + 1))
  }

  private mutating func field(depth: Int) throws(SyntaxFailure) -> [FormattedPart] {
    let open = offset
    guard depth < 2 else {
      throw SyntaxFailure(
        message: "f-string: expressions nested too deeply", span: SourceSpan(open, open + 1))
    }
    offset += 1
    let expressionStart = offset
    try skipExpression(open)
    let expression = SourceSpan(expressionStart, offset)
    if bytes[expressionStart..<offset].allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0A }) {
      throw SyntaxFailure(message: "f-string: empty expression not allowed", span: SourceSpan(open, offset + 1))
    }
    var debugText: PyString?
    if byte() == UInt8(ascii: "=") {
      offset += 1
      while byte() == 0x20 { offset += 1 }
      debugText = PyString(bytes: Array(bytes[expressionStart..<offset]))
    }
    var conversion: Unicode.Scalar?
    if byte() == UInt8(ascii: "!") {
      conversion = Unicode.Scalar(byte(1))
      guard conversion == "r" || conversion == "s" || conversion == "a" else {
        throw SyntaxFailure(
          message: "f-string: invalid conversion character: expected 's', 'r', or 'a'",
          span: SourceSpan(offset, offset + 2))
      }
      offset += 2
    }
    var specification: [FormattedPart]?
    if byte() == UInt8(ascii: ":") {
      offset += 1
      specification = try parts(isSpecification: true, depth: depth + 1)
    }
    guard byte() == UInt8(ascii: "}") else { throw unterminatedField(open) }
    offset += 1
    return [
      .field(expression: expression, debugText: debugText, conversion: conversion, specification: specification)
    ]
  }

  /// Moves over the expression of a field, to the sign that ends it.
  private mutating func skipExpression(_ open: Int) throws(SyntaxFailure) {
    var depth = 0
    while true {
      if offset >= end { throw unterminated }
      if !isTriple, bytes[offset] == 0x0A { throw unterminatedField(open) }
      switch bytes[offset] {
      case 0x22, 0x27: try skipString(open)
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
        depth += 1
        offset += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        if depth == 0 { return }
        depth -= 1
        offset += 1
      case UInt8(ascii: ":") where depth == 0: return
      case UInt8(ascii: "!") where depth == 0 && byte(1) != UInt8(ascii: "="): return
      case UInt8(ascii: "=") where depth == 0 && isDebugSign: return
      case UInt8(ascii: "#"):
        throw SyntaxFailure(
          message: "f-string expression part cannot include '#'", span: SourceSpan(offset, offset + 1))
      case UInt8(ascii: "!"), UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: ">"):
        offset += byte(1) == UInt8(ascii: "=") ? 2 : 1
      default: offset += 1
      }
    }
  }

  /// Whether the `=` here ends the expression (`{x=}`) rather than compares.
  private var isDebugSign: Bool {
    var ahead = 1
    while byte(ahead) == 0x20 { ahead += 1 }
    return [UInt8(ascii: "}"), UInt8(ascii: "!"), UInt8(ascii: ":")].contains(byte(ahead))
      && !(byte(ahead) == UInt8(ascii: "!") && byte(ahead + 1) == UInt8(ascii: "="))
  }

  private mutating func skipString(_ open: Int) throws(SyntaxFailure) {
    let inner = bytes[offset]
    // Before 3.12 the string's own quote ends it, even inside a field.
    let isInnerTriple = byte(1) == inner && byte(2) == inner
    offset += isInnerTriple ? 3 : 1
    while true {
      if offset >= end || (bytes[offset] == 0x0A && !isTriple && !isInnerTriple) { throw unterminatedField(open) }
      if bytes[offset] == 0x5C {
        offset += 2
      } else if bytes[offset] == inner, !isInnerTriple || (byte(1) == inner && byte(2) == inner) {
        offset += isInnerTriple ? 3 : 1
        return
      } else {
        offset += 1
      }
    }
  }
}
