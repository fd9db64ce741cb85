import CKernels
import Tensors

/// One application of a low-rank adapter to the input of a linear layer: forward, and backward.
final class LowRankPass {
  private let adapter: LoRAFactors
  private let slot: GradientSlot
  private let input: Tensor?  // as long as the backward pass needs it
  private let mask: DropoutMask?
  private let lowRank: Tensor

  /// Computes A d(x).
  init(_ adapter: LoRAFactors, x: Variable, tape: Tape) {
    self.adapter = adapter
    slot = x.slot
    input = adapter.a.isTrainable ? x.value : nil
    mask = DropoutMask(adapter, tape: tape)
    lowRank = Tensor(uninitialized: [x.tokens, adapter.rank])
    precondition(adapter.a.shape[1] == x.features, "the factors do not fit the layer's input")
    let dropped = droppedInput(x.value)
    multiply(
      MatrixView(dropped.floatAddress, columns: x.features), .forward(adapter.a.value), into: lowRank.floatAddress,
      rows: x.tokens, columns: adapter.rank, depth: x.features)
  }

  /// Adds s * (d(x) A^T) B^T to the layer's output.
  func forward(into y: Variable) {
    let b = adapter.b.value
    precondition(b.shape[0] == y.features, "the factors do not fit the layer's output")
    multiply(
      MatrixView(lowRank.floatAddress, columns: adapter.rank), .forward(b), into: y.floats, rows: y.tokens,
      columns: y.features, depth: adapter.rank, scale: adapter.scale, start: .add)
  }

  /// Adds the gradients of both factors and of the input, which must already hold the layer's own part.
  func backward(dy: UnsafeMutablePointer<Float>) {
    let (rank, outputs) = (adapter.rank, adapter.b.shape[0])
    if adapter.b.isTrainable {
      multiply(
        MatrixView(dy, columns: outputs).transposed, .values(lowRank.floatAddress, columns: rank),
        into: adapter.b.accumulator().floatAddress, rows: outputs, columns: rank, depth: slot.tokens,
        scale: adapter.scale, start: .add)
    }
    guard input != nil || slot.isNeeded else { return }
    let da = Tensor(uninitialized: [slot.tokens, rank])
    multiply(
      MatrixView(dy, columns: outputs), .backward(adapter.b.value), into: da.floatAddress, rows: slot.tokens,
      columns: rank, depth: outputs, scale: adapter.scale)
    if let input {
      let dropped = droppedInput(input)
      multiply(
        MatrixView(da.floatAddress, columns: rank).transposed, .values(dropped.floatAddress, columns: slot.features),
        into: adapter.a.accumulator().floatAddress, rows: rank, columns: slot.features, depth: slot.tokens,
        start: .add)
    }
    if slot.isNeeded { inputGradient(da) }
  }

  private func inputGradient(_ da: Tensor) {
    let dx = slot.target()
    let separate = mask.map { _ in Tensor(uninitialized: slot.shape) }
    multiply(
      MatrixView(da.floatAddress, columns: adapter.rank), .backward(adapter.a.value),
      into: separate?.floatAddress ?? dx.address, rows: slot.tokens, columns: slot.features, depth: adapter.rank,
      start: ProductStart(accumulates: separate == nil && dx.accumulates))
    if let mask, let separate {
      mask.apply(separate.floatAddress, to: dx.address, shape: slot.shape, accumulates: dx.accumulates)
    }
  }

  private func droppedInput(_ x: Tensor) -> Tensor {
    guard let mask else { return x }
    let dropped = Tensor(uninitialized: x.shape)
    mask.apply(x.floatAddress, to: dropped.floatAddress, shape: x.shape, accumulates: false)
    return dropped
  }
}

/// The dropout mask of one module in one step: a hash of row, position and feature, never stored.
struct DropoutMask {
  private let probability: Float
  private let seed: UInt64
  private let rows: PackedRows

  /// Nil where nothing is dropped.
  init?(_ adapter: LoRAFactors, tape: Tape) {
    guard adapter.dropout > 0, let key = tape.dropout else { return nil }
    guard let rows = tape.rows else { preconditionFailure("LoRA dropout needs the tape's rows") }
    probability = adapter.dropout
    seed = key.seed(module: adapter.module)
    self.rows = rows
  }

  /// Writes or adds the kept elements, divided by the share that is kept.
  func apply(
    _ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, shape: Shape, accumulates: Bool
  ) {
    precondition(rows.tokenCount == shape[0], "the tape's rows are not those of the operand")
    kernel_dropout(
      y, x, shape[0], shape[1], probability, seed, rows.identities, rows.positions, accumulates ? 1 : 0)
  }
}
