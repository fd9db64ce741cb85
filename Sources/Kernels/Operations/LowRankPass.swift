import CKernels
import Tensors

/// One application of a low-rank adapter to the input of a linear layer: forward, and backward.
final class LowRankPass {
  private let adapter: LoRAFactors
  private let slot: GradientSlot
  private let input: Tensor?  // as long as the backward pass needs it
  private let mask: DropoutMask?
  private let lowRank: Tensor
  private var masked: Tensor?

  /// Computes s * d(x) A^T.
  init(_ adapter: LoRAFactors, x: Variable, tape: Tape) {
    self.adapter = adapter
    slot = x.slot
    input = adapter.a.isTrainable ? x.value : nil
    mask = DropoutMask(adapter, tape: tape)
    lowRank = Tensor(uninitialized: [x.tokens, adapter.rank])
    precondition(adapter.a.shape[1] == x.features, "the factors do not fit the layer's input")
    let dropped = droppedInput(x.value)
    kernel_project(
      lowRank.floatAddress, dropped.floatAddress, adapter.a.value.floatAddress, x.tokens, x.features, adapter.rank,
      adapter.scale)
  }

  /// What it adds to the layer's output, as a term of the layer's own product: s * (d(x) A^T) B^T.
  var term: ProductTerm {
    ProductTerm(
      MatrixView(lowRank.floatAddress, columns: adapter.rank), .forward(adapter.b.value), depth: adapter.rank,
      keeping: [lowRank, adapter.b.value])
  }

  /// Adds the same to the layer's output.
  func forward(into y: Variable) {
    let b = adapter.b.value
    precondition(b.shape[0] == y.features, "the factors do not fit the layer's output")
    multiply(
      MatrixView(lowRank.floatAddress, columns: adapter.rank), .forward(b), into: y.floats, rows: y.tokens,
      columns: y.features, depth: adapter.rank, start: .add)
  }

  /// Adds the gradients of both factors.
  ///
  /// - Returns: the input's gradient as a term of the layer's own product; nil where none is needed, or where a mask
  ///   lies before it: `addMaskedGradient` adds it then.
  func backward(dy: UnsafeMutablePointer<Float>) -> ProductTerm? {
    let (rank, outputs) = (adapter.rank, adapter.b.shape[0])
    if adapter.b.isTrainable {
      let turned = Tensor(zeros: [rank, outputs])
      kernel_gather_outer(turned.floatAddress, lowRank.floatAddress, dy, slot.tokens, outputs, rank)
      kernel_transpose(adapter.b.accumulator().floatAddress, turned.floatAddress, rank, outputs, 1)
    }
    guard input != nil || slot.isNeeded else { return nil }
    let turned = Tensor(uninitialized: [rank, outputs])
    kernel_transpose(turned.floatAddress, adapter.b.value.floatAddress, outputs, rank, 0)
    let da = Tensor(uninitialized: [slot.tokens, rank])
    kernel_project(da.floatAddress, dy, turned.floatAddress, slot.tokens, outputs, rank, adapter.scale)
    if let input {
      let dropped = droppedInput(input)
      kernel_gather_outer(
        adapter.a.accumulator().floatAddress, da.floatAddress, dropped.floatAddress, slot.tokens, slot.features, rank)
    }
    guard slot.isNeeded else { return nil }
    guard mask == nil else {
      masked = da
      return nil
    }
    return ProductTerm(
      MatrixView(da.floatAddress, columns: rank), .backward(adapter.a.value), depth: rank,
      keeping: [da, adapter.a.value])
  }

  /// Whether dropout lies before it.
  var isMasked: Bool { mask != nil }

  /// Adds the input's gradient where it was masked; the layer's own part must be there.
  func addMaskedGradient() {
    guard masked != nil else { return }
    let target = slot.target()
    addMaskedGradient(to: target.address, accumulates: target.accumulates)
  }

  /// Adds it to a gradient that is held elsewhere, of the input's shape.
  func addMaskedGradient(to gradient: Tensor) { addMaskedGradient(to: gradient.floatAddress, accumulates: true) }

  private func addMaskedGradient(to dx: UnsafeMutablePointer<Float>, accumulates: Bool) {
    guard let mask, let da = masked else { return }
    masked = nil
    let part = Tensor(uninitialized: slot.shape)
    multiply(
      MatrixView(da.floatAddress, columns: adapter.rank), .backward(adapter.a.value), into: part.floatAddress,
      rows: slot.tokens, columns: slot.features, depth: adapter.rank)
    mask.apply(part.floatAddress, to: dx, shape: slot.shape, accumulates: accumulates)
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
