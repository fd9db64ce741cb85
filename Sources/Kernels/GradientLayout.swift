import Tensors

/// How the gradients of several parameters lie in one vector, so that they can be added part by part, wherever they were
/// computed.
public struct GradientLayout: Sendable {
  /// What is known of one parameter's gradient.
  public enum Kind: Sendable, Equatable {
    /// No row reaches it.
    case none
    /// Every element may have one.
    case whole
    /// These columns have one: ascending, each once.
    case columns([Int32])

    /// What is known of the sum of two.
    public static func union(_ left: Kind, _ right: Kind) -> Kind {
      switch (left, right) {
      case (.none, let other), (let other, .none): other
      case (.columns(let left), .columns(let right)): .columns(Set(left).union(right).sorted())
      default: .whole
      }
    }
  }

  /// The elements of the vector.
  public let count: Int

  private let kinds: [Kind]
  private let shapes: [Shape]

  /// Lays out the gradients of parameters of these shapes.
  public init(_ kinds: [Kind], shapes: [Shape]) {
    precondition(kinds.count == shapes.count, "a kind for each parameter")
    self.kinds = kinds
    self.shapes = shapes
    count = zip(kinds, shapes).reduce(0) { $0 + Self.size($1.0, $1.1) }
  }

  /// Gradients as one vector; those that are not there are zeros.
  public func vector(_ gradients: [ParameterGradient?]) -> Tensor {
    let vector = Tensor(zeros: [count])
    var start = 0
    for (index, gradient) in gradients.enumerated() {
      let size = Self.size(kinds[index], shapes[index])
      let part = view(vector, at: start, [size])
      switch (kinds[index], gradient) {
      case (.none, _), (_, nil): break
      case (.whole, .whole(let matrix)): part.copyElements(of: matrix)
      case (.whole, .columns(let gradient)): part.copyElements(of: gradient.matrix(shapes[index]))
      case (.columns(let columns), .columns(let gradient)): part.copyRows(of: gradient, among: columns)
      case (.columns, .whole): preconditionFailure("a whole gradient where only columns have one")
      }
      start += size
    }
    return vector
  }

  /// The gradients that a vector holds, over its storage.
  public func gradients(_ vector: Tensor) -> [ParameterGradient?] {
    var start = 0
    return zip(kinds, shapes).map { kind, shape in
      defer { start += Self.size(kind, shape) }
      switch kind {
      case .none: return nil
      case .whole: return .whole(view(vector, at: start, shape))
      case .columns(let columns):
        let values = view(vector, at: start, [columns.count, shape[0]])
        return .columns(ColumnGradient(columns: columns, values: values))
      }
    }
  }

  private static func size(_ kind: Kind, _ shape: Shape) -> Int {
    switch kind {
    case .none: 0
    case .whole: shape.count
    case .columns(let columns): columns.count * shape[0]
    }
  }

  private func view(_ vector: Tensor, at start: Int, _ shape: Shape) -> Tensor {
    Tensor(
      shape: shape, elementType: .float32, storage: vector.storage,
      offsetInBytes: vector.offsetInBytes + start * MemoryLayout<Float>.size)
  }
}

extension ParameterGradient {
  /// What is known of it.
  public static func kind(_ gradient: ParameterGradient?) -> GradientLayout.Kind {
    switch gradient {
    case nil: .none
    case .whole: .whole
    case .columns(let gradient): .columns(gradient.columns)
    }
  }
}

extension Tensor {
  fileprivate func copyElements(of other: Tensor) {
    withMutableFloats { own in other.withFloats { _ = own.update(fromContentsOf: $0) } }
  }

  /// Puts the rows of a gradient's columns where those columns stand among more of them.
  fileprivate func copyRows(of gradient: ColumnGradient, among columns: [Int32]) {
    let rank = gradient.values.shape[1]
    withMutableFloats { own in
      gradient.values.withFloats { values in
        var place = 0
        for (row, column) in gradient.columns.enumerated() {
          while columns[place] < column { place += 1 }
          for index in 0..<rank { own[place * rank + index] = values[row * rank + index] }
        }
      }
    }
  }
}
