// loss = -log softmax(h W^T)[label], summed over labelled positions. Backward: dlogits = (softmax - onehot) / n,
// dh = dlogits W, dW += dlogits^T h. Logits are made chunk by chunk and turned into their gradient at once, so that
// they are never held for all positions.

import CKernels
import Tensors

/// What the loss of a pass came to.
public struct CrossEntropyResult: Sendable {
  /// The loss of each position, in the order given.
  public let losses: [Double]

  /// The most likely token of each position; of equals the first.
  public let predictions: [Int32]

  /// How many predictions equal their labels.
  public let correct: Int

  /// What the sum is divided by.
  public let normalizer: Double

  /// The sum of all losses.
  public var sum: Double { losses.reduce(0, +) }

  /// The sum divided by the normalizer: what the gradient belongs to.
  public var loss: Double { normalizer == 0 ? 0 : sum / normalizer }
}

extension Tape {
  /// The cross-entropy of some positions' next tokens, and its gradient.
  ///
  /// Where the tape records gradients, they are added at once; the backward pass goes on from that of `hidden`.
  ///
  /// - Parameters:
  ///   - hidden: [T, C].
  ///   - head: [V, C], of any floating-point type; float32 where trainable.
  ///   - adapter: a [R, C] and b [V, R].
  ///   - positions: Tokens whose successor is learnt, each in 0 ..< T.
  ///   - labels: The successors, each in 0 ..< V.
  ///   - normalizer: What the summed loss is divided by: the labels of the whole accumulation window.
  public func crossEntropy(
    hidden: Variable, head: Parameter, adapter: LoRAFactors? = nil, positions: [Int], labels: [Int32],
    normalizer: Double
  ) -> CrossEntropyResult {
    let (vocabulary, features) = (head.value.shape[0], hidden.features)
    precondition(positions.count == labels.count, "as many labels as positions")
    precondition(labels.allSatisfy { $0 >= 0 && Int($0) < vocabulary }, "a label lies outside the vocabulary")
    let needsGradient =
      recordsGradients && (hidden.needsGradient || head.isTrainable || adapter?.isTrainable ?? false)
    let gathered = gather(hidden, positions)
    let dhidden = needsGradient && hidden.needsGradient ? Tensor(uninitialized: gathered.shape) : nil
    var losses = [Double](repeating: 0, count: labels.count)
    var predictions = [Int32](repeating: 0, count: labels.count)
    let chunk = Self.positionsAtOnce(vocabulary: vocabulary)
    let scale: Float = needsGradient && normalizer != 0 ? Float(1 / normalizer) : 0
    for start in stride(from: 0, to: labels.count, by: chunk) {
      let rows = start..<min(start + chunk, labels.count)
      let part = chunkVariable(gathered, rows: rows, gradient: dhidden)
      let lowRank = adapter.map { LowRankPass($0, x: part, tape: chunkTape(rows: rows, positions: positions)) }
      let logits = Variable(Tensor(uninitialized: [rows.count, vocabulary]), needsGradient: true)
      multiply(
        MatrixView(part.floats, columns: features), .forward(head.value), into: logits.floats, rows: rows.count,
        columns: vocabulary, depth: features, precision: precision, adding: lowRank?.term)
      losses.withUnsafeMutableBufferPointer { losses in
        predictions.withUnsafeMutableBufferPointer { predictions in
          labels.withUnsafeBufferPointer { labels in
            guard let l = losses.baseAddress, let p = predictions.baseAddress, let n = labels.baseAddress else {
              return
            }
            kernel_cross_entropy(logits.floats, rows.count, vocabulary, n + start, scale, l + start, p + start)
          }
        }
      }
      if scale != 0 { headBackward(logits, part: part, head: head, lowRank: lowRank) }
    }
    if let dhidden, scale != 0 { scatter(dhidden, positions, to: hidden.slot) }
    let correct = zip(predictions, labels).count { $0 == $1 }
    return CrossEntropyResult(losses: losses, predictions: predictions, correct: correct, normalizer: normalizer)
  }

  /// The logits of some positions, [N, V]; no gradient flows through them.
  public func logits(hidden: Variable, head: Parameter, adapter: LoRAFactors? = nil, positions: [Int]) -> Tensor {
    let vocabulary = head.value.shape[0]
    let part = Variable(gather(hidden, positions))
    let logits = Variable(Tensor(uninitialized: [positions.count, vocabulary]))
    multiply(
      MatrixView(part.floats, columns: part.features), .forward(head.value), into: logits.floats,
      rows: positions.count, columns: vocabulary, depth: part.features, precision: precision, isDecoding: isDecoding)
    if let adapter { LowRankPass(adapter, x: part, tape: Tape(recordsGradients: false)).forward(into: logits) }
    return logits.value
  }

  private func headBackward(_ dlogits: Variable, part: Variable, head: Parameter, lowRank: LowRankPass?) {
    let (rows, vocabulary, features) = (dlogits.tokens, dlogits.features, part.features)
    let term = lowRank?.backward(dy: dlogits.floats)
    if part.needsGradient {
      let target = part.slot.target()
      multiply(
        MatrixView(dlogits.floats, columns: vocabulary), .backward(head.value), into: target.address, rows: rows,
        columns: features, depth: vocabulary, precision: precision, adding: term)
      lowRank?.addMaskedGradient()
    }
    if head.isTrainable {
      multiply(
        MatrixView(dlogits.floats, columns: vocabulary).transposed, .values(part.floats, columns: features),
        into: head.accumulator().floatAddress, rows: vocabulary, columns: features, depth: rows, start: .add,
        precision: precision)
    }
  }

  /// How many positions' logits are held at once: 256 MB of them, at least 64 positions. The head is read once a chunk.
  public static func positionsAtOnce(vocabulary: Int) -> Int { max(64, (64 << 20) / max(1, vocabulary)) }

  /// A tape that knows the rows of some positions, for the dropout of the head's adapter.
  private func chunkTape(rows range: Range<Int>, positions: [Int]) -> Tape {
    let tape = Tape(precision: precision)
    tape.dropout = dropout
    tape.rows = rows?.picking(positions[range])
    return tape
  }
}

private func gather(_ hidden: Variable, _ positions: [Int]) -> Tensor {
  precondition(positions.allSatisfy { $0 >= 0 && $0 < hidden.tokens }, "a position lies outside the tokens")
  let gathered = Tensor(uninitialized: [positions.count, hidden.features])
  kernel_gather_rows(
    gathered.floatAddress, hidden.floats, positions.map(Int64.init), positions.count, hidden.features)
  return gathered
}

private func scatter(_ dgathered: Tensor, _ positions: [Int], to hidden: GradientSlot) {
  let target = hidden.target()
  if !target.accumulates { target.address.update(repeating: 0, count: hidden.shape.count) }
  kernel_scatter_rows(
    target.address, dgathered.floatAddress, positions.map(Int64.init), positions.count, hidden.features)
}

/// Some rows of a matrix as a variable whose gradient, if any, is written into the same rows of another.
private func chunkVariable(_ matrix: Tensor, rows: Range<Int>, gradient: Tensor?) -> Variable {
  func view(_ tensor: Tensor) -> Tensor {
    Tensor(
      shape: [rows.count, tensor.shape[1]], elementType: .float32, storage: tensor.storage,
      offsetInBytes: tensor.offsetInBytes + rows.lowerBound * tensor.shape[1] * 4)
  }
  let variable = Variable(view(matrix), needsGradient: gradient != nil)
  variable.slot.gradient = gradient.map(view)
  return variable
}

extension PackedRows {
  /// The identities and positions of some tokens, for operations that work on those only.
  func picking(_ tokens: ArraySlice<Int>) -> PackedRows {
    PackedRows(positions: tokens.map { positions[$0] }, identities: tokens.map { identities[$0] })
  }

  private init(positions: [Int64], identities: [Int64]) {
    offsets = [0, Int64(positions.count)]
    self.positions = positions
    self.identities = identities
  }
}
