import Tensors

#if canImport(Glibc)
  import Glibc
#endif

extension GGUFArchitecture {
  /// Which way a weight goes.
  enum Direction {
    /// As transformers has it to as the file has it.
    case toFile
    /// As the file has it to as transformers has it.
    case fromFile
  }

  /// A weight in the other layout; the same tensor where both lay it out alike.
  func relaid(_ value: Tensor, of name: String, headSize: Int, _ direction: Direction) -> Tensor {
    if storesNormsPlusOne, name.hasSuffix("norm.weight"), value.elementType.isFloatingPoint {
      let one: Float = direction == .toFile ? 1 : -1
      return Tensor(value.floats().map { $0 + one }, shape: value.shape)
    }
    let isPaired = name.contains(".q_proj.") || name.contains(".k_proj.")
    guard interleavesPairs, isPaired, value.shape.rank > 0, value.shape[0] % headSize == 0 else { return value }
    return withMovedPairs(value, headSize: headSize, direction)
  }

  /// Rows i and D / 2 + i of each head stand at 2i and 2i + 1 in the file.
  private func withMovedPairs(_ tensor: Tensor, headSize: Int, _ direction: Direction) -> Tensor {
    let result = Tensor(uninitialized: tensor.shape, tensor.elementType)
    let rows = tensor.shape[0]
    let rowSize = tensor.sizeInBytes / max(rows, 1)
    tensor.withBytes { bytes in
      guard let source = bytes.baseAddress else { return }
      for row in 0..<rows {
        let (head, place) = (row / headSize, row % headSize)
        let (half, pair) = (place / (headSize / 2), place % (headSize / 2))
        let stored = head * headSize + 2 * pair + half
        let (from, to) = direction == .toFile ? (row, stored) : (stored, row)
        memcpy(result.address + to * rowSize, source + from * rowSize, rowSize)
      }
    }
    return result
  }
}
