import SourceText

/// The modules that a LoRA configuration means, as places in a model.
///
/// Source: peft 0.15.2 `check_target_module_exists`, `_maybe_include_all_linear_layers`, `get_pattern_key`.
struct ModuleSelection {
  /// The modules that carry factors, in torch's order.
  private(set) var adapted: [Int] = []
  /// The modules that are trained whole.
  private(set) var saved: [Int] = []
  /// Target names that mean no module.
  private(set) var unmatched: [String] = []

  private let configuration: LoRAConfiguration

  /// - Throws: `LanguageModelError` where nothing is meant, or a module that cannot carry an adapter.
  init(
    _ configuration: LoRAConfiguration, modules: [ModuleSpecification], family: ModelFamily
  ) throws(LanguageModelError) {
    self.configuration = configuration
    let targets = configuration.targetModules ?? .names(family.defaultTargetModules)
    let isTarget = try ModuleSelection.matcher(targets, in: modules)
    let isExcluded = try configuration.excludedModules.map { value throws(LanguageModelError) in
      try ModuleSelection.matcher(value, in: modules)
    }
    for (place, module) in modules.enumerated() where isTarget(module) && isExcluded?(module) != true {
      guard isInChosenLayer(module) else { continue }
      guard module.kind != .norm else {
        throw .wrongModule(
          key: "target_modules", module: module.name,
          reason: "is a norm: only linear layers and embeddings can carry a LoRA")
      }
      adapted.append(place)
    }
    if case .names(let names) = targets {
      unmatched = names.filter { name in !modules.contains { ModuleSelection.means(name, $0) } }
    }
    try checkTargets(targets, modules)
    try selectSaved(modules)
  }

  private func checkTargets(
    _ targets: LoRAConfiguration.Modules, _ modules: [ModuleSpecification]
  ) throws(LanguageModelError) {
    guard adapted.isEmpty else { return }
    let known = ModuleSelection.shortNames(modules)
    let wanted: [String] = if case .names(let names) = targets { names } else { ["the pattern"] }
    let nearest = wanted.first.flatMap { nearestName(to: $0, among: known) }
    throw .noSuchModule(key: "target_modules", wanted: wanted, nearest: nearest, known: known)
  }

  private mutating func selectSaved(_ modules: [ModuleSpecification]) throws(LanguageModelError) {
    for name in configuration.modulesToSave {
      let places = modules.indices.filter { modules[$0].name.hasSuffix(name) }
      guard !places.isEmpty else {
        let known = ModuleSelection.shortNames(modules)
        throw .noSuchModule(
          key: "modules_to_save", wanted: [name], nearest: nearestName(to: name, among: known), known: known)
      }
      for place in places where !saved.contains(place) {
        guard !adapted.contains(place) else {
          throw .wrongModule(
            key: "modules_to_save", module: modules[place].name,
            reason: "is in target_modules too: a module is either adapted or trained whole")
        }
        saved.append(place)
      }
    }
    saved.sort()
  }

  /// The last parts of the names, each once, in order.
  static func shortNames(_ modules: [ModuleSpecification]) -> [String] {
    var names: [String] = []
    for module in modules where !names.contains(module.shortName) { names.append(module.shortName) }
    return names
  }

  private static func means(_ name: String, _ module: ModuleSpecification) -> Bool {
    module.name == name || module.name.hasSuffix("." + name)
  }

  private static func matcher(
    _ modules: LoRAConfiguration.Modules, in all: [ModuleSpecification]
  ) throws(LanguageModelError) -> (ModuleSpecification) -> Bool {
    switch modules {
    case .names(let names): return { module in names.contains { means($0, module) } }
    case .pattern(let text) where text.lowercased() == "all-linear": return { $0.kind == .linear }
    case .pattern(let text):
      let pattern = try ModulePattern(text)
      return { pattern.matches($0.name) }
    }
  }

  private func isInChosenLayer(_ module: ModuleSpecification) -> Bool {
    guard let layers = configuration.layers else { return true }
    let patterns = configuration.layersPattern
    guard let layer = module.layer, patterns.isEmpty || patterns.contains("layers") else { return false }
    return layers.contains(layer)
  }

  /// The rank and alpha of a module: those of the first pattern that means it, else the configuration's.
  static func size(
    of module: ModuleSpecification, _ configuration: LoRAConfiguration
  ) throws(LanguageModelError) -> (rank: Int, alpha: Double) {
    var rank = configuration.rank
    var alpha = configuration.alpha
    for (pattern, value) in configuration.rankPattern where try means(pattern: pattern, module) {
      rank = value
      break
    }
    for (pattern, value) in configuration.alphaPattern where try means(pattern: pattern, module) {
      alpha = value
      break
    }
    return (rank, alpha)
  }

  private static func means(pattern: String, _ module: ModuleSpecification) throws(LanguageModelError) -> Bool {
    try ModulePattern("(.*\\.)?(\(pattern))").matches(module.name)
  }
}
