import CKernels
import Tensors

/// A linear layer: what `Tape.linear` multiplies with.
public struct LinearLayer {
  /// [out, in], of any floating-point type, read in place; float32 where trainable.
  public let weight: Parameter
  /// [out].
  public let bias: Parameter?
  /// a [R, in] and b [out, R].
  public let adapter: LoRAFactors?

  /// Makes a layer.
  public init(weight: Parameter, bias: Parameter? = nil, adapter: LoRAFactors? = nil) {
    self.weight = weight
    self.bias = bias
    self.adapter = adapter
  }

  /// The number of outputs.
  var outputs: Int { weight.shape[0] }

  /// Whether anything of it is trained.
  var isTrainable: Bool { weight.isTrainable || bias?.isTrainable ?? false || adapter?.isTrainable ?? false }
}

/// One application of a linear layer: its product, and its part of the backward pass.
struct LinearPass {
  let lowRank: LowRankPass?
  private let weight: Parameter
  private let bias: Parameter?
  private let plainBias: Tensor?
  private let slot: GradientSlot
  private let input: Tensor?  // as long as the backward pass needs it
  private let precision: ComputePrecision
  private let isDecoding: Bool

  init(_ layer: LinearLayer, x: Variable, tape: Tape) {
    let shape = layer.weight.shape
    precondition(shape.rank == 2 && shape[1] == x.features, "a weight \(shape) for \(x.features) features")
    precondition(layer.bias.map { $0.shape.count == shape[0] } ?? true, "a bias has one value for each output")
    precondition(
      layer.adapter.map { $0.b.shape[0] == shape[0] } ?? true, "the factors do not fit the layer's output")
    weight = layer.weight
    bias = layer.bias
    plainBias = layer.bias?.value.asFloats()
    slot = x.slot
    input = layer.weight.isTrainable ? x.value : nil
    precision = tape.precision
    isDecoding = tape.isDecoding
    lowRank = layer.adapter.map { LowRankPass($0, x: x, tape: tape) }
  }

  /// The product that makes the layer's output, with the adapter's term unless while decoding.
  ///
  /// - Parameter addend: what is added last, of the output's shape.
  func product(_ x: Variable, into y: Variable, addend: Variable? = nil) -> Product {
    var product = kernel_product(
      MatrixView(x.floats, columns: x.features), .forward(weight.value), into: y.floats, rows: x.tokens,
      columns: y.features, depth: x.features, scale: 1,
      start: plainBias.map { .bias($0.floatAddress) } ?? .overwrite, precision: precision, isDecoding: isDecoding)
    if let addend {
      product.addend = UnsafePointer(addend.floats)
      product.addend_stride = y.features
    }
    return Product(product, adding: isDecoding ? [] : [lowRank?.term].compactMap(\.self))
  }

  /// Adds the gradients of weight, bias and adapter.
  ///
  /// - Returns: the terms of the input's gradient: none where none is needed.
  func backward(_ dy: Tensor) -> [ProductTerm] {
    let (tokens, outputs) = (dy.shape[0], dy.shape[1])
    if let input {
      multiply(
        MatrixView(dy.floatAddress, columns: outputs).transposed,
        .values(input.floatAddress, columns: input.shape[1]), into: weight.accumulator().floatAddress, rows: outputs,
        columns: input.shape[1], depth: tokens, start: .add, precision: precision)
    }
    if let bias, bias.isTrainable {
      kernel_column_sums(bias.accumulator().floatAddress, dy.floatAddress, tokens, outputs)
    }
    let term = lowRank?.backward(dy: dy.floatAddress)
    guard slot.isNeeded else { return [] }
    let own = ProductTerm(
      MatrixView(dy.floatAddress, columns: outputs), .backward(weight.value), depth: outputs,
      keeping: [dy, weight.value])
    return [own] + [term].compactMap(\.self)
  }
}

/// The backward pass of layers with one input: its gradient is one sum over all of them, the last layer first.
///
/// - Parameter gradients: of the layers' outputs; nil where none has arrived.
func runBackward(_ passes: [LinearPass], _ gradients: [Tensor?], to slot: GradientSlot, precision: ComputePrecision) {
  var terms: [ProductTerm] = []
  func addTerms() {
    guard !terms.isEmpty else { return }
    let target = slot.target()
    let product = Product(
      sumOf: terms[...], into: target.address, rows: slot.tokens, columns: slot.features,
      start: ProductStart(accumulates: target.accumulates), precision: precision)
    multiply([product])
    terms = []
  }
  for (pass, dy) in zip(passes, gradients).reversed() {
    guard let dy else { continue }
    let more = pass.backward(dy)
    if terms.count + more.count > Product.mostTerms { addTerms() }
    terms += more
    guard let lowRank = pass.lowRank, lowRank.isMasked else { continue }
    addTerms()
    lowRank.addMaskedGradient()
  }
  addTerms()
}

extension Tensor {
  /// The same elements as float32; those that are already are shared.
  func asFloats() -> Tensor { elementType == .float32 ? self : converted(to: .float32) }
}
