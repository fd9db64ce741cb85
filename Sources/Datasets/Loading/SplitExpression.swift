#if canImport(Glibc)
  import Glibc
#endif

/// One part of a split expression: `train`, `train[:100]`, `train[10%:20%]`, `train[:33%](pct1_dropremainder)`.
///
/// Source: `datasets` 3.6, `ReadInstruction.from_spec`.
struct SplitExpression {
  private enum Bound {
    case row(Int)
    case percent(Int)
  }

  let name: String
  private let lower: Bound?
  private let upper: Bound?

  /// Whether a percent is a whole number of rows, the same for each (`pct1_dropremainder`), or rounded.
  private let isEven: Bool

  /// All rows of a split.
  init(all name: String) {
    self.name = name
    (lower, upper, isEven) = (nil, nil, false)
  }

  /// The parts of an expression, which are joined by `+`.
  static func parse(_ text: String) throws -> [SplitExpression] {
    let parts = text.split(separator: "+", omittingEmptySubsequences: false)
    return try parts.map { part in
      guard let expression = SplitExpression(trimmed(part)) else { throw DatasetError.badSplitExpression(text) }
      return expression
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  private init?(_ given: String) {
    var text = given
    if let rounding = ["(pct1_dropremainder)", "(closest)"].first(where: given.hasSuffix) {
      text = String(given.dropLast(rounding.count))
      isEven = rounding.hasPrefix("(pct1")
    } else {
      isEven = false
    }
    guard let bracket = text.firstIndex(of: "[") else {
      guard !text.isEmpty, !text.contains("]") else { return nil }
      name = text
      lower = nil
      upper = nil
      return
    }
    guard text.last == "]" else { return nil }
    name = String(text[..<bracket])
    let bounds = text[text.index(after: bracket)..<text.index(before: text.endIndex)]
      .split(separator: ":", omittingEmptySubsequences: false)
    guard !name.isEmpty, bounds.count == 2 else { return nil }
    guard let lower = SplitExpression.bound(bounds[0]), let upper = SplitExpression.bound(bounds[1]) else { return nil }
    self.lower = lower
    self.upper = upper
  }

  private static func bound(_ text: Substring) -> Bound?? {
    let text = trimmed(text)
    if text.isEmpty { return .some(nil) }
    if text.hasSuffix("%") {
      guard let percent = Int(text.dropLast()), (-100...100).contains(percent) else { return nil }
      return .some(.percent(percent))
    }
    return Int(text).map { .some(.row($0)) } ?? nil
  }

  func applied(to dataset: Dataset) throws -> Dataset {
    if lower == nil, upper == nil { return dataset }
    if isEven, dataset.count < 100 {
      throw DatasetError.badArgument(
        "pct1_dropremainder needs at least 100 rows, and the split '\(name)' has \(dataset.count)")
    }
    let start = row(lower, count: dataset.count) ?? 0
    let end = row(upper, count: dataset.count) ?? dataset.count
    return try dataset.select(start..<max(start, end))
  }

  private func row(_ bound: Bound?, count: Int) -> Int? {
    let row: Int
    switch bound {
    case nil: return nil
    case .row(let given): row = given
    case .percent(let percent) where isEven: row = percent * (count / 100)
    case .percent(let percent): row = Int((Double(percent) * Double(count) / 100).rounded(.toNearestOrEven))
    }
    return min(max(row < 0 ? row &+ count : row, 0), count)
  }
}
