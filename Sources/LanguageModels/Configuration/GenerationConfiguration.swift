import Files
import JSON
import SourceText

/// What generation_config.json says: how a model continues a text unless told otherwise. Every field is kept.
///
/// Source: transformers 4.51 `GenerationConfig`.
public struct GenerationConfiguration: Sendable {
  /// Where it came from, for messages.
  public let path: String

  /// All fields, as read.
  public private(set) var members: JSONObject

  /// Whether tokens are drawn; else the most likely one is taken. `do_sample`.
  public var samples = false
  /// Logits are divided by it before drawing.
  public var temperature = 1.0
  /// Only this many of the most likely tokens are drawn from; nil or 0 takes all. `top_k`.
  public var topCount: Int? = 50
  /// Only the most likely tokens that together reach this probability are drawn from. `top_p`.
  public var topProbability = 1.0
  /// The logits of tokens that have occurred are divided by it where positive, multiplied where negative.
  public var repetitionPenalty = 1.0
  /// The longest row, prompt included. `max_length`.
  public var maximumLength: Int? = 20
  /// The most new tokens; counts before `maximumLength`. `max_new_tokens`.
  public var maximumNewTokens: Int?
  /// No row ends by an end token before so many new tokens. `min_new_tokens`.
  public var minimumNewTokens = 0
  /// The tokens that end a row. `eos_token_id`.
  public var endOfTextIDs: [Int32] = []
  /// What finished rows are filled with. `pad_token_id`.
  public var padID: Int32?
  /// What a text begins with. `bos_token_id`.
  public var beginningOfTextID: Int32?

  /// Reads generation_config.json in a folder; where there is none, what the model's configuration says.
  ///
  /// - Throws: `LanguageModelError`, `FileError`.
  public init(folder: String, model: ModelConfiguration) throws {
    let path = joinPath(folder, "generation_config.json")
    if pathExists(path) {
      try self.init(ConfigurationReader.object(path: path), path: path)
    } else {
      try self.init(model: model)
    }
  }

  /// What transformers derives from a model's configuration.
  ///
  /// - Throws: `LanguageModelError` where a field cannot be.
  public init(model: ModelConfiguration) throws(LanguageModelError) {
    var members: JSONObject = ["_from_model_config": true]
    for key in ["bos_token_id", "eos_token_id", "pad_token_id"] {
      if let value = model.members[key], !value.isNull { members[key] = value }
    }
    try self.init(members)
  }

  /// Checks the fields of a generation_config.json.
  ///
  /// - Throws: `LanguageModelError` naming what is wrong or not supported.
  public init(_ members: JSONObject, path: String = "generation_config.json") throws(LanguageModelError) {
    self.path = path
    self.members = members
    for (key, value) in members.members { try set(key.string, value) }
  }

  /// Sets one field by its name in transformers; `null` sets its default.
  ///
  /// - Throws: `LanguageModelError` where the value is of the wrong kind, or the field asks for what is not supported.
  public mutating func set(_ key: String, _ value: JSON) throws(LanguageModelError) {
    let reader = ConfigurationReader(path: path, members: [key: value])
    members[key] = value
    let lengths = 0...(1 << 40)
    switch key {
    case "do_sample": samples = try reader.bool(key) ?? false
    case "temperature":
      temperature = try reader.number(key, in: 0...1e6) ?? 1
      guard temperature > 0 else { throw reader.fault(key, value, "greater than 0 (do_sample=False is greedy)") }
    case "top_k": topCount = try reader.integer(key, in: lengths)
    case "top_p": topProbability = try reader.number(key, in: 0...1) ?? 1
    case "repetition_penalty":
      repetitionPenalty = try reader.number(key, in: 0...1e6) ?? 1
      guard repetitionPenalty > 0 else { throw reader.fault(key, value, "greater than 0") }
    case "max_length": maximumLength = try reader.integer(key, in: lengths)
    case "max_new_tokens": maximumNewTokens = try reader.integer(key, in: lengths)
    case "min_new_tokens": minimumNewTokens = try reader.integer(key, in: lengths) ?? 0
    case "eos_token_id": endOfTextIDs = try reader.tokenIDs(key)
    case "pad_token_id": padID = try reader.tokenIDs(key).first
    case "bos_token_id": beginningOfTextID = try reader.tokenIDs(key).first
    default: try checkNeutral(key, value, reader)
    }
  }

  /// Fields that would change what is generated are refused unless they have the value that changes nothing.
  private func checkNeutral(_ key: String, _ value: JSON, _ reader: ConfigurationReader) throws(LanguageModelError) {
    let neutral: [String: [JSON]] = [
      "num_beams": [1], "num_beam_groups": [1], "num_return_sequences": [1], "penalty_alpha": [0, 0.0],
      "typical_p": [1, 1.0], "epsilon_cutoff": [0, 0.0], "eta_cutoff": [0, 0.0], "min_p": [0, 0.0],
      "diversity_penalty": [0, 0.0], "no_repeat_ngram_size": [0], "encoder_no_repeat_ngram_size": [0],
      "encoder_repetition_penalty": [1, 1.0], "min_length": [0], "length_penalty": [1, 1.0],
      "early_stopping": [false], "force_words_ids": [], "bad_words_ids": [], "suppress_tokens": [],
      "begin_suppress_tokens": [], "forced_bos_token_id": [], "forced_eos_token_id": [], "sequence_bias": [],
      "exponential_decay_length_penalty": [], "guidance_scale": [1, 1.0], "stop_strings": [],
      "constraints": [], "dola_layers": [], "watermarking_config": [],
    ]
    guard let allowed = neutral[key], !value.isNull, !allowed.contains(value), value.array?.isEmpty != true else {
      return
    }
    let supported = allowed.first.map { ConfigurationReader.shown($0) } ?? "null"
    throw reader.unsupported(key, value, supported)
  }

  /// The text of generation_config.json: keys sorted, as transformers writes it.
  public func serialized() -> [UInt8] {
    JSON.object(members).serialized(.init(indent: 2, sortsKeys: true)) + [0x0A]
  }
}
