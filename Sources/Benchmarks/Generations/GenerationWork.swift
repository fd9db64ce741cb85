import Display
import Generation
import Kernels
import LanguageModels
import Tensors

/// Texts that a benchmark generates.
struct GenerationWork {
  /// The model.
  let model: LanguageModel
  /// How many texts at once.
  var rows = 1
  /// In which precision the model multiplies.
  var precision = ComputePrecision.float32
  /// New tokens of each text.
  var newTokens = 32

  /// The bytes of weights that one token needs: the layers' matrices and the head, each once.
  var bytesPerToken: Double {
    let head = model.configuration.tiesEmbeddings ? "" : "embed_tokens.weight"
    return Double(
      model.parameters.filter { $0.value.shape.rank == 2 && (head.isEmpty || !$0.name.hasSuffix(head)) }
        .reduce(0) { $0 + $1.value.sizeInBytes })
  }

  /// Generates; the most likely tokens, none of which ends a text.
  ///
  /// - Returns: the seconds from the first new token to the last: reading the prompt is another benchmark.
  @discardableResult
  func run() throws -> Double {
    var generator = Generator(model)
    generator.precision = precision
    generator.configuration.samples = false
    generator.configuration.endOfTextIDs = []
    generator.configuration.maximumNewTokens = newTokens
    var draw = WeightDraw(seed: 5)
    let vocabulary = model.configuration.vocabularySize
    let clock = TokenClock()
    _ = try generator.generate((0..<rows).map { _ in draw.ids(1, below: vocabulary) }, streamer: clock)
    return clock.last - clock.first
  }

  /// The tokens whose time `run` returns.
  var timedTokens: Int { rows * (newTokens - 1) }

  /// Compares the logits of a token that is decoded after a cached beginning with those of the whole text.
  func check(_ name: String) throws {
    var draw = WeightDraw(seed: 6)
    let ids = draw.ids(9, below: model.configuration.vocabularySize)
    let cache = model.makeCache(rows: 1)
    _ = try model.forward(Tape(recordsGradients: false), TokenBatch(rows: [Array(ids.dropLast())]), cache: cache)
    let tape = Tape(recordsGradients: false)
    tape.isDecoding = true
    let last = TokenBatch(ids: [ids[8]], rowLengths: [1], firstPositions: [8])
    let found = try model.logits(tape, hidden: model.forward(tape, last, cache: cache), positions: [0]).floats()
    let whole = Tape(recordsGradients: false)
    let expected = try model.logits(
      whole, hidden: model.forward(whole, TokenBatch(rows: [ids])), positions: [8]
    ).floats()
    let size = expected.reduce(Float(0)) { max($0, abs($1)) }
    let worst = zip(found, expected).reduce(Float(0)) { max($0, abs($1.0 - $1.1)) }
    try Benchmarks.check(
      name, "the largest logit's size and the logits' error", Double(size + worst), is: Double(size), within: 1e-3)
  }
}

/// When the first and the last step of a generation had given all their tokens.
private final class TokenClock: TokenStreamer {
  private var counts: [Int: Int] = [:]
  private(set) var first = 0.0
  private(set) var last = 0.0

  func begin(row: Int, prompt: [Int32]) { counts[row] = 0 }

  func append(row: Int, id: Int32) {
    counts[row, default: 0] += 1
    last = monotonicSeconds()
    if counts[row] == 1 { first = last }
  }

  func end(row: Int, reason: StopReason) {}
}
