/// How the pieces of tokens become text again.
struct TokenDecoder: Sendable {
  /// One step over the list of pieces.
  enum Step: Sendable {
    /// Letters of the byte alphabet become bytes; the model's pieces are bytes already.
    case byteLevel
    /// `<0xNN>` pieces become bytes; of a run that is no UTF-8 each byte becomes U+FFFD.
    case byteFallback
    /// All pieces become one.
    case fuse
    /// Replaces text in each piece.
    case replace(TextMatcher, [UInt8])
    /// Drops up to so many of a character at each piece's ends.
    case strip([UInt8], start: Int, stop: Int)
    /// Drops text from the first piece: the letter for a space that was put before it.
    case dropFromFirst([UInt8])
  }

  let steps: [Step]

  /// Whether the pieces, joined, are the text: then a stream can hand out bytes as they come.
  var isPlainBytes: Bool {
    steps.allSatisfy { step in
      switch step {
      case .byteLevel, .fuse: true
      default: false
      }
    }
  }

  /// The text of pieces, as bytes that may be ill-formed.
  func decode(_ pieces: [[UInt8]]) -> [UInt8] {
    var pieces = pieces
    for step in steps {
      switch step {
      case .byteLevel: break
      case .byteFallback: pieces = byteFallback(pieces)
      case .fuse: pieces = [Array(pieces.joined())]
      case .replace(let matcher, let content): pieces = pieces.map { replaced($0, matcher, content) }
      case .strip(let content, let start, let stop): pieces = pieces.map { stripped($0, content, start, stop) }
      case .dropFromFirst(let content):
        if let first = pieces.first { pieces[0] = replaced(first, .literal(content), []) }
      }
    }
    return Array(pieces.joined())
  }

  private func byteFallback(_ pieces: [[UInt8]]) -> [[UInt8]] {
    var result: [[UInt8]] = []
    var run: [UInt8] = []
    func flush() {
      if run.isEmpty { return }
      let isText = String(validating: run, as: UTF8.self) != nil
      result.append(isText ? run : Array(run.map { _ in [0xEF, 0xBF, 0xBD] }.joined()))
      run = []
    }
    for piece in pieces {
      if let byte = BytePairModel.byte(ofPiece: piece) {
        run.append(byte)
      } else {
        flush()
        result.append(piece)
      }
    }
    flush()
    return result
  }

  private func replaced(_ piece: [UInt8], _ matcher: TextMatcher, _ content: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var done = 0
    piece.withUnsafeBufferPointer { buffer in
      matcher.matches(in: buffer, 0..<buffer.count) { match in
        result += piece[done..<match.lowerBound]
        result += content
        done = match.upperBound
      }
    }
    return result + piece[done...]
  }

  private func stripped(_ piece: [UInt8], _ content: [UInt8], _ start: Int, _ stop: Int) -> [UInt8] {
    var piece = piece[...]
    for _ in 0..<start where !content.isEmpty && piece.starts(with: content) { piece = piece.dropFirst(content.count) }
    for _ in 0..<stop where !content.isEmpty && piece.suffix(content.count).elementsEqual(content) {
      piece = piece.dropLast(content.count)
    }
    return Array(piece)
  }
}
