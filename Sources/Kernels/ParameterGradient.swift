import CKernels
import Tensors

/// The gradient of a parameter by itself: of some rows, to be added to that of others.
public enum ParameterGradient: Sendable {
  /// Of every element, in the parameter's shape.
  case whole(Tensor)
  /// Of few columns.
  case columns(ColumnGradient)

  /// Adds the gradients that the same parameter has from two groups of rows; none is as good as zeros.
  ///
  /// - Parameter shape: The parameter's.
  public static func sum(_ left: ParameterGradient?, _ right: ParameterGradient?, shape: Shape) -> ParameterGradient? {
    switch (left, right) {
    case (nil, nil): nil
    case (.columns(let left), .columns(let right)):
      .columns(ColumnGradient(left, adding: right.values, to: right.columns))
    case (.columns, nil): left
    case (nil, .columns): right
    default: .whole(sum(matrix(left, shape), matrix(right, shape)))
    }
  }

  private static func matrix(_ gradient: ParameterGradient?, _ shape: Shape) -> Tensor {
    switch gradient {
    case .whole(let matrix): matrix
    case .columns(let gradient): gradient.matrix(shape)
    case nil: Tensor(zeros: shape)
    }
  }

  private static func sum(_ left: Tensor, _ right: Tensor) -> Tensor {
    let sum = Tensor(uninitialized: left.shape)
    kernel_add(sum.floatAddress, left.floatAddress, right.floatAddress, sum.count)
    return sum
  }
}

extension Parameter {
  /// Takes the gradient away, so that the next backward pass begins anew.
  public func takeGradient() -> ParameterGradient? {
    defer { gradient = nil }
    return columnGradient.map { .columns($0) } ?? gradient.map { .whole($0) }
  }
}
