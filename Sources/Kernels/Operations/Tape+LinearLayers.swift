// Several linear layers of one input. What few tokens cost is the weights' way through memory, so that all go in one job.

import CKernels
import Tensors

/// A linear layer as `Tape.linear` takes it.
public struct LinearLayer {
  /// [out, in].
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
}

extension Tape {
  /// What `linear` makes of each of several layers with the same input, bit for bit.
  public func linears(_ x: Variable, _ layers: [LinearLayer]) -> [Variable] {
    guard isDecoding, !recordsGradients else {
      return layers.map { linear(x, weight: $0.weight, bias: $0.bias, adapter: $0.adapter) }
    }
    let outputs = layers.map { output(tokens: x.tokens, features: $0.weight.shape[0], needsGradient: false) }
    let biases = layers.map { $0.bias?.value.asFloats() }
    let products = zip(zip(layers, biases), outputs).map { pair, y in
      let (layer, bias) = pair
      let w = layer.weight.value
      precondition(w.shape.rank == 2 && w.shape[1] == x.features, "a weight \(w.shape) for \(x.features) features")
      precondition(bias.map { $0.count == w.shape[0] } ?? true, "a bias has one value for each output")
      return kernel_product(
        MatrixView(x.floats, columns: x.features), .forward(w), into: y.floats, rows: x.tokens, columns: y.features,
        depth: x.features, scale: 1, start: bias.map { .bias($0.floatAddress) } ?? .overwrite, precision: precision,
        isDecoding: true)
    }
    kernel_multiply_each(products, products.count)
    withExtendedLifetime(biases) {}
    for (layer, y) in zip(layers, outputs) {
      if let adapter = layer.adapter { LowRankPass(adapter, x: x, tape: self).forward(into: y) }
    }
    return outputs
  }
}

extension Tensor {
  /// The same elements as float32; those that are already are shared.
  func asFloats() -> Tensor { elementType == .float32 ? self : converted(to: .float32) }
}
