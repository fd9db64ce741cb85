// y[t] = scale * E[id] + s * B a, a = A[:, id]. Backward: dE[id] += scale * dy[t]; with da = s * B^T dy:
// dA[:, id] += da, dB += s * dy a^T.

import CKernels
import Tensors

extension Tape {
  /// The rows of a token table, [T, C].
  ///
  /// - Parameters:
  ///   - ids: The tokens, each in 0 ..< V.
  ///   - table: [V, C], of any floating-point type; float32 where trainable.
  ///   - adapter: Low-rank factors over the table, a [R, V] and b [C, R]; not multiplied by `scale`.
  ///   - scale: Multiplies the table's rows (Gemma's root of C).
  public func embedding(ids: [Int32], table: Parameter, adapter: LoRAFactors? = nil, scale: Float = 1) -> Variable {
    let weight = table.value
    precondition(weight.shape.rank == 2, "a token table is a matrix")
    let (vocabulary, features) = (weight.shape[0], weight.shape[1])
    precondition(ids.allSatisfy { $0 >= 0 && Int($0) < vocabulary }, "a token lies outside the table")
    let needsGradient = table.isTrainable || adapter?.isTrainable ?? false
    let y = output(tokens: ids.count, features: features, needsGradient: needsGradient)
    kernel_embedding(y.floats, ids, ids.count, UnsafeRawPointer(weight.address), weight.kernelElement, features, scale)
    var lowRank: Tensor?
    if let adapter {
      let (a, b, rank) = (adapter.a.value(ofColumns: ids), adapter.b.value, adapter.rank)
      precondition(a.shape[1] == vocabulary && b.shape[0] == features, "the factors do not fit the token table")
      let gathered = Tensor(uninitialized: [ids.count, rank])
      kernel_gather_columns(gathered.floatAddress, ids, ids.count, a.floatAddress, rank, vocabulary)
      multiply(
        MatrixView(gathered.floatAddress, columns: rank), .forward(b), into: y.floats, rows: ids.count,
        columns: features, depth: rank, scale: adapter.scale, start: .add)
      lowRank = gathered
    }
    record(y) { dy in
      let dy = dy.floatAddress
      if table.isTrainable {
        kernel_embedding_backward(table.accumulator().floatAddress, ids, ids.count, dy, features, scale)
      }
      if let adapter, let lowRank { embeddingBackward(adapter, ids: ids, dy: dy, lowRank: lowRank) }
    }
    return y
  }
}

private func embeddingBackward(
  _ adapter: LoRAFactors, ids: [Int32], dy: UnsafeMutablePointer<Float>, lowRank: Tensor
) {
  let (rank, features) = (adapter.rank, adapter.b.shape[0])
  if adapter.a.isTrainable {
    let da = Tensor(uninitialized: [ids.count, rank])
    multiply(
      MatrixView(dy, columns: features), .backward(adapter.b.value), into: da.floatAddress, rows: ids.count,
      columns: rank, depth: features, scale: adapter.scale)
    adapter.a.accumulate(columns: ids, da)
  }
  if adapter.b.isTrainable {
    multiply(
      MatrixView(dy, columns: features).transposed, .values(lowRank.floatAddress, columns: rank),
      into: adapter.b.accumulator().floatAddress, rows: features, columns: rank, depth: ids.count,
      scale: adapter.scale, start: .add)
  }
}
