import Datasets
import Files
import JSON
import Jupyter
import LanguageModels
import PythonValues
import SourceText
import Tokenization
import Training

/// Readers of which a file is a part among others.
extension FuzzedReader {
  /// vocab.json up to the first zero byte, merges.txt behind it.
  static func readMerges(_ bytes: [UInt8], _ folder: String) throws {
    let cut = bytes.firstIndex(of: 0) ?? bytes.count
    try overwriteFile(joinPath(folder, "vocab.json"), Array(bytes[..<cut]))
    try overwriteFile(joinPath(folder, "merges.txt"), Array(bytes[cut...].dropFirst()))
    try use(Tokenizer.load(folder: folder))
  }

  /// A tokenizer of a few letters, beside which settings are read.
  static func writeTokenizer(_ folder: String) throws {
    let path = joinPath(folder, "tokenizer.json")
    guard !pathExists(path) else { return }
    let text = """
      {"added_tokens": [{"id": 4, "content": "</s>", "special": true}],
      "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false},
      "model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2, "H": 3}, "merges": ["a b"]}}
      """
    try overwriteFile(path, Array(text.utf8))
  }

  /// Rows in any of the layouts that conversations have.
  static func readConversations(_ path: String) throws {
    let dataset = try DatasetLoader().load(paths: [path]).conversations()
    var count = 0
    try dataset.forEachRow { row, _ in count += row.count }
  }

  /// A dataset's README beside its rows.
  static func readCard(_ bytes: [UInt8], _ folder: String) throws {
    let rows = joinPath(folder, "train.jsonl")
    if !pathExists(rows) { try overwriteFile(rows, Array("{\"a\": 1}".utf8)) }
    try overwriteFile(joinPath(folder, "README.md"), bytes)
    for (_, paths) in try DataFiles.inFolder(folder, configuration: nil).splits {
      precondition(paths.allSatisfy { $0.hasPrefix(folder) }, "a card leads out of its folder")
    }
  }

  static func smallModel() throws -> ModelConfiguration {
    try ModelConfiguration([
      "model_type": "qwen2", "hidden_size": 8, "intermediate_size": 8, "num_attention_heads": 2,
      "num_hidden_layers": 1, "num_key_value_heads": 1, "vocab_size": 8, "max_position_embeddings": 32,
      "tie_word_embeddings": false, "eos_token_id": 1,
    ])
  }

  /// An adapter's tensors, met with a small model.
  static func readFactors(_ bytes: [UInt8], _ folder: String) throws {
    let settings = joinPath(folder, "adapter_config.json")
    if !pathExists(settings) {
      let text = #"{"peft_type": "LORA", "r": 2, "lora_alpha": 4, "target_modules": ["q_proj", "lm_head"]}"#
      try overwriteFile(settings, Array(text.utf8))
    }
    try overwriteFile(joinPath(folder, "adapter_model.safetensors"), bytes)
    let model = try LanguageModel(configuration: smallModel(), seed: 1)
    _ = try model.loadAdapter(folder: folder)
  }

  /// What a checkpoint tells of the steps so far: tunebook_state.json up to the first zero byte, trainer_state.json
  /// behind it.
  static func readCheckpoint(_ bytes: [UInt8], _ folder: String) throws {
    let cut = bytes.firstIndex(of: 0) ?? bytes.count
    try overwriteFile(joinPath(folder, "tunebook_state.json"), Array(bytes[..<cut]))
    try overwriteFile(joinPath(folder, "trainer_state.json"), Array(bytes[cut...].dropFirst()))
    try readCheckpointHistory(folder)
  }

  /// Frames between lines of `--`, signed with nothing.
  static func readMessage(_ bytes: [UInt8]) throws {
    var frames: [[UInt8]] = [[]]
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      if line.elementsEqual("--".utf8) { frames.append([]) } else { frames[frames.count - 1] += line }
    }
    var signed = WireFormat(key: Array("key".utf8))
    precondition((try? signed.message(from: frames)) == nil, "a message was taken that nobody signed")
    var format = WireFormat(key: [])
    let message = try format.message(from: frames)
    _ = try format.message(from: format.frames(of: message))
  }
}
