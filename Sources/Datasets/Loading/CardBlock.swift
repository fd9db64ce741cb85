/// A value of the small part of YAML that dataset cards are written in.
indirect enum CardNode: Equatable {
  case text(String)
  case list([CardNode])
  case map([Member])

  /// A key with its value.
  struct Member: Equatable {
    var key: String
    var value: CardNode
  }

  /// The value of a key.
  subscript(key: String) -> CardNode? {
    if case .map(let members) = self { members.first { $0.key == key }?.value } else { nil }
  }

  /// The text that it is.
  var text: String? { if case .text(let text) = self { text } else { nil } }

  /// The texts that it is, one or a list of them.
  var texts: [String]? {
    switch self {
    case .text(let text): return [text]
    case .list(let elements):
      let texts = elements.compactMap(\.text)
      return texts.count == elements.count ? texts : nil
    case .map: return nil
    }
  }
}

/// The block of lines at the head of a card: keys, lists of dashes, lists in brackets, quoted texts, comments.
///
/// What else YAML has (anchors, folded texts, several documents) ends as text and is not misread as files.
struct CardBlock {
  private struct Line {
    let indent: Int
    let content: Substring
  }

  private let lines: [Line]

  /// Deeper levels than these are read as text.
  private static let mostDepth = 20

  init(_ lines: [Substring]) {
    self.lines = lines.compactMap { line in
      let indent = line.prefix { $0 == " " }.count
      let content = CardBlock.trimmed(CardBlock.uncommented(line.dropFirst(indent)))
      return content.isEmpty ? nil : Line(indent: indent, content: content)
    }
  }

  /// The value of a key at the top; the other keys are passed over.
  func value(of key: String) -> CardNode? {
    guard let place = lines.firstIndex(where: { $0.indent == 0 && $0.content.hasPrefix("\(key):") }) else { return nil }
    // A list may stand as far left as its key.
    let end = lines[(place + 1)...].firstIndex { $0.indent == 0 && !$0.content.hasPrefix("-") } ?? lines.count
    let inline = CardBlock.trimmed(lines[place].content.dropFirst(key.count + 1))
    if !inline.isEmpty { return CardBlock.scalar(inline) }
    return CardBlock.node(Array(lines[(place + 1)..<end])[...], depth: 0)
  }

  private static func node(_ lines: ArraySlice<Line>, depth: Int) -> CardNode {
    guard let first = lines.first, depth < mostDepth else { return .text("") }
    if first.content == "-" || first.content.hasPrefix("- ") { return list(lines, first.indent, depth) }
    guard colon(in: first.content) != nil else { return scalar(first.content) }
    return map(lines, first.indent, depth)
  }

  private static func list(_ lines: ArraySlice<Line>, _ indent: Int, _ depth: Int) -> CardNode {
    var elements: [CardNode] = []
    var rest = lines
    while let head = rest.popFirst() {
      var block: [Line] = []
      let content = head.content.dropFirst()
      let inside = trimmed(content)
      if !inside.isEmpty {
        block.append(Line(indent: head.indent + 1 + content.prefix { $0 == " " }.count, content: inside))
      }
      while let next = rest.first, next.indent > indent {
        block.append(next)
        rest.removeFirst()
      }
      elements.append(node(block[...], depth: depth + 1))
    }
    return .list(elements)
  }

  private static func map(_ lines: ArraySlice<Line>, _ indent: Int, _ depth: Int) -> CardNode {
    var members: [CardNode.Member] = []
    var rest = lines
    while let head = rest.popFirst() {
      guard let colon = colon(in: head.content) else { continue }
      let key = unquoted(trimmed(head.content[..<colon]))
      let inline = trimmed(head.content[head.content.index(after: colon)...])
      var block: [Line] = []
      while let next = rest.first, next.indent > indent || (next.indent == indent && next.content.hasPrefix("-")) {
        block.append(next)
        rest.removeFirst()
      }
      let value = inline.isEmpty ? node(block[...], depth: depth + 1) : scalar(inline)
      members.append(CardNode.Member(key: key, value: value))
    }
    return .map(members)
  }

  /// Where a key ends: a colon before a space or the end, outside quotes.
  private static func colon(in text: Substring) -> Substring.Index? {
    var quote: Character?
    for index in text.indices {
      let character = text[index]
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character == ":" {
        let next = text.index(after: index)
        if next == text.endIndex || text[next] == " " { return index }
      }
    }
    return nil
  }

  private static func scalar(_ text: Substring) -> CardNode {
    guard text.first == "[", text.last == "]" else { return .text(unquoted(text)) }
    let inside = trimmed(text.dropFirst().dropLast())
    if inside.isEmpty { return .list([]) }
    return .list(inside.split(separator: ",").map { .text(unquoted(trimmed($0))) })
  }

  private static func unquoted(_ text: Substring) -> String {
    guard text.count >= 2, let first = text.first, first == "\"" || first == "'", text.last == first else {
      return String(text)
    }
    return String(text.dropFirst().dropLast())
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }

  /// A line without its comment.
  private static func uncommented(_ line: Substring) -> Substring {
    var (quote, previous): (Character?, Character) = (nil, " ")
    for index in line.indices {
      let character = line[index]
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character == "#", previous == " " {
        return line[..<index]
      }
      previous = character
    }
    return line
  }
}
