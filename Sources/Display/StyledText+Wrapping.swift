extension StyledText {
  /// The text with line ends put in, at spaces where it can be, so that no line takes more than so many columns.
  ///
  /// What goes on stands under the text that it goes on with: under the second column of a line such as
  /// `  name    what it means`, else under the line's own beginning.
  ///
  /// - Complexity: O(length).
  public func wrapped(toWidth width: Int) -> StyledText {
    var result = StyledText(spans: [])
    for (number, line) in pieces(separatedBy: "\n").enumerated() {
      if number > 0 { result.append("\n") }
      line.appendWrapped(to: &result, width: width)
    }
    return result
  }

  private func appendWrapped(to result: inout StyledText, width: Int) {
    guard self.width > width, width > 20 else {
      for span in spans { result.append(span.text, span.role) }
      return
    }
    let margin = String(repeating: " ", count: min(hangingMargin, width / 2))
    var column = 0
    var space = ""
    for (text, role) in words {
      if text.first == " " {
        space = text
        continue
      }
      let columns = displayWidth(of: text)
      if column + space.count + columns > width, column > margin.count {
        result.append("\n" + margin)
        column = margin.count
      } else {
        result.append(space, role)
        column += space.count
      }
      space = ""
      var rest = Substring(text)
      while column + displayWidth(of: String(rest)) > width {
        let start = prefix(of: String(rest), width: width - column)
        guard !start.isEmpty else { break }
        result.append(start + "\n" + margin, role)
        rest = rest.dropFirst(start.count)
        column = margin.count
      }
      result.append(String(rest), role)
      column += displayWidth(of: String(rest))
    }
  }

  /// Where the last column of a line begins that has several, two spaces or more apart; else its indentation.
  private var hangingMargin: Int {
    let characters = Array(plain)
    let indentation = characters.prefix { $0 == " " }.count
    var margin = indentation
    for (place, character) in characters.enumerated().dropFirst(indentation + 2)
    where character != " " && characters[place - 1] == " " && characters[place - 2] == " " {
      margin = place
      break
    }
    return displayWidth(of: String(characters[..<margin]))
  }

  /// Runs of spaces and what stands between them, by role.
  private var words: [(text: String, role: Role)] {
    spans.flatMap { span -> [(String, Role)] in
      var words: [(String, Role)] = []
      for character in span.text {
        if let last = words.last?.0.last, (last == " ") == (character == " ") {
          words[words.count - 1].0.append(character)
        } else {
          words.append((String(character), span.role))
        }
      }
      return words
    }
  }

  private func pieces(separatedBy separator: Character) -> [StyledText] {
    var pieces = [StyledText(spans: [])]
    for span in spans {
      for (number, part) in span.text.split(separator: separator, omittingEmptySubsequences: false).enumerated() {
        if number > 0 { pieces.append(StyledText(spans: [])) }
        pieces[pieces.count - 1].append(String(part), span.role)
      }
    }
    return pieces
  }
}
