import JSON
import SourceText

/// What adapter_config.json says: which modules carry a LoRA, and of what size.
///
/// The names in `members` are peft's (29 keys in 0.15); what would change numbers and is not there is refused by name.
///
/// Source: peft 0.15.2 `LoraConfig`.
public struct LoRAConfiguration: Sendable, Equatable {
  /// Modules, meant by names or by a pattern.
  public enum Modules: Sendable, Equatable {
    /// Names, each of a whole module or the last part of one.
    case names([String])
    /// A regular expression over the whole name; `all-linear` means every linear layer but the head.
    case pattern(String)
  }

  /// How new factors are filled.
  public enum Initialization: Sendable, Equatable {
    /// A uniform as torch's linear layers, B zero; of an embedding A zero, B normal. `true`.
    case standard
    /// A normal with standard deviation 1/r, B zero. `"gaussian"`.
    case gaussian
    /// Both as torch makes new layers, so that the adapter changes the model from the start. `false`.
    case random
  }

  /// `r`.
  public var rank = 8
  /// `lora_alpha`: the update is multiplied with alpha / r.
  public var alpha = 8.0
  /// `lora_dropout`: the part of the inputs that is dropped in training.
  public var dropout = 0.0
  /// `target_modules`; nil takes the family's usual ones.
  public var targetModules: Modules?
  /// `exclude_modules`.
  public var excludedModules: Modules?
  /// `modules_to_save`: trained whole and saved beside the factors.
  public var modulesToSave: [String] = []
  /// `layers_to_transform`; nil takes all.
  public var layers: [Int]?
  /// `layers_pattern`.
  public var layersPattern: [String] = []
  /// `rank_pattern`: other ranks for modules that a pattern means.
  public var rankPattern: [(pattern: String, rank: Int)] = []
  /// `alpha_pattern`: other alphas for modules that a pattern means.
  public var alphaPattern: [(pattern: String, alpha: Double)] = []
  /// `use_rslora`: alpha / √r instead of alpha / r.
  public var isRankStabilized = false
  /// `init_lora_weights`.
  public var initialization = Initialization.standard
  /// `base_model_name_or_path`.
  public var baseModel: String?
  /// `task_type`.
  public var taskType: String?

  /// Fields that change nothing here, kept for writing back.
  var kept = JSONObject()

  /// peft's defaults.
  public init() {}

  /// What the update of a module is multiplied with.
  public func scale(rank: Int, alpha: Double) -> Float {
    Float(isRankStabilized ? alpha / Double(rank).squareRoot() : alpha / Double(rank))
  }

  /// Equal fields.
  public static func == (left: LoRAConfiguration, right: LoRAConfiguration) -> Bool {
    left.members(modulesFound: [], forInference: true) == right.members(modulesFound: [], forInference: true)
  }
}
