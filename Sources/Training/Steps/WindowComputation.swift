import Kernels
import LanguageModels

/// What a window or an evaluation came to, batch by batch.
struct BatchResults {
  /// The summed loss of each batch, not normalised.
  var losses: [Double]
  /// The labels that were predicted, of each batch.
  var counts: [Int]
  /// The labels that were predicted rightly, of each batch.
  var correct: [Int]

  init(batches: Int) {
    losses = Array(repeating: 0, count: batches)
    counts = Array(repeating: 0, count: batches)
    correct = Array(repeating: 0, count: batches)
  }

  /// The part of a batch's labels that were predicted rightly, as trl computes it: in float32.
  func accuracy(ofBatch batch: Int) -> Double {
    counts[batch] == 0 ? 0 : Double(Float(correct[batch]) / Float(counts[batch]))
  }
}

/// Takes batches through a model, with or without a backward pass.
struct WindowComputation {
  let model: LanguageModel
  let precision: ComputePrecision
  let tokensPerPass: Int?
  /// Replaces the plan that follows from model and configuration.
  var plan: MemoryPlan?

  init(model: LanguageModel, configuration: TrainingConfiguration) {
    self.model = model
    precision = configuration.usesBFloat16 ? .bfloat16 : .float32
    tokensPerPass = configuration.tokensPerPass
  }

  /// The batches of an optimizer step, and what its random draws and its loss depend on.
  struct Window {
    /// The batches.
    let batches: [EncodedBatch]
    /// For each batch the dataset's rows.
    let rows: [[Int]]
    /// What the summed loss is divided by.
    let normalizer: Int
    /// The training's seed.
    let seed: Int
    /// The number of the step, from 1.
    let step: Int
  }

  /// Adds the gradients of a window's loss to the parameters.
  ///
  /// - Parameter rows: Which of the window's rows, counted through all batches; nil means all.
  func learn(_ window: Window, rows: Range<Int>? = nil) throws -> BatchResults {
    let dropout = DropoutKey(seed: UInt64(bitPattern: Int64(window.seed)), step: window.step)
    return try run(
      window.batches, rows: window.rows, chosen: rows, normalizer: Double(window.normalizer), dropout: dropout,
      step: window.step)
  }

  /// The losses of batches, without gradients.
  func measure(_ batches: [EncodedBatch], rows: [[Int]]) throws -> BatchResults {
    try run(batches, rows: rows, chosen: nil, normalizer: 1, dropout: nil, step: 0)
  }

  private func run(
    _ batches: [EncodedBatch], rows: [[Int]], chosen: Range<Int>?, normalizer: Double, dropout: DropoutKey?, step: Int
  ) throws -> BatchResults {
    var results = BatchResults(batches: batches.count)
    let keys = rows.map { $0.map { UInt64($0) } }
    let plan = plan ?? MemoryPlan(model, tokensPerPass: tokensPerPass)
    for pass in packedPasses(batches, rowKeys: keys, chosen: chosen, tokenLimit: plan.tokensPerPass) {
      let tape = Tape(precision: precision, recordsGradients: dropout != nil)
      tape.dropout = dropout
      let hidden = try model.forward(
        tape, TokenBatch(ids: pass.ids, rowLengths: pass.rowLengths, rowKeys: pass.rowKeys),
        recomputedLayers: plan.recomputedLayers(tokens: pass.ids.count))
      let result = try model.loss(
        tape, hidden: hidden, positions: pass.labelPositions, labels: pass.labels, normalizer: normalizer)
      for (index, batch) in pass.labelBatches.enumerated() {
        let loss = result.losses[index]
        guard loss.isFinite || dropout == nil else {
          throw NonFiniteSearch(model: model, precision: precision, dropout: dropout)
            .lossError(step: step, value: loss, label: index, of: pass)
        }
        results.losses[batch] += loss
        results.counts[batch] += 1
        results.correct[batch] += result.predictions[index] == pass.labels[index] ? 1 : 0
      }
      if dropout != nil { tape.backward() }
    }
    return results
  }
}
