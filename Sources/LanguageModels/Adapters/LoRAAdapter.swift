import Kernels
import Tensors

/// A LoRA over a model: low-rank factors beside some of its modules, and copies of others that are trained whole.
///
/// The parameters bear the names that they have in peft's files.
public final class LoRAAdapter {
  /// What it was made of.
  public let configuration: LoRAConfiguration

  /// The last parts of the adapted modules' names, each once.
  public let moduleNames: [String]

  /// Names in `target_modules` that mean no module of the model.
  public let unmatchedTargets: [String]

  /// The factors, by their module's place in the model.
  let factors: [Int: LoRAFactors]

  /// The modules that are trained whole, by their place.
  let savedModules: [Int: LanguageModel.Module]

  /// All parameters, in torch's order of the modules.
  public let parameters: [Parameter]

  /// What peft puts before every name.
  static let prefix = "base_model.model."

  /// Makes new factors over a model.
  ///
  /// - Parameters:
  ///   - generator: draws them, number for number as peft does; nil leaves zeros, to be filled from a file.
  ///   - largestRank: the largest rank that is believed, where the configuration comes from outside.
  /// - Throws: `LanguageModelError` where the configuration means no module of the model.
  init(
    _ configuration: LoRAConfiguration, over model: LanguageModel, generator: inout MersenneTwister?,
    isTrainable: Bool, largestRank: Int = .max
  ) throws(LanguageModelError) {
    let modules = model.blueprint.modules
    let selection = try ModuleSelection(configuration, modules: modules, family: model.configuration.family)
    var factors: [Int: LoRAFactors] = [:]
    for place in selection.adapted {
      let (rank, alpha) = try ModuleSelection.size(of: modules[place], configuration)
      guard rank <= largestRank else {
        throw .badValue(
          path: "adapter_config.json", key: "r", found: "\(rank)", wanted: "at most \(largestRank), the file's largest")
      }
      let pair = FactorInitialization(modules[place], rank: rank, configuration.initialization).draw(&generator)
      let name = LoRAAdapter.prefix + modules[place].name
      let isTable = modules[place].kind == .embedding
      factors[place] = LoRAFactors(
        a: Parameter(
          name: name + (isTable ? ".lora_embedding_A" : ".lora_A.weight"), value: pair.a, isTrainable: isTrainable),
        b: Parameter(
          name: name + (isTable ? ".lora_embedding_B" : ".lora_B.weight"), value: pair.b, isTrainable: isTrainable),
        scale: configuration.scale(rank: rank, alpha: alpha), dropout: Float(configuration.dropout), module: place)
    }
    var saved: [Int: LanguageModel.Module] = [:]
    for place in selection.saved { saved[place] = LoRAAdapter.copy(model.modules[place], isTrainable: isTrainable) }
    self.configuration = configuration
    self.factors = factors
    savedModules = saved
    unmatchedTargets = selection.unmatched
    moduleNames = ModuleSelection.shortNames(selection.adapted.map { modules[$0] })
    parameters = modules.indices.flatMap { place -> [Parameter] in
      let own = [factors[place]?.a, factors[place]?.b, saved[place]?.weight, saved[place]?.bias]
      return own.compactMap(\.self)
    }
  }

  private static func copy(_ module: LanguageModel.Module, isTrainable: Bool) -> LanguageModel.Module {
    func copy(_ parameter: Parameter) -> Parameter {
      Parameter(
        name: prefix + parameter.name, value: parameter.value.converted(to: .float32), isTrainable: isTrainable)
    }
    return LanguageModel.Module(weight: copy(module.weight), bias: module.bias.map(copy))
  }
}

extension LanguageModel {
  /// Puts a new adapter over the model: `get_peft_model`. The model's own weights are frozen.
  ///
  /// - Parameters:
  ///   - configuration: which modules, of what size.
  ///   - generator: draws the factors, number for number as peft with torch's generator does.
  /// - Throws: `LanguageModelError` where the model carries one already or the configuration does not fit it.
  public func addAdapter(
    _ configuration: LoRAConfiguration, generator: inout MersenneTwister
  ) throws(LanguageModelError) {
    guard adapter == nil else { throw .adapterState(action: "add another adapter", carries: true) }
    var complete = configuration
    if complete.baseModel == nil, !name.isEmpty { complete.baseModel = name }
    var source: MersenneTwister? = generator
    adapter = try LoRAAdapter(complete, over: self, generator: &source, isTrainable: true)
    if let source { generator = source }
    freeze()
  }

  /// Takes the adapter off, leaving the model as it was before: peft's `unload`.
  ///
  /// - Throws: `LanguageModelError.adapterState` where there is none.
  public func unloadAdapter() throws(LanguageModelError) {
    guard adapter != nil else { throw .adapterState(action: "unload", carries: false) }
    adapter = nil
  }
}
