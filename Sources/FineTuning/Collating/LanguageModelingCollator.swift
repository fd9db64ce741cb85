/// Learns every token of a row, or what its labels say; padding is ignored by its place.
///
/// Source: trl 0.17's `DataCollatorForLanguageModeling`, which `SFTTrainer` takes where none is given: it pads at the
/// right whatever the tokenizer's side.
public struct LanguageModelingCollator: RowCollator {
  /// How rows are filled up.
  public var padding: PaddingRule

  /// Makes a collator.
  public init(padding: PaddingRule) { self.padding = padding }

  /// The batch of rows, in their order.
  ///
  /// - Throws: `FineTuningError` where a row is uneven or cannot be padded.
  public func batch(of rows: [EncodedRow]) throws -> CollatedBatch { try padding.padded(rows).collated() }
}
