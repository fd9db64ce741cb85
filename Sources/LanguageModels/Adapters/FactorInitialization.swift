import Tensors

/// Draws the factors of one module as peft does, the numbers that torch's constructors use up included.
///
/// A linear layer: A and B from torch's uniform of a new layer, then A anew and B zero. An embedding: two tables of
/// normal numbers, then A zero and B normal anew.
///
/// Source: peft 0.15.2 `LoraLayer.update_layer`, `reset_lora_parameters`; torch's `kaiming_uniform_(a=√5)`.
struct FactorInitialization {
  private let aShape: Shape
  private let bShape: Shape
  private let rank: Int
  private let isTable: Bool
  private let kind: LoRAConfiguration.Initialization

  init(_ module: ModuleSpecification, rank: Int, _ kind: LoRAConfiguration.Initialization) {
    isTable = module.kind == .embedding
    let shape = module.weightShape
    aShape = isTable ? [rank, shape[0]] : [rank, shape[1]]
    bShape = isTable ? [shape[1], rank] : [shape[0], rank]
    self.rank = rank
    self.kind = kind
  }

  /// The two factors; zeros without a generator.
  func draw(_ generator: inout MersenneTwister?) -> (a: Tensor, b: Tensor) {
    guard var source = generator else { return (Tensor(zeros: aShape), Tensor(zeros: bShape)) }
    defer { generator = source }
    return isTable ? drawTable(&source) : drawLinear(&source)
  }

  private func drawTable(_ source: inout MersenneTwister) -> (a: Tensor, b: Tensor) {
    let a = Tensor(normal: aShape, from: &source)
    let b = Tensor(normal: bShape, from: &source)
    switch kind {
    case .random: return (a, b)
    case .standard, .gaussian: return (Tensor(zeros: aShape), Tensor(normal: bShape, from: &source))
    }
  }

  private func drawLinear(_ source: inout MersenneTwister) -> (a: Tensor, b: Tensor) {
    let a = uniform(aShape, fanIn: aShape[1], &source)
    let b = uniform(bShape, fanIn: rank, &source)
    switch kind {
    case .random: return (a, b)
    case .gaussian:
      let deviation = 1 / Float(rank)
      return (Tensor(normal: aShape, standardDeviation: deviation, from: &source), Tensor(zeros: bShape))
    case .standard: return (uniform(aShape, fanIn: aShape[1], &source), Tensor(zeros: bShape))
    }
  }

  /// torch's `kaiming_uniform_(a=√5)`: between -1/√in and 1/√in.
  private func uniform(_ shape: Shape, fanIn: Int, _ source: inout MersenneTwister) -> Tensor {
    let gain = (2.0 / (1 + 5.0)).squareRoot()
    let bound = Float(3.0.squareRoot() * (gain / Double(fanIn).squareRoot()))
    return Tensor(uniform: shape, in: -bound..<bound, from: &source)
  }
}
