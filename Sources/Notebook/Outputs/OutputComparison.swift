import Files

/// Compares what a cell recorded with what it gives now.
///
/// Numbers with a fraction may differ by a relative tolerance; counts, names and all other text must be equal. Times,
/// dates, rates and the folders of absolute paths are not compared: they differ from run to run and from place to place.
public struct OutputComparison: Sendable {
  /// The largest relative difference of two numbers that are called equal.
  public var tolerance: Double

  /// Makes a comparison.
  public init(tolerance: Double = 1e-3) { self.tolerance = tolerance }

  /// The first difference of a cell.
  public struct Difference: Sendable, Equatable {
    /// The line of the outputs, from 1.
    public var line: Int
    /// What is recorded; nil where the new output is longer.
    public var recorded: String?
    /// What came now; nil where the new output is shorter.
    public var found: String?
  }

  /// The first line in which the outputs differ; nil where they do not.
  public func difference(recorded: [String], found: [String]) -> Difference? {
    for index in 0..<max(recorded.count, found.count) {
      let old = index < recorded.count ? recorded[index] : nil
      let new = index < found.count ? found[index] : nil
      if let old, let new, areEqual(old, new) { continue }
      return Difference(line: index + 1, recorded: old, found: new)
    }
    return nil
  }

  /// Whether two lines say the same.
  public func areEqual(_ left: String, _ right: String) -> Bool {
    if left == right { return true }
    let (a, b) = (OutputPiece.pieces(of: trimEnd(left)), OutputPiece.pieces(of: trimEnd(right)))
    return a.count == b.count && zip(a, b).allSatisfy(matches)
  }

  private func matches(_ left: OutputPiece, _ right: OutputPiece) -> Bool {
    switch (left, right) {
    case (.number(let a, let isCountA), .number(let b, let isCountB)):
      if isCountA, isCountB { return a == b }
      return abs(a - b) <= tolerance * max(abs(a), abs(b)) || abs(a - b) < 1e-12
    case (.time, .time): return true
    case (.path(let a), .path(let b)): return a == b
    case (.text(let a), .text(let b)): return a == b
    default: return false
    }
  }

  private func trimEnd(_ text: String) -> Substring {
    var rest = Substring(text)
    while rest.last == " " { rest.removeLast() }
    return rest
  }
}

/// A piece of an output line.
enum OutputPiece: Equatable {
  /// Text as it is.
  case text(String)
  /// A number, and whether it is written as a count: without fraction and exponent.
  case number(Double, isCount: Bool)
  /// A time, a date, a duration or a rate.
  case time
  /// The last part of an absolute path.
  case path(String)

  /// Cuts a line into pieces.
  ///
  /// - Complexity: O(length).
  static func pieces(of line: Substring) -> [OutputPiece] {
    var pieces: [OutputPiece] = []
    var rest = line
    var text = ""
    var previous: Character = " "
    let flush = { (pieces: inout [OutputPiece], text: inout String) in
      if !text.isEmpty { pieces.append(.text(text)) }
      text = ""
    }
    while let character = rest.first {
      if character.isDigit, !(previous.isLetter || previous == "_" || previous.isDigit),
        let (piece, length) = numberOrTime(rest)
      {
        let isTime = namesTime(text)
        flush(&pieces, &text)
        pieces.append(isTime ? .time : piece)
        previous = "0"
        rest = rest.dropFirst(length)
      } else if character == "/", !(previous.isLetter || previous.isDigit || previous == "."),
        let length = pathLength(rest)
      {
        flush(&pieces, &text)
        let path = rest.prefix(length)
        pieces.append(.path(path.split(separator: "/").last.map(String.init) ?? ""))
        previous = "/"
        rest = rest.dropFirst(length)
      } else {
        text.append(character)
        previous = character
        rest.removeFirst()
      }
    }
    flush(&pieces, &text)
    return pieces
  }

  /// Whether a text ends by naming a time or a rate, as a training's log does: `'train_runtime': `.
  private static func namesTime(_ text: String) -> Bool {
    let name = text.reversed().drop { " :='\"".contains($0) }.prefix { $0.isLetter || $0 == "_" }
    return ["runtime", "per_second"].contains { name.starts(with: $0.reversed()) }
  }

  private static func numberOrTime(_ text: Substring) -> (OutputPiece, Int)? {
    let token = text.prefix { $0.isDigit || $0 == ":" || $0 == "." || $0 == "-" || $0 == "T" }
    if let length = clockLength(token) { return (.time, length) }
    var length = text.prefix { $0.isDigit }.count
    var rest = text.dropFirst(length)
    var isCount = true
    if rest.first == ".", rest.dropFirst().first?.isDigit == true {
      let digits = 1 + rest.dropFirst().prefix { $0.isDigit }.count
      isCount = false
      length += digits
      rest = rest.dropFirst(digits)
    }
    if rest.first == "e" || rest.first == "E" {
      let sign = rest.dropFirst().first == "-" || rest.dropFirst().first == "+" ? 1 : 0
      let digits = rest.dropFirst(1 + sign).prefix { $0.isDigit }.count
      if digits > 0 {
        isCount = false
        length += 1 + sign + digits
        rest = rest.dropFirst(1 + sign + digits)
      }
    }
    guard let value = Double(String(text.prefix(length))) else { return nil }
    if let unit = durationUnit(rest) { return (.time, length + unit) }
    return (.number(value, isCount: isCount), length)
  }

  /// The length of `12:34`, `1:02:03` or a date at the start; nil where there is none.
  private static func clockLength(_ token: Substring) -> Int? {
    let length = token.count
    let parts = token.split(separator: ":", omittingEmptySubsequences: false)
    if parts.count == 2 || parts.count == 3, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isDigit) }) {
      return length
    }
    let date = token.prefix(10).split(separator: "-")
    if date.map(\.count) == [4, 2, 2], date.allSatisfy({ $0.allSatisfy(\.isDigit) }) { return length }
    return nil
  }

  /// The length of a unit of time or of a rate right after a number; nil where something else follows.
  private static func durationUnit(_ text: Substring) -> Int? {
    let space = text.first == " " ? 1 : 0
    let word = text.dropFirst(space).prefix { $0.isLetter || $0 == "/" || $0 == "µ" }
    let units = ["s", "ms", "µs", "us", "ns", "min", "h", "seconds", "minutes", "hours"]
    let isRate = word.hasSuffix("/s") || word.hasPrefix("s/")
    return units.contains(String(word)) || isRate ? space + word.count : nil
  }

  private static func pathLength(_ text: Substring) -> Int? {
    let path = text.prefix { $0.isLetter || $0.isNumber || "/._-+@~".contains($0) }
    return path.count > 1 && path.dropFirst().contains("/") ? path.count : nil
  }
}

extension Character {
  fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
}
