/// Which entries of a vocabulary merging leads to from their own text: found out when first met, and remembered.
///
/// A class, because encoding learns: it belongs to one tokenizer and, like it, to one task.
final class WholePieces {
  /// What is known of an entry.
  enum State: UInt8 {
    case unknown
    case whole
    case other
  }

  private var states: [State]

  init(idLimit: Int) { states = Array(repeating: .unknown, count: idLimit) }

  /// What is known of an entry.
  @inline(__always) func state(of id: UInt32) -> State { states[Int(id)] }

  /// Remembers whether merging the text of an entry gives the entry.
  func set(_ id: UInt32, isWhole: Bool) { states[Int(id)] = isWhole ? .whole : .other }
}
