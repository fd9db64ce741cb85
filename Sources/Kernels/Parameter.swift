import CKernels
import Tensors

/// A named tensor of a model: a weight, a bias, an adapter's factor.
public final class Parameter {
  /// The name it has in checkpoints.
  public let name: String

  /// The elements; float32 and owned where the parameter is trainable, else any stored floating-point type.
  ///
  /// Steps that columns have missed (`MissedSteps`) are made before the elements are seen.
  public var value: Tensor {
    get {
      missedSteps?.make()
      return stored
    }
    set {
      missedSteps?.make()
      missedSteps = nil
      stored = newValue
    }
  }

  /// The shape of `value`, at no cost.
  public var shape: Shape { stored.shape }

  /// The gradient of the loss, float32, in the shape of `value`; nil until a backward pass has reached it.
  ///
  /// - Complexity: O(elements) to look at where `columnGradient` holds it.
  public var gradient: Tensor? {
    get { denseGradient ?? columnGradient?.matrix(shape) }
    set {
      denseGradient = newValue
      columnGradient = nil
    }
  }

  /// The gradient, where only some columns have one: of a token table's first factor, the tokens seen.
  public private(set) var columnGradient: ColumnGradient?

  /// Whether backward passes compute its gradient.
  public var isTrainable: Bool

  /// Gives it a gradient that was computed elsewhere.
  public func give(_ gradient: ParameterGradient?) {
    switch gradient {
    case .whole(let matrix): self.gradient = matrix
    case .columns(let columns):
      self.gradient = nil
      columnGradient = columns
    case nil: self.gradient = nil
    }
  }

  private var stored: Tensor
  private var denseGradient: Tensor?
  private var missedSteps: MissedSteps?

  /// Makes a parameter of a tensor.
  public init(name: String, value: Tensor, isTrainable: Bool = false) {
    self.name = name
    stored = value
    self.isTrainable = isTrainable
  }

  /// The gradient's tensor, made of zeros where there was none; operations add to it.
  func accumulator() -> Tensor {
    if let denseGradient { return denseGradient }
    let made = gradient ?? Tensor(zeros: shape)
    gradient = made
    return made
  }
}

extension Parameter {
  /// Adds to the gradients of a matrix's columns, in the order given.
  func accumulate(columns: [Int32], _ values: Tensor) {
    if let denseGradient {
      kernel_scatter_columns(
        denseGradient.floatAddress, columns, columns.count, values.floatAddress, shape[0], shape[1])
      return
    }
    columnGradient = ColumnGradient(columnGradient, adding: values, to: columns)
  }

  /// The elements, of which only the given columns may be read: those are up to date.
  func value(ofColumns columns: [Int32]) -> Tensor {
    missedSteps?.make(columns: columns)
    return stored
  }

  /// The steps that columns still have to make, with averages to keep them by.
  func missedSteps(_ state: AdamWState) -> MissedSteps {
    if let missedSteps, missedSteps.belongs(to: state) { return missedSteps }
    let made = MissedSteps(value: value, state: state)
    missedSteps = made
    return made
  }
}
