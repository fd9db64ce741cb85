/// A row as a tokenizer encodes it.
public struct EncodedRow: Sendable, Equatable {
  /// The token ids.
  public var ids: [Int32]

  /// 1 for a token, 0 for padding; as many as ids.
  public var attentionMask: [Int32]

  /// What is to be learnt, or -100, as many as ids; nil where the collator chooses.
  public var labels: [Int32]?

  /// Makes a row; without a mask every id counts.
  public init(ids: [Int32], attentionMask: [Int32]? = nil, labels: [Int32]? = nil) {
    self.ids = ids
    self.attentionMask = attentionMask ?? [Int32](repeating: 1, count: ids.count)
    self.labels = labels
  }
}
