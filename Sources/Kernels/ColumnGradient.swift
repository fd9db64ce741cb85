import CKernels
import Tensors

/// The gradient of a matrix [R, V] of which few columns have one.
public struct ColumnGradient: Sendable {
  /// The columns, ascending, each once.
  public let columns: [Int32]

  /// Their gradients, [N, R].
  public let values: Tensor

  /// Gradients that were computed elsewhere.
  ///
  /// - Parameters:
  ///   - columns: Ascending, each once.
  ///   - values: [N, R].
  public init(columns: [Int32], values: Tensor) {
    precondition(values.shape[0] == columns.count, "a gradient for each column")
    self.columns = columns
    self.values = values
  }

  /// Adds gradients to columns, in the order given: the sums are, to the last bit, those of a matrix of zeros to which
  /// they are added.
  ///
  /// - Parameters:
  ///   - earlier: What they are added to.
  ///   - added: [T, R].
  ///   - tokens: The column of each, T of them; columns may repeat.
  init(_ earlier: ColumnGradient?, adding added: Tensor, to tokens: [Int32]) {
    let rank = added.shape[1]
    precondition(added.shape[0] == tokens.count, "a column for each gradient")
    let columns = Set(tokens).union(earlier?.columns ?? []).sorted()
    var places: [Int32: Int32] = [:]
    for (place, column) in columns.enumerated() { places[column] = Int32(place) }
    func add(_ source: Tensor, _ columns: [Int32], to sums: Tensor) {
      let rows = columns.map { Int64(places[$0] ?? 0) }
      kernel_scatter_rows(sums.floatAddress, source.floatAddress, rows, rows.count, rank)
    }
    let sums = Tensor(zeros: [columns.count, rank])
    if let earlier { add(earlier.values, earlier.columns, to: sums) }
    add(added, tokens, to: sums)
    self.columns = columns
    values = sums
  }

  /// The whole matrix.
  func matrix(_ shape: Shape) -> Tensor {
    let matrix = Tensor(zeros: shape)
    kernel_scatter_columns(matrix.floatAddress, columns, columns.count, values.floatAddress, shape[0], shape[1])
    return matrix
  }

  /// The sum of squares, to the last bit that of the whole matrix [R, V].
  func squaredNorm(_ shape: Shape) -> Double {
    kernel_squared_norm_of_columns(values.floatAddress, columns, columns.count, shape[0], shape[1])
  }
}
