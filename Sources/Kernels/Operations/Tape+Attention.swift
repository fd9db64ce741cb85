// Queries and keys are turned by their positions, then each row attends to itself. The backward pass computes the
// probabilities anew from the saved logarithms of the softmax sums and turns the gradients back.

import CKernels
import Tensors

/// The shape and masks of an attention layer.
public struct AttentionShape: Sendable {
  /// Query heads, H.
  public var heads: Int
  /// Key-value heads; each serves heads / keyValueHeads query heads.
  public var keyValueHeads: Int
  /// Features of a head, D.
  public var headSize: Int
  /// Multiplies the scores, usually 1 / sqrt(D).
  public var scale: Float
  /// How many tokens a query sees at most, itself included; nil for all before it.
  public var window: Int?

  /// Makes a shape.
  public init(heads: Int, keyValueHeads: Int, headSize: Int, scale: Float? = nil, window: Int? = nil) {
    precondition(heads > 0 && keyValueHeads > 0 && headSize > 0 && heads % keyValueHeads == 0, "uneven heads")
    self.heads = heads
    self.keyValueHeads = keyValueHeads
    self.headSize = headSize
    self.scale = scale ?? 1 / Float(headSize).squareRoot()
    self.window = window
  }
}

extension Tape {
  /// Causal attention of packed rows, [T, H * D]; a row never sees another.
  ///
  /// - Parameters:
  ///   - query: [T, H * D].
  ///   - key: [T, keyValueHeads * D].
  ///   - value: [T, keyValueHeads * D].
  ///   - shape: Heads, scale and window.
  ///   - rows: Where rows begin, and the tokens' positions.
  ///   - rotary: Turns queries and keys by their positions; nil leaves them as they are.
  ///   - cache: What the rows have read before; the new keys and values are appended. No gradient flows through it.
  public func attention(
    query: Variable, key: Variable, value: Variable, shape: AttentionShape, rows: PackedRows,
    rotary: RotaryEmbedding? = nil, cache: KeyValueCache.Layer? = nil
  ) -> Variable {
    let width = shape.keyValueHeads * shape.headSize
    precondition(query.features == shape.heads * shape.headSize, "queries of \(query.features) features")
    precondition(key.features == width && value.features == width, "keys of \(key.features) features")
    precondition(rows.tokenCount == query.tokens && key.tokens == query.tokens, "rows of other tokens")
    let needsGradient = cache == nil && [query, key, value].contains { $0.needsGradient }
    let y = output(tokens: query.tokens, features: query.features, needsGradient: needsGradient)
    let pass = AttentionPass(
      query: turned(query, heads: shape.heads, shape: shape, rows: rows, rotary: rotary),
      key: turned(key, heads: shape.keyValueHeads, shape: shape, rows: rows, rotary: rotary), value: value.value,
      shape: shape, rows: rows)
    let logSums = needsGradient && recordsGradients ? Tensor(uninitialized: [query.tokens, shape.heads]) : nil
    pass.run(cache: cache) { kernel_attend(&$0, y.floats, logSums?.floatAddress) }
    guard let logSums else { return y }
    record(y) { [query = query.slot, key = key.slot, value = value.slot, y = y.value] dy in
      let dquery = Tensor(uninitialized: query.shape)
      let dkey = Tensor(uninitialized: key.shape)
      let dvalue = Tensor(uninitialized: value.shape)
      pass.run(cache: nil) {
        let space = Tensor(uninitialized: [kernel_attend_backward_space(&$0)])
        kernel_attend_backward(
          &$0, y.floatAddress, logSums.floatAddress, dy.floatAddress, dquery.floatAddress, dkey.floatAddress,
          dvalue.floatAddress, space.floatAddress)
      }
      turnBack(dquery, to: query, heads: shape.heads, shape: shape, rows: rows, rotary: rotary)
      turnBack(dkey, to: key, heads: shape.keyValueHeads, shape: shape, rows: rows, rotary: rotary)
      turnBack(dvalue, to: value, heads: shape.keyValueHeads, shape: shape, rows: rows, rotary: nil)
    }
    return y
  }

  private func turned(
    _ x: Variable, heads: Int, shape: AttentionShape, rows: PackedRows, rotary: RotaryEmbedding?
  ) -> Tensor {
    guard let rotary else { return x.value }
    precondition(rotary.inverseFrequencies.count * 2 == shape.headSize, "rotary frequencies for another head size")
    rotary.cover(position: Int(rows.positions.max() ?? 0))
    let y = Tensor(uninitialized: x.value.shape)
    kernel_rotate(
      y.floatAddress, x.floats, x.tokens, heads, shape.headSize, rotary.cosines, rotary.sines, rows.positions, 0, 0)
    return y
  }
}

/// Turns a gradient back by the tokens' angles and gives it to its variable.
private func turnBack(
  _ gradient: Tensor, to x: GradientSlot, heads: Int, shape: AttentionShape, rows: PackedRows, rotary: RotaryEmbedding?
) {
  guard x.isNeeded else { return }
  if let rotary {
    kernel_rotate(
      gradient.floatAddress, gradient.floatAddress, x.tokens, heads, shape.headSize, rotary.cosines, rotary.sines,
      rows.positions, 1, 0)
  }
  x.take(gradient)
}

/// The operands of one attention pass, kept for its backward pass.
private struct AttentionPass {
  let query: Tensor
  let key: Tensor
  let value: Tensor
  let shape: AttentionShape
  let rows: PackedRows

  /// Lends the operands to a kernel; with a cache the new keys and values are appended to it first.
  func run(cache: KeyValueCache.Layer?, _ body: (inout kernel_attention) -> Void) {
    let width = shape.keyValueHeads * shape.headSize
    var keys: [UnsafePointer<Float>?] = []
    var values: [UnsafePointer<Float>?] = []
    var counts: [Int64] = []
    for row in 0..<rows.count {
      let tokens = rows.tokens(ofRow: row)
      let rowKeys = UnsafePointer(key.floatAddress + tokens.lowerBound * width)
      let rowValues = UnsafePointer(value.floatAddress + tokens.lowerBound * width)
      cache?.append(row: row, key: rowKeys, value: rowValues, count: tokens.count)
      keys.append(cache?.keys(ofRow: row) ?? rowKeys)
      values.append(cache?.values(ofRow: row) ?? rowValues)
      counts.append(Int64(cache?.lengths[row] ?? tokens.count))
    }
    var call = kernel_attention()
    call.row_count = rows.count
    call.key_stride = width
    call.heads = shape.heads
    call.key_value_heads = shape.keyValueHeads
    call.head_size = shape.headSize
    call.scale = shape.scale
    call.window = shape.window ?? 0
    call.query = UnsafePointer(query.floatAddress)
    rows.offsets.withUnsafeBufferPointer { offsets in
      keys.withUnsafeBufferPointer { keys in
        values.withUnsafeBufferPointer { values in
          counts.withUnsafeBufferPointer { counts in
            call.offsets = offsets.baseAddress
            call.keys = keys.baseAddress
            call.values = values.baseAddress
            call.key_counts = counts.baseAddress
            withExtendedLifetime((query, key, value)) { body(&call) }
          }
        }
      }
    }
  }
}
