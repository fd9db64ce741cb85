import CKernels
import Tensors

/// One application of a low-rank adapter to the input of a linear layer: forward, and backward.
final class LowRankPass {
  private let adapter: LoRAFactors
  private let x: Variable
  private let mask: DropoutMask?
  private let lowRank: Tensor

  /// Computes A d(x).
  init(_ adapter: LoRAFactors, x: Variable, tape: Tape) {
    self.adapter = adapter
    self.x = x
    mask = DropoutMask(adapter, tape: tape)
    lowRank = Tensor(uninitialized: [x.tokens, adapter.rank])
    precondition(adapter.a.shape[1] == x.features, "the factors do not fit the layer's input")
    let input = droppedInput()
    multiply(
      MatrixView(input.floatAddress, columns: x.features), .forward(adapter.a.value), into: lowRank.floatAddress,
      rows: x.tokens, columns: adapter.rank, depth: x.features)
  }

  /// Adds s * (d(x) A^T) B^T to the layer's output.
  func forward(into y: Variable) {
    let b = adapter.b.value
    precondition(b.shape[0] == y.features, "the factors do not fit the layer's output")
    multiply(
      MatrixView(lowRank.floatAddress, columns: adapter.rank), .forward(b), into: y.floats, rows: x.tokens,
      columns: y.features, depth: adapter.rank, scale: adapter.scale, start: .add)
  }

  /// Adds the gradients of both factors and of the input, which must already hold the layer's own part.
  func backward(dy: UnsafeMutablePointer<Float>) {
    let (rank, outputs) = (adapter.rank, adapter.b.shape[0])
    if adapter.b.isTrainable {
      multiply(
        MatrixView(dy, columns: outputs).transposed, .values(lowRank.floatAddress, columns: rank),
        into: adapter.b.accumulator().floatAddress, rows: outputs, columns: rank, depth: x.tokens,
        scale: adapter.scale, start: .add)
    }
    guard adapter.a.isTrainable || x.needsGradient else { return }
    let da = Tensor(uninitialized: [x.tokens, rank])
    multiply(
      MatrixView(dy, columns: outputs), .backward(adapter.b.value), into: da.floatAddress, rows: x.tokens,
      columns: rank, depth: outputs, scale: adapter.scale)
    if adapter.a.isTrainable {
      let input = droppedInput()
      multiply(
        MatrixView(da.floatAddress, columns: rank).transposed, .values(input.floatAddress, columns: x.features),
        into: adapter.a.accumulator().floatAddress, rows: rank, columns: x.features, depth: x.tokens, start: .add)
    }
    if x.needsGradient { inputGradient(da) }
  }

  private func inputGradient(_ da: Tensor) {
    let dx = x.gradientTarget()
    let separate = mask.map { _ in Tensor(uninitialized: x.value.shape) }
    multiply(
      MatrixView(da.floatAddress, columns: adapter.rank), .backward(adapter.a.value),
      into: separate?.floatAddress ?? dx.address, rows: x.tokens, columns: x.features, depth: adapter.rank,
      start: ProductStart(accumulates: separate == nil && dx.accumulates))
    if let mask, let separate {
      mask.apply(separate.floatAddress, to: dx.address, shape: x.value.shape, accumulates: dx.accumulates)
    }
  }

  private func droppedInput() -> Tensor {
    guard let mask else { return x.value }
    let dropped = Tensor(uninitialized: x.value.shape)
    mask.apply(x.floats, to: dropped.floatAddress, shape: x.value.shape, accumulates: false)
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
