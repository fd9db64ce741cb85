import Generation
import JSON
import Kernels
import LanguageModels
import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// What a model makes of a few short prompts: the tokens it would go on with, and the logits behind each of them.
///
/// Another model is compared in one pass over the same tokens, so that certifying costs little also where a pass reads
/// gigabytes of mapped weights.
public struct ProbeAnswers: Sendable {
  /// The prompts, each with the tokens that the model went on with.
  public let rows: [[Int32]]

  /// The number of tokens of each prompt.
  public let promptLengths: [Int]

  /// The logits before each new token, row by row: [N, V].
  private let logits: Tensor

  /// How many tokens each prompt is continued with.
  static let answerLength = 8

  /// Continues prompts greedily and keeps the logits.
  ///
  /// - Parameters:
  ///   - model: with the adapter that it carries, where it is enabled.
  ///   - prompts: ids of the vocabulary, at least one each.
  /// - Throws: `LanguageModelError` where an id lies outside the vocabulary.
  public init(of model: LanguageModel, _ prompts: [[Int32]]) throws {
    var configuration = model.generationConfiguration
    configuration.samples = false
    configuration.repetitionPenalty = 1
    configuration.endOfTextIDs = []
    configuration.minimumNewTokens = 0
    configuration.maximumNewTokens = Self.answerLength
    let answers = try Generator(model, configuration: configuration).generate(prompts)
    rows = answers.map { $0.prompt + $0.generated }
    promptLengths = answers.map(\.prompt.count)
    logits = try Self.logits(model, rows, promptLengths)
  }

  /// Prompts of ids that are drawn from the vocabulary, the same each time.
  public static func drawnPrompts(vocabularySize: Int) -> [[Int32]] {
    var generator = MersenneTwister(seed: 17)
    return [4, 8, 12].map { length in
      (0..<length).map { _ in Int32(Int(generator.next()) % max(vocabularySize, 1)) }
    }
  }

  /// How far another model's logits and greedy tokens are from these.
  ///
  /// - Throws: `LanguageModelError` where an id lies outside its vocabulary.
  public func difference(from model: LanguageModel) throws -> ProbeDifference {
    let found = try Self.logits(model, rows, promptLengths)
    guard found.shape == logits.shape else {
      throw FineTuningError.wrongCertificate(
        what: "the model", problem: "has logits of \(found.shape[1]) tokens, not \(logits.shape[1])")
    }
    var result = ProbeDifference(promptCount: rows.count)
    let width = logits.shape[1]
    logits.withFloats { wanted in
      found.withFloats { found in
        for index in wanted.indices {
          let distance = abs(wanted[index] - found[index])
          // Not a number is farther than any number.
          if !(distance <= result.largest) { result.largest = distance.isNaN ? .infinity : distance }
          if wanted[index].isFinite { result.scale = max(result.scale, abs(wanted[index])) }
        }
        for place in 0..<logits.shape[0] {
          let own = Self.best(wanted, place, width)
          if Self.best(found, place, width) != own, result.firstOther == nil { result.firstOther = self.place(place) }
        }
      }
    }
    return result
  }

  /// The prompt's and the new token's number of a row of logits.
  private func place(_ row: Int) -> (prompt: Int, token: Int) {
    (row / Self.answerLength, row % Self.answerLength)
  }

  private static func best(_ values: UnsafeBufferPointer<Float>, _ row: Int, _ width: Int) -> Int {
    (row * width..<(row + 1) * width).reduce(row * width) { values[$1] > values[$0] ? $1 : $0 } - row * width
  }

  private static func logits(_ model: LanguageModel, _ rows: [[Int32]], _ lengths: [Int]) throws -> Tensor {
    let batch = TokenBatch(rows: rows.map { Array($0.dropLast()) })
    let positions = batch.rowOffsets.dropLast().enumerated().flatMap { row, start in
      (start + lengths[row] - 1)..<(start + rows[row].count - 1)
    }
    let tape = Tape(precision: .float32, recordsGradients: false)
    let hidden = try model.forward(tape, batch)
    return model.logits(tape, hidden: hidden, positions: positions)
  }
}

/// How far two models' answers to the same prompts are apart.
public struct ProbeDifference: Sendable {
  /// The largest difference of two logits; infinite where one is no number.
  public internal(set) var largest: Float = 0
  /// The largest logit, which differences are measured by.
  public internal(set) var scale: Float = 0
  /// Where the likeliest token is another one first; nil where the greedy text is the same.
  public internal(set) var firstOther: (prompt: Int, token: Int)?
  /// The number of prompts.
  public let promptCount: Int

  init(promptCount: Int) { self.promptCount = promptCount }

  /// The largest difference as a part of the largest logit.
  public var relative: Float { largest == 0 ? 0 : largest / max(scale, 1e-30) }

  /// Whether the models are the same up to a tolerance.
  ///
  /// Within it two tokens that are nearly as likely may change places: that is no other text, and is told.
  public func isWithin(_ tolerance: Float) -> Bool { relative <= tolerance }

  /// The difference in words.
  func words(_ tolerance: Float) -> String {
    let text = firstOther.map { "the same up to token \($0.token + 1) of prompt \($0.prompt + 1)" } ?? "the same"
    if largest == 0 { return "logits of \(promptCount) prompts and their greedy text are the same" }
    return "logits of \(promptCount) prompts differ by at most \(Self.short(largest)) of \(Self.short(scale)) "
      + "(\(Self.short(tolerance * scale)) allowed), greedy text \(text)"
  }

  /// A number with three digits, as Python writes it.
  private static func short(_ value: Float) -> String {
    guard value.isFinite, value != 0 else { return shortestDecimal(Double(value)) }
    let size = pow(10, floor(log10(Double(abs(value)))) - 2)
    let digits = (Double(value) / size).rounded()
    return shortestDecimal(size < 1 ? digits / (1 / size).rounded() : digits * size)
  }
}
