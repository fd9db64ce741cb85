import CKernels
import Tensors

/// In which precision linear layers and the head multiply; all else is float32.
public enum ComputePrecision: String, Sendable, CaseIterable {
  /// Products and sums in float32.
  case float32
  /// Both operands rounded to bfloat16, their products summed in float32.
  case bfloat16
}

/// Runs a model's operations forward and remembers how to run them backward.
///
/// A model's forward pass calls the tape's operations; `backward` then visits them in reverse order and leaves the
/// gradients of the trainable parameters in `Parameter.gradient`, added to what was there. One tape serves one pass.
public final class Tape {
  /// The precision of linear layers and the head.
  public let precision: ComputePrecision

  /// Whether operations are remembered for a backward pass.
  public let recordsGradients: Bool

  /// The masks of LoRA dropout; nil (evaluation, generation) drops nothing.
  public var dropout: DropoutKey?

  /// The rows of the batch; LoRA dropout needs them.
  public var rows: PackedRows?

  /// Whether each row is one token of a text that is being generated. Weights of blocks are multiplied in float32 then,
  /// each row by itself, so that a text never depends on those beside it.
  public var isDecoding = false

  /// Whether variables know that a gradient must reach them although nothing is remembered: that is done later.
  var anticipatesGradients = false

  private var steps: [(outputs: [GradientSlot], backward: (_ gradients: [Tensor?]) -> Void)] = []

  /// Makes an empty tape.
  public init(precision: ComputePrecision = .float32, recordsGradients: Bool = true) {
    self.precision = precision
    self.recordsGradients = recordsGradients
  }

  /// Runs all remembered operations backward, last first, and forgets them.
  public func backward() {
    while let step = steps.popLast() {
      let gradients = step.outputs.map { $0.isKept ? $0.gradient?.converted(to: .float32) : $0.gradient }
      guard gradients.contains(where: { $0 != nil }) else { continue }
      step.backward(gradients)
      for output in step.outputs where !output.isKept { output.gradient = nil }
    }
  }

  /// Adds a gradient to a variable, then runs the remembered operations backward.
  public func backward(from variable: Variable, gradient: Tensor) {
    precondition(gradient.shape == variable.value.shape, "a gradient has the shape of its value")
    let source = gradient.floats()
    let target = variable.slot.target()
    for index in source.indices {
      target.address[index] = target.accumulates ? target.address[index] + source[index] : source[index]
    }
    backward()
  }

  /// Makes an operation's output, to be filled.
  func output(tokens: Int, features: Int, needsGradient: Bool) -> Variable {
    let needsGradient = needsGradient && (recordsGradients || anticipatesGradients)
    return Variable(Tensor(uninitialized: [tokens, features]), needsGradient: needsGradient)
  }

  /// Remembers how an operation runs backward, given the gradient of its output.
  ///
  /// What `backward` refers to lives until then: tensors that it reads, slots that it adds to, and no variables. The
  /// gradient is its own, to overwrite or hand on.
  func record(_ output: Variable, _ backward: @escaping (_ dy: Tensor) -> Void) {
    record([output]) { gradients in
      if let dy = gradients[0] { backward(dy) }
    }
  }

  /// The same for an operation with several outputs, run once a gradient has reached any of them.
  func record(_ outputs: [Variable], _ backward: @escaping (_ gradients: [Tensor?]) -> Void) {
    guard recordsGradients, outputs.contains(where: { $0.needsGradient }) else { return }
    steps.append((outputs.map(\.slot), backward))
  }
}
