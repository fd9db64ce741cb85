import SourceText

/// Cuts a template into tokens, with `trim_blocks` and `lstrip_blocks` on.
///
/// A newline directly after a block or comment is dropped; white space between the start of a line and a block or
/// comment is dropped; `-` beside a tag drops all white space on that side, `+` keeps it.
/// Source: jinja2's template syntax, white space control.
struct Lexer {
  let source: Source
  let bytes: [UInt8]
  var offset = 0
  var tokens: [Token] = []

  /// Whether the last token read ended in a newline (or nothing was read yet): only then is white space at the
  /// start of the text an indentation.
  var isLineStart = true

  init(source: Source) {
    self.source = source
    bytes = source.bytes
  }

  static func tokens(of source: Source) throws(JinjaError) -> [Token] {
    var lexer = Lexer(source: source)
    return try lexer.run()
  }

  /// The template with every line end written as one newline, and without the newline at its end.
  static func normalized(_ template: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(template.count)
    var afterReturn = false
    for byte in template {
      if byte == 0x0D {
        bytes.append(0x0A)
      } else if byte != 0x0A || !afterReturn {
        bytes.append(byte)
      }
      afterReturn = byte == 0x0D
    }
    if bytes.last == 0x0A { bytes.removeLast() }
    return bytes
  }

  mutating func run() throws(JinjaError) -> [Token] {
    while offset < bytes.count {
      let start = offset
      while offset < bytes.count, !isTagOpening(offset) { offset += 1 }
      guard offset < bytes.count else {
        emitData(start, offset)
        break
      }
      try tag(dataStart: start)
    }
    tokens.append(Token(kind: .end, span: SourceSpan(bytes.count, bytes.count)))
    return tokens
  }

  func error(_ message: String, at offset: Int, length: Int = 1) -> JinjaError {
    .syntax(message, TemplatePlace(source, SourceSpan(offset, min(bytes.count, offset + length))))
  }

  func byte(_ index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }

  func has(_ word: StaticString, at index: Int) -> Bool {
    let length = word.utf8CodeUnitCount
    guard index + length <= bytes.count else { return false }
    for place in 0..<length where bytes[index + place] != word.utf8Start[place] { return false }
    return true
  }

  mutating func emit(_ kind: Token.Kind, from start: Int) {
    tokens.append(Token(kind: kind, span: SourceSpan(start, offset)))
  }

  mutating func emitData(_ start: Int, _ end: Int) {
    if end > start {
      tokens.append(Token(kind: .data(Text(bytes: bytes[start..<end])), span: SourceSpan(start, end)))
    }
  }

  private func isTagOpening(_ index: Int) -> Bool {
    bytes[index] == UInt8(ascii: "{") && (has("{%", at: index) || has("{{", at: index) || has("{#", at: index))
  }

  private mutating func tag(dataStart: Int) throws(JinjaError) {
    let start = offset
    let kind = bytes[offset + 1]
    let sign = byte(offset + 2).flatMap { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") ? $0 : nil }
    emitData(dataStart, dataEnd(dataStart, start, sign: sign, isVariable: kind == UInt8(ascii: "{")))
    offset += sign == nil ? 2 : 3
    isLineStart = false
    switch kind {
    case UInt8(ascii: "#"): try comment(start)
    case UInt8(ascii: "{"):
      emit(.variableBegin, from: start)
      try expression(until: .variableEnd, opening: start)
    default:
      if skipRawBegin() { return try raw(start) }
      emit(.blockBegin, from: start)
      try expression(until: .blockEnd, opening: start)
    }
  }

  /// Where the text before a tag ends once the tag's white space rule is applied.
  private func dataEnd(_ start: Int, _ end: Int, sign: UInt8?, isVariable: Bool) -> Int {
    if sign == UInt8(ascii: "-") { return TemplateWhitespace.start(in: bytes, before: end, from: start) }
    if sign == UInt8(ascii: "+") || isVariable { return end }
    let lineStart = bytes[start..<end].lastIndex(of: 0x0A).map { $0 + 1 } ?? start
    guard lineStart > start || isLineStart else { return end }
    return TemplateWhitespace.start(in: bytes, before: end, from: lineStart) == lineStart ? lineStart : end
  }

  private mutating func comment(_ start: Int) throws(JinjaError) {
    let bodyStart = offset
    while offset < bytes.count, !has("#}", at: offset) { offset += 1 }
    guard offset < bytes.count else { throw error("the comment is not closed with '#}'", at: start, length: 2) }
    let sign = offset > bodyStart ? bytes[offset - 1] : 0
    offset += 2
    skipAfterEnd(sign: sign)
  }

  /// Skips what a block's or comment's end swallows: all white space after `-`, nothing after `+`, else one newline.
  mutating func skipAfterEnd(sign: UInt8) {
    if sign == UInt8(ascii: "-") {
      offset = TemplateWhitespace.end(in: bytes, after: offset)
    } else if sign != UInt8(ascii: "+"), byte(offset) == 0x0A {
      offset += 1
    }
    isLineStart = bytes[offset - 1] == 0x0A
  }

  /// Skips ` raw %}` after `{%`, where that stands here.
  private mutating func skipRawBegin() -> Bool {
    var index = TemplateWhitespace.end(in: bytes, after: offset)
    guard has("raw", at: index) else { return false }
    index = TemplateWhitespace.end(in: bytes, after: index + 3)
    if has("-%}", at: index) {
      offset = TemplateWhitespace.end(in: bytes, after: index + 3)
    } else if has("%}", at: index) {
      offset = index + 2
    } else {
      return false
    }
    isLineStart = bytes[offset - 1] == 0x0A
    return true
  }

  private mutating func raw(_ start: Int) throws(JinjaError) {
    let bodyStart = offset
    while offset < bytes.count {
      if has("{%", at: offset) {
        let sign = byte(offset + 2) ?? 0
        let isSigned = sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+")
        var index = TemplateWhitespace.end(in: bytes, after: offset + (isSigned ? 3 : 2))
        if has("endraw", at: index) {
          index = TemplateWhitespace.end(in: bytes, after: index + 6)
          let endSign = byte(index) ?? 0
          if has("-%}", at: index) || has("+%}", at: index) { index += 1 }
          if has("%}", at: index) {
            emitData(bodyStart, dataEnd(bodyStart, offset, sign: isSigned ? sign : nil, isVariable: false))
            offset = index + 2
            return skipAfterEnd(sign: endSign)
          }
        }
      }
      offset += 1
    }
    throw error("the raw block is not closed with '{% endraw %}'", at: start, length: 2)
  }
}
