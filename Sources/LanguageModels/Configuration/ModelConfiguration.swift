import Files
import JSON
import ModelFiles
import SourceText
import Tensors

/// What config.json says about a model, checked; every field is kept for writing back.
public struct ModelConfiguration: Sendable {
  /// Where it came from, for messages.
  public let path: String

  /// All fields, as read and as changed since.
  public private(set) var members: JSONObject

  /// The family.
  public let family: ModelFamily

  /// V: rows of the embedding table, `vocab_size`.
  public private(set) var vocabularySize = 0
  /// C: the width of the residual stream, `hidden_size`.
  public private(set) var hiddenSize = 0
  /// The width of the gated MLP, `intermediate_size`.
  public private(set) var intermediateSize = 0
  /// The number of layers, `num_hidden_layers`.
  public private(set) var layerCount = 0
  /// H: query heads, `num_attention_heads`.
  public private(set) var headCount = 0
  /// Key and value heads, `num_key_value_heads`.
  public private(set) var keyValueHeadCount = 0
  /// D: the size of a head, `head_dim`, else C / H.
  public private(set) var headSize = 0
  /// Added to the mean square in each norm, `rms_norm_eps`.
  public private(set) var normEpsilon: Float = 1e-6
  /// The rotary embedding.
  public private(set) var rotary = RotaryConfiguration()
  /// How the family's decoder departs from the plain one.
  public private(set) var variant = DecoderVariant()
  /// Whether lm_head is the embedding table, `tie_word_embeddings`.
  public private(set) var tiesEmbeddings = false
  /// The standard deviation that new weights are drawn with, `initializer_range`.
  public private(set) var initializerRange: Float = 0.02
  /// The standard deviation of a new embedding table, `embedding_initializer_range` (Tunebook's own key), else the
  /// one of the other weights.
  public private(set) var embeddingInitializerRange: Float = 0.02
  /// The most positions the model was made for, `max_position_embeddings`.
  public private(set) var positionLimit = 0
  /// The element type that `torch_dtype` names, or nil.
  public private(set) var elementType: ElementType?
  /// The ids that end a text, `eos_token_id`.
  public private(set) var endOfTextIDs: [Int32] = []

  /// Reads config.json in a folder, else what a GGUF file in it, or at the path itself, says.
  ///
  /// - Throws: `LanguageModelError` naming file, key and value; `FileError`.
  public init(folder: String) throws {
    let path = joinPath(folder, "config.json")
    if !pathExists(path), let file = try GGUFFile.path(at: folder) {
      try self.init(gguf: GGUFFile(path: file))
      return
    }
    try self.init(ConfigurationReader.object(path: path), path: path)
  }

  /// Checks the fields of a config.json.
  ///
  /// - Parameters:
  ///   - members: the fields; `model_type` is needed, others have the family's defaults.
  ///   - path: what messages name.
  /// - Throws: `LanguageModelError`.
  public init(_ members: JSONObject, path: String = "config.json") throws(LanguageModelError) {
    let type = members["model_type"]?.string
    guard let type, let family = ModelFamily(rawValue: type) else {
      throw .unknownModelType(path: path, type: type, known: ModelFamily.allCases.map(\.rawValue))
    }
    self.path = path
    self.family = family
    self.members = members
    var complete = family.defaults
    for (key, value) in members.members { complete[key] = value }
    let reader = ConfigurationReader(path: path, members: complete)
    try readSizes(reader)
    try readDetails(reader)
  }

  /// The largest width, vocabulary or number of layers that is believed.
  static let sizeLimit = 1 << 24

  private mutating func readSizes(_ reader: ConfigurationReader) throws(LanguageModelError) {
    let sizes = 1...ModelConfiguration.sizeLimit
    vocabularySize = try reader.integer("vocab_size", in: sizes) ?? 1
    hiddenSize = try reader.integer("hidden_size", in: sizes) ?? 1
    intermediateSize = try reader.integer("intermediate_size", in: sizes) ?? 1
    layerCount = try reader.integer("num_hidden_layers", in: 1...10_000) ?? 1
    headCount = try reader.integer("num_attention_heads", in: 1...65_536) ?? 1
    keyValueHeadCount = try reader.integer("num_key_value_heads", in: 1...65_536) ?? headCount
    positionLimit = try reader.integer("max_position_embeddings", in: 1...(1 << 40)) ?? 2048
    guard headCount % keyValueHeadCount == 0 else {
      throw .badValue(
        path: path, key: "num_attention_heads", found: "\(headCount)",
        wanted: "a multiple of num_key_value_heads, \(keyValueHeadCount)")
    }
    if let size = try reader.integer("head_dim", in: 2...65_536) {
      headSize = size
    } else {
      guard hiddenSize % headCount == 0 else {
        throw .badValue(
          path: path, key: "hidden_size", found: "\(hiddenSize)",
          wanted: "a multiple of num_attention_heads, \(headCount)")
      }
      headSize = hiddenSize / headCount
    }
    guard headSize % 2 == 0 else {
      throw .badValue(
        path: path, key: "head_dim", found: "\(headSize)", wanted: "an even number, as rotary embedding needs")
    }
  }

  private mutating func readDetails(_ reader: ConfigurationReader) throws(LanguageModelError) {
    normEpsilon = Float(try reader.number("rms_norm_eps", in: 0...1) ?? 1e-6)
    rotary = try RotaryConfiguration(reader, positionLimit: positionLimit)
    variant = try family.variant(reader, layerCount: layerCount, headSize: headSize)
    tiesEmbeddings = try reader.bool("tie_word_embeddings") ?? false
    initializerRange = Float(try reader.number("initializer_range", in: 0...1000) ?? 0.02)
    embeddingInitializerRange =
      try reader.number("embedding_initializer_range", in: 0...1000).map(Float.init) ?? initializerRange
    endOfTextIDs = try reader.tokenIDs("eos_token_id")
    try readElementType(reader)
    if let dropout = try reader.number("attention_dropout", in: 0...1), dropout != 0 {
      throw .unsupported(
        path: path, key: "attention_dropout", value: shortestDecimal(dropout), supported: "0.0")
    }
  }

  private mutating func readElementType(_ reader: ConfigurationReader) throws(LanguageModelError) {
    guard let name = try reader.string("torch_dtype", or: "dtype") else { return }
    let plain = name.hasPrefix("torch.") ? String(name.dropFirst(6)) : name
    guard let type = ElementType(rawValue: plain), type.isFloatingPoint else {
      throw reader.unsupported("torch_dtype", .string(name), "float32, float16 or bfloat16")
    }
    elementType = type
  }
}

extension ModelConfiguration {
  /// The same with another vocabulary.
  mutating func setVocabularySize(_ size: Int) {
    vocabularySize = size
    members["vocab_size"] = .integer(size)
  }

  /// The same with one table for embedding and head, or two.
  mutating func setTiesEmbeddings(_ ties: Bool) {
    tiesEmbeddings = ties
    members["tie_word_embeddings"] = .bool(ties)
  }

  /// The same with another `torch_dtype`.
  mutating func setElementType(_ type: ElementType) {
    elementType = type
    members["torch_dtype"] = .string(type.rawValue)
  }

  /// A copy with one field set and all checked again.
  ///
  /// - Throws: `LanguageModelError` where the value is not possible.
  public func setting(_ key: String, _ value: JSON) throws(LanguageModelError) -> ModelConfiguration {
    var changed = members
    changed[key] = value
    return try ModelConfiguration(changed, path: path)
  }

  /// The text of config.json: keys sorted, as transformers writes it.
  public func serialized() -> [UInt8] {
    var written = members
    if written["architectures"] == nil { written["architectures"] = [.string(family.architecture)] }
    return JSON.object(written).serialized(.init(indent: 2, sortsKeys: true)) + [0x0A]
  }
}
