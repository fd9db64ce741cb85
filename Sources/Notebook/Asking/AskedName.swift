/// The most characters before a cursor that are looked at.
private let reach = 10_000

/// The name that a cursor stands in or right behind, with the names before its dots: `tokenizer.encode`; inside of a
/// call's brackets, where it stands in no name, what is called. nil where there is neither.
///
/// - Parameter offset: the cursor's place in code points; one beyond the text stands at its end.
public func askedName(in text: String, at offset: Int) -> String? {
  let scalars = text.unicodeScalars
  let cursor = scalars.index(scalars.startIndex, offsetBy: max(0, offset), limitedBy: scalars.endIndex) ?? text.endIndex
  let before = text[..<cursor]
  let head = String(before.reversed().prefix(reach).prefix(while: isPartOfPath).reversed())
  let path = head + text[cursor...].prefix { isPartOfPath($0) && $0 != "." }
  let name = path.split(separator: ".").joined(separator: ".")
  if let first = name.first, first.isLetter || first == "_" { return name }
  return calledName(before: before)
}

/// What is called where a text ends inside of a call's brackets; nil where no bracket is open.
func calledName(before text: Substring) -> String? {
  var depth = 0
  var seen = 0
  for index in text.indices.reversed() {
    seen += 1
    if seen > reach { return nil }
    switch text[index] {
    case ")", "]", "}": depth += 1
    case "[", "{": depth = max(0, depth - 1)
    case "(" where depth > 0: depth -= 1
    case "(":
      let name = String(text[..<index].reversed().prefix(reach).prefix(while: isPartOfPath).reversed())
      return name.isEmpty ? nil : name
    default: continue
    }
  }
  return nil
}

private func isPartOfPath(_ character: Character) -> Bool {
  character.isLetter || character.isNumber || character == "_" || character == "."
}
