import Files
import JSON
import Kernels
import ModelFiles
import Tensors

/// A causal language model: its configuration, its weights, and the adapter it may carry.
///
/// A model made of a configuration gets its weights when they are first used; counting and printing need none.
/// A loaded one keeps them mapped, in the type they are stored in.
public final class LanguageModel {
  /// The weight of a module, and its bias where it has one.
  struct Module {
    let weight: Parameter
    let bias: Parameter?
  }

  /// The folder it was loaded from, or another name for messages and adapters; empty where there is none.
  public let name: String

  /// What config.json says, kept up to date with what was changed since.
  public internal(set) var configuration: ModelConfiguration

  /// How it generates unless told otherwise.
  public var generationConfiguration: GenerationConfiguration

  /// The element type that it shows and saves in: `model.dtype`.
  public var elementType: ElementType

  /// The adapter it carries, or nil.
  public internal(set) var adapter: LoRAAdapter?

  /// Whether the adapter takes part; `disable_adapter()` of peft.
  public var isAdapterEnabled = true

  /// Tensors of the files that the model has no use for.
  public internal(set) var unexpectedTensors: [String] = []

  var blueprint: Blueprint
  var loadedModules: [Module]?
  private let seed: UInt64
  private var trainsAll = false
  private(set) lazy var rotary = RotaryEmbedding(configuration.rotary, headSize: configuration.headSize)
  private(set) lazy var windowedRotary = configuration.variant.windowedRotary.map {
    RotaryEmbedding($0, headSize: configuration.headSize)
  }

  /// Makes a model with new weights, drawn when they are first used: as transformers' `from_config`.
  ///
  /// - Parameters:
  ///   - configuration: shapes, and the standard deviation of new weights.
  ///   - seed: of the generator that the weights are drawn from, in the modules' order.
  /// - Throws: `LanguageModelError` where its token ids are malformed.
  public init(configuration: ModelConfiguration, seed: UInt64) throws {
    name = ""
    self.configuration = configuration
    self.seed = seed
    blueprint = Blueprint(configuration)
    elementType = configuration.elementType ?? .float32
    generationConfiguration = try GenerationConfiguration(model: configuration)
  }

  init(
    name: String, configuration: ModelConfiguration, generationConfiguration: GenerationConfiguration,
    elementType: ElementType
  ) {
    self.name = name
    self.configuration = configuration
    self.generationConfiguration = generationConfiguration
    self.elementType = elementType
    seed = 0
    blueprint = Blueprint(configuration)
  }

  /// The modules, in torch's order, without their weights.
  public var specifications: [ModuleSpecification] { blueprint.modules }

  /// The modules with their weights, which are made if there are none.
  var modules: [Module] {
    if let loadedModules { return loadedModules }
    let made = newModules()
    loadedModules = made
    return made
  }

  /// Whether the weights exist; false for a model of a configuration that has not been used.
  public var hasWeights: Bool { loadedModules != nil }

  /// Whether the weights, which are made if there are none, are stored in less than 12 bits each.
  public var storesPackedWeights: Bool {
    let (count, size) = parameters.reduce((0, 0)) { ($0.0 + $1.shape.count, $0.1 + $1.value.sizeInBytes) }
    return 8 * size < 12 * count
  }

  private func newModules() -> [Module] {
    var generator = MersenneTwister(seed: seed)
    var made: [Module] = []
    for (place, specification) in blueprint.modules.enumerated() {
      if place == blueprint.head, configuration.tiesEmbeddings {
        made.append(made[blueprint.embedding])
        continue
      }
      let value: Tensor
      switch specification.kind {
      case .norm:
        value = Tensor(
          [Float](repeating: configuration.variant.normsAddOne ? 0 : 1, count: specification.weightShape.count),
          shape: specification.weightShape)
      case .embedding, .linear, .head:
        let deviation =
          specification.kind == .embedding ? configuration.embeddingInitializerRange : configuration.initializerRange
        value = Tensor(normal: specification.weightShape, standardDeviation: deviation, from: &generator)
      }
      let bias = specification.hasBias ? Tensor(zeros: [specification.weightShape[0]]) : nil
      made.append(
        Module(
          weight: Parameter(name: specification.name + ".weight", value: value, isTrainable: trainsAll),
          bias: bias.map { Parameter(name: specification.name + ".bias", value: $0, isTrainable: trainsAll) }))
    }
    return made
  }

  /// The model's own weights and biases in torch's order; a table that is tied comes once.
  public var parameters: [Parameter] {
    var seen: Set<ObjectIdentifier> = []
    return modules.flatMap { [$0.weight, $0.bias] }.compactMap(\.self).filter {
      seen.insert(ObjectIdentifier($0)).inserted
    }
  }

  /// The parameters that training changes: the adapter's where there is one, else all that were made trainable.
  public var trainableParameters: [Parameter] {
    (adapter?.parameters ?? parameters).filter(\.isTrainable)
  }

  /// Makes all weights trainable: each becomes float32 and the model's own, no longer mapped.
  ///
  /// - Throws: `LanguageModelError.adapterState` where the model carries an adapter.
  public func makeAllTrainable() throws(LanguageModelError) {
    guard adapter == nil else { throw .adapterState(action: "train all weights", carries: true) }
    trainsAll = true
    for parameter in parameters {
      if parameter.value.elementType != .float32 || parameter.value.storage.isMapped {
        parameter.value = parameter.value.converted(to: .float32)
      }
      parameter.isTrainable = true
    }
  }

  /// Makes no weight of the model's own trainable.
  func freeze() {
    trainsAll = false
    for module in loadedModules ?? [] {
      module.weight.isTrainable = false
      module.bias?.isTrainable = false
    }
  }
}

extension RotaryEmbedding {
  fileprivate convenience init(_ configuration: RotaryConfiguration, headSize: Int) {
    self.init(
      inverseFrequencies: configuration.inverseFrequencies(headSize: headSize),
      attentionFactor: configuration.amplitude)
  }
}
