import PythonValues

extension Renderer {
  /// Lines of at most `width` characters, broken at white space, after hyphens between letters, and inside words that
  /// are longer than a line.
  ///
  /// Source: Python's `textwrap.wrap` with `expand_tabs` and `replace_whitespace` off.
  func wordWrap(_ arguments: BoundArguments) throws -> Value {
    let width = try arguments.integer("width")
    guard width > 0 else { throw PyError(.valueError, "invalid width \(width) (must be > 0)") }
    let breaksLongWords = try arguments.bool("break_long_words")
    let breaksHyphens = try arguments.bool("break_on_hyphens")
    let separator = arguments["wrapstring"].isNone ? "\n" : try text(of: arguments["wrapstring"]).string
    let lines = try method("splitlines", of: textValue(arguments["value"])).elements ?? []
    let wrapped = try lines.map { line in
      let chunks = WordWrap.chunks(of: Array((try text(of: line)).string.unicodeScalars), breaksHyphens: breaksHyphens)
      return WordWrap(width: width, breaksLongWords: breaksLongWords).lines(of: chunks).joined(separator: separator)
    }
    return .string(wrapped.joined(separator: separator))
  }
}

/// Fills lines with chunks of text.
private struct WordWrap {
  typealias Chunk = ArraySlice<Unicode.Scalar>

  let width: Int
  let breaksLongWords: Bool

  /// Words and the white space between them; a word is cut after a hyphen between letters.
  static func chunks(of text: [Unicode.Scalar], breaksHyphens: Bool) -> [Chunk] {
    var chunks: [Chunk] = []
    var start = 0
    for index in text.indices {
      let isLast = index + 1 == text.count
      let turns = !isLast && isSpace(text[index]) != isSpace(text[index + 1])
      let isHyphen =
        breaksHyphens && !isLast && text[index] == "-" && index > start + 1 && text[index - 1].properties.isAlphabetic
        && text[index - 2].properties.isAlphabetic && text[index + 1].properties.isAlphabetic
      if isLast || turns || isHyphen {
        chunks.append(text[start...index])
        start = index + 1
      }
    }
    return chunks
  }

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    "\t\n\u{0B}\u{0C}\r ".unicodeScalars.contains(scalar)
  }

  func lines(of chunks: [Chunk]) -> [String] {
    var rest = chunks[...]
    var lines: [String] = []
    while !rest.isEmpty {
      if !lines.isEmpty, let first = rest.first, isBlank(first) {
        rest.removeFirst()
        continue
      }
      var line: [Chunk] = []
      var length = 0
      while let chunk = rest.first, length + chunk.count <= width {
        line.append(chunk)
        length += chunk.count
        rest.removeFirst()
      }
      if let chunk = rest.first, chunk.count > width {
        let room = max(width - length, 1)
        if breaksLongWords {
          line.append(chunk.prefix(room))
          rest[rest.startIndex] = chunk.dropFirst(room)
        } else if line.isEmpty {
          line.append(chunk)
          rest.removeFirst()
        }
      }
      if let last = line.last, isBlank(last) { line.removeLast() }
      if !line.isEmpty { lines.append(String(String.UnicodeScalarView(line.joined()))) }
    }
    return lines
  }

  private func isBlank(_ chunk: Chunk) -> Bool { chunk.allSatisfy(Self.isSpace) }
}
