import LanguageModels
import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// How a row's next token is chosen from the logits: processors in transformers' order, then the largest or a draw.
public struct TokenChoice: Sendable {
  /// The processors, in the order they run.
  public let processors: [any LogitsProcessor]

  /// Whether a token is drawn; else the most likely one is taken.
  public let samples: Bool

  /// The processors that a configuration asks for.
  ///
  /// Source: transformers 4.51 `_get_logits_processor`: penalty and length first, then, when drawing, temperature,
  /// top-k, top-p.
  public init(_ configuration: GenerationConfiguration) {
    var processors: [any LogitsProcessor] = []
    if configuration.repetitionPenalty != 1 { processors.append(RepetitionPenalty(configuration.repetitionPenalty)) }
    if configuration.minimumNewTokens > 0, !configuration.endOfTextIDs.isEmpty {
      processors.append(MinimumNewTokens(configuration.minimumNewTokens, endIDs: configuration.endOfTextIDs))
    }
    if configuration.samples {
      if configuration.temperature != 1 { processors.append(TemperatureScaling(configuration.temperature)) }
      if let count = configuration.topCount, count > 0 { processors.append(TopCount(count)) }
      if configuration.topProbability < 1 { processors.append(TopProbability(configuration.topProbability)) }
    }
    self.processors = processors
    samples = configuration.samples
  }

  /// The next token of a row.
  ///
  /// - Parameters:
  ///   - logits: one for each id.
  ///   - row: what the row holds.
  ///   - generator: one number is drawn from it where tokens are drawn.
  public func next(_ logits: [Float], row: RowState, generator: inout MersenneTwister) -> Int32 {
    var logits = logits
    for processor in processors { processor.process(&logits, row: row) }
    return samples ? draw(logits, &generator) : Int32(largest(logits))
  }

  /// The next token of a row whose logits are one row of a matrix [rows, V].
  func next(_ logits: Tensor, _ place: Int, row: RowState, generator: inout MersenneTwister) -> Int32 {
    let size = logits.shape[1]
    return logits.withFloats { values in
      let own = UnsafeBufferPointer(rebasing: values[place * size..<(place + 1) * size])
      if processors.isEmpty, !samples { return Int32(largest(own)) }
      return next(Array(own), row: row, generator: &generator)
    }
  }

  private func largest(_ logits: [Float]) -> Int { logits.withUnsafeBufferPointer { largest($0) } }

  /// The first of the largest values; NaN counts as least.
  private func largest(_ logits: UnsafeBufferPointer<Float>) -> Int {
    let top = largestValue(logits)
    if top > -.infinity, let place = logits.firstIndex(of: top) { return place }
    var best = 0
    for index in logits.indices where logits[index] > logits[best] || logits[best].isNaN { best = index }
    return best
  }

  private func draw(_ logits: [Float], _ generator: inout MersenneTwister) -> Int32 {
    let candidates = logits.indices.filter { logits[$0] > -.infinity }
    guard candidates.count > 1 else { return Int32(candidates.first ?? largest(logits)) }
    let probabilities = softmax(candidates.map { logits[$0] })
    let total = probabilities.reduce(0) { $0 + Double($1) }
    var rest = generator.uniformDouble() * total
    for (index, probability) in zip(candidates, probabilities) {
      rest -= Double(probability)
      if rest < 0 { return Int32(index) }
    }
    return Int32(candidates.last ?? 0)
  }
}

/// The largest value, by sixteens; NaN counts as minus infinity.
private func largestValue(_ values: UnsafeBufferPointer<Float>) -> Float {
  var best = SIMD16<Float>(repeating: -.infinity)
  let whole = values.count / 16 * 16
  let bytes = UnsafeRawBufferPointer(values)
  for start in stride(from: 0, to: whole, by: 16) {
    let next = bytes.loadUnaligned(fromByteOffset: 4 * start, as: SIMD16<Float>.self)
    best.replace(with: next, where: next .> best)
  }
  return values[whole...].reduce(best.max()) { $1 > $0 ? $1 : $0 }
}

/// Probabilities in proportion to the exponentials of logits.
func softmax(_ logits: [Float]) -> [Float] {
  let largest = logits.max() ?? 0
  let exponentials = logits.map { expf($0 - largest) }
  let sum = Float(exponentials.reduce(0) { $0 + Double($1) })
  return exponentials.map { $0 / sum }
}
