import SourceText
import Tokenization

/// Why a row of generated tokens ended.
public enum StopReason: Sendable, Equatable {
  /// By one of the end tokens, which it holds.
  case endToken(Int32)
  /// By a text that was to end it.
  case stopString(String)
  /// Because it has the most tokens allowed.
  case length
}

/// Decides when a row ends.
struct StopRule {
  private let endIDs: Set<Int32>
  private let most: Int
  private let stopStrings: [Text]
  private var decoder: StreamingDecoder?
  private var tail: [UInt8] = []

  /// - Parameters:
  ///   - most: the most new tokens.
  ///   - stopStrings: texts that end a row as soon as it holds one of them.
  init(endIDs: [Int32], most: Int, stopStrings: [String] = [], tokenizer: Tokenizer? = nil) {
    self.endIDs = Set(endIDs)
    self.most = most
    self.stopStrings = stopStrings.map { Text($0) }.filter { !$0.isEmpty }
    if !self.stopStrings.isEmpty { decoder = tokenizer.map { StreamingDecoder($0) } }
  }

  /// Whether a row ends after one more token, its `count`-th.
  mutating func reason(_ id: Int32, count: Int) -> StopReason? {
    if endIDs.contains(id) { return .endToken(id) }
    if let text = decoder?.append(id) {
      tail += text.utf8
      for wanted in stopStrings where tail.contains(wanted.bytes) { return .stopString(wanted.string) }
      // Only an end that may still become a stop string is kept.
      let longest = stopStrings.map(\.count).max() ?? 0
      tail.removeFirst(max(0, tail.count - longest))
    }
    return count >= most ? .length : nil
  }
}
