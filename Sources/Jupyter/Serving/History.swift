import Display
import JSON
import Notebook

/// The cells of this run of the kernel, as a front asks for them.
struct History {
  private let cells: [ExecutedCell]

  /// The number of the run: there is only this one.
  static let session = 1

  /// Takes the cells of a session.
  init(_ session: Session) { cells = session.cells }

  /// The entries that a `history_request` asks for.
  func answer(_ request: JSONObject) -> [JSON] {
    let count = max(0, request["n"]?.integer ?? Int.max)
    let found: ArraySlice<ExecutedCell>
    switch request["hist_access_type"]?.string {
    case "range":
      let session = request["session"]?.integer ?? 0
      guard session == 0 || session == Self.session else { return [] }
      let start = request["start"]?.integer ?? 1
      let stop = request["stop"]?.integer ?? .max
      found = cells.filter { $0.number >= start && $0.number < stop }[...]
    case "search":
      let pattern = Array((request["pattern"]?.string ?? "*").unicodeScalars)
      var matching = cells.filter { Self.matches(Array($0.code.unicodeScalars), pattern) }
      if request["unique"]?.bool == true {
        var seen: Set<String> = []
        matching = matching.reversed().filter { seen.insert($0.code).inserted }.reversed()
      }
      found = matching.suffix(count)
    default: found = cells.suffix(count)
    }
    let hasOutput = request["output"]?.bool ?? false
    return found.map { cell in
      let input = JSON.string(cell.code)
      return [.integer(Self.session), .integer(cell.number), hasOutput ? [input, Self.output(of: cell)] : input]
    }
  }

  /// A cell's value as text; null where it has none.
  private static func output(of cell: ExecutedCell) -> JSON {
    for case .value(let value) in cell.events where value.cellNumber != nil { return .string(value.plain) }
    return .null
  }

  /// Whether a text matches a pattern in which `*` stands for anything and `?` for one character.
  ///
  /// - Complexity: O(text * pattern).
  static func matches(_ text: [Unicode.Scalar], _ pattern: [Unicode.Scalar]) -> Bool {
    var (place, wanted) = (0, 0)
    var star: (wanted: Int, place: Int)?
    while place < text.count {
      if wanted < pattern.count, pattern[wanted] == "*" {
        star = (wanted, place)
        wanted += 1
      } else if wanted < pattern.count, pattern[wanted] == "?" || pattern[wanted] == text[place] {
        place += 1
        wanted += 1
      } else if let last = star {
        star = (last.wanted, last.place + 1)
        (place, wanted) = (last.place + 1, last.wanted + 1)
      } else {
        return false
      }
    }
    return pattern[wanted...].allSatisfy { $0 == "*" }
  }
}
