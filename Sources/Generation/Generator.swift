import Kernels
import LanguageModels
import Tensors
import Tokenization

/// Continues prompts with a model: with a cache, many rows at once, each until its own end.
public struct Generator {
  /// The model.
  public let model: LanguageModel

  /// How tokens are chosen and when rows end.
  public var configuration: GenerationConfiguration

  /// In which precision the model multiplies.
  public var precision = ComputePrecision.float32

  /// Texts that end a row as soon as it holds one of them; they need `tokenizer`.
  public var stopStrings: [String] = []

  /// Turns tokens into the text in which stop strings are looked for.
  public var tokenizer: Tokenizer?

  /// Makes a generator with the model's own configuration, or another.
  public init(_ model: LanguageModel, configuration: GenerationConfiguration? = nil) {
    self.model = model
    self.configuration = configuration ?? model.generationConfiguration
  }

  /// What each row came to.
  public struct Row: Sendable, Equatable {
    /// The prompt, without padding.
    public let prompt: [Int32]
    /// The new tokens, the end token included.
    public let generated: [Int32]
    /// Why it ended.
    public let reason: StopReason
  }

  /// Continues prompts.
  ///
  /// A row's tokens depend on its prompt and its number alone, not on the rows beside it.
  ///
  /// - Parameters:
  ///   - prompts: ids without padding, at least one each.
  ///   - width: what `max_length` counts as the prompts' length; nil takes the longest.
  ///   - seed: of the numbers that tokens are drawn with; row r draws from a generator of its own.
  ///   - streamer: is told of each token; what it throws ends the generation.
  /// - Throws: `GenerationError`, `LanguageModelError` where an id lies outside the vocabulary, what `streamer` throws.
  public func generate(
    _ prompts: [[Int32]], width: Int? = nil, seed: UInt64 = 0, streamer: (any TokenStreamer)? = nil
  ) throws -> [Row] {
    let most = try newTokenLimit(prompts, width: width)
    guard stopStrings.isEmpty || tokenizer != nil else { throw GenerationError.stopStringsWithoutTokenizer }
    for (row, prompt) in prompts.enumerated() { try streamer?.begin(row: row, prompt: prompt) }
    var finished: [Row] = []
    while finished.count < prompts.count {
      let group = finished.count..<groupEnd(prompts, from: finished.count)
      finished += try run(group.map { prompts[$0] }, first: group.lowerBound, most: most, seed, streamer)
    }
    return finished
  }

  /// Where a group of rows ends that go through the model at once: as many as keep their logits within 128 MB and
  /// their prompts within 16,384 tokens, or one.
  private func groupEnd(_ prompts: [[Int32]], from start: Int) -> Int {
    let mostRows = max(1, (32 << 20) / model.configuration.vocabularySize)
    var tokens = prompts[start].count
    var end = start + 1
    while end < prompts.count, end - start < mostRows, tokens + prompts[end].count <= 16_384 {
      tokens += prompts[end].count
      end += 1
    }
    return end
  }

  /// Continues one group, whose first row has the number `first`.
  private func run(
    _ prompts: [[Int32]], first: Int, most: Int, _ seed: UInt64, _ streamer: (any TokenStreamer)?
  ) throws -> [Row] {
    var rows = prompts.map { RowState(prompt: $0) }
    var reasons = [StopReason](repeating: .length, count: rows.count)
    guard most > 0 else { return finished(rows, reasons) }
    let choice = TokenChoice(configuration)
    var rules = prompts.map { _ in
      StopRule(endIDs: configuration.endOfTextIDs, most: most, stopStrings: stopStrings, tokenizer: tokenizer)
    }
    var generators = rows.indices.map { MersenneTwister(seed: seed &+ UInt64(first + $0) &* 0x9E37_79B9) }
    let cache = model.makeCache(rows: rows.count)
    var active = Array(rows.indices)
    var batch = TokenBatch(rows: prompts)
    while true {
      let logits = try lastLogits(batch, cache, isDecoding: rows[active[0]].generated.count > 0)
      var kept: [Int] = []
      for (place, row) in active.enumerated() {
        let id = choice.next(logits, place, row: rows[row], generator: &generators[row])
        rows[row].generated.append(id)
        try streamer?.append(row: first + row, id: id)
        if let reason = rules[row].reason(id, count: rows[row].generated.count) {
          reasons[row] = reason
          try streamer?.end(row: first + row, reason: reason)
        } else {
          kept.append(place)
        }
      }
      guard !kept.isEmpty else { return finished(rows, reasons) }
      if kept.count < active.count {
        cache.keep(rows: kept)
        active = kept.map { active[$0] }
      }
      batch = TokenBatch(
        ids: active.compactMap { rows[$0].generated.last }, rowLengths: active.map { _ in 1 },
        firstPositions: cache.lengths)
    }
  }

  /// The logits after each row's last token, [rows, V].
  private func lastLogits(_ batch: TokenBatch, _ cache: KeyValueCache, isDecoding: Bool) throws -> Tensor {
    let tape = Tape(precision: precision, recordsGradients: false)
    tape.isDecoding = isDecoding
    let hidden = try model.forward(tape, batch, cache: cache)
    return model.logits(tape, hidden: hidden, positions: batch.rowOffsets.dropFirst().map { $0 - 1 })
  }

  /// The most new tokens of a row.
  private func newTokenLimit(_ prompts: [[Int32]], width: Int?) throws(GenerationError) -> Int {
    guard !prompts.isEmpty else { throw .noPrompts }
    if let row = prompts.firstIndex(where: \.isEmpty) { throw .emptyPrompt(row: row) }
    if let most = configuration.maximumNewTokens { return most }
    guard let longest = configuration.maximumLength else {
      guard !configuration.endOfTextIDs.isEmpty else { throw .endless }
      return .max
    }
    let width = width ?? prompts.map(\.count).max() ?? 0
    guard width < longest else { throw .promptTooLong(width: width, maximumLength: longest) }
    return longest - width
  }

  private func finished(_ rows: [RowState], _ reasons: [StopReason]) -> [Row] {
    zip(rows, reasons).map { Row(prompt: $0.prompt, generated: $0.generated, reason: $1) }
  }

  /// The rectangle that transformers returns: each padded prompt, its new tokens, and padding to the longest.
  ///
  /// - Parameters:
  ///   - inputIDs: the prompts as given, padding included.
  ///   - rows: what `generate` returned for them.
  public func padded(_ inputIDs: [[Int32]], _ rows: [Row]) -> [[Int32]] {
    let pad = configuration.padID ?? configuration.endOfTextIDs.first ?? 0
    let longest = rows.map(\.generated.count).max() ?? 0
    return zip(inputIDs, rows).map { input, row in
      input + row.generated + [Int32](repeating: pad, count: longest - row.generated.count)
    }
  }
}

extension GenerationConfiguration {
  /// Settings that were changed but have no effect because tokens are not drawn, by their names in transformers.
  public var ignoredSettings: [String] {
    guard !samples else { return [] }
    var names: [String] = []
    if temperature != 1 { names.append("temperature") }
    if let topCount, topCount != 50 { names.append("top_k") }
    if topProbability != 1 { names.append("top_p") }
    return names
  }
}
