/// Why a model or an adapter could not be made, loaded or changed.
public enum LanguageModelError: Error, Equatable, Sendable {
  /// A file is no JSON; `reason` says where.
  case badJSON(path: String, reason: String)
  /// config.json has no model_type, or one that is not known.
  case unknownModelType(path: String, type: String?, known: [String])
  /// A value of a configuration is missing, of the wrong kind or out of range.
  case badValue(path: String, key: String, found: String, wanted: String)
  /// A value of a configuration asks for something that is not there.
  case unsupported(path: String, key: String, value: String, supported: String)
  /// A configuration has no such field.
  case unknownField(path: String, key: String, nearest: String?)
  /// Weights that the model needs are not in the files.
  case missingWeights(path: String, names: [String], unexpected: [String])
  /// A weight has another shape than the configuration says.
  case wrongShape(path: String, name: String, found: [Int], expected: [Int])
  /// No module of the model is meant by a configuration's `key`.
  case noSuchModule(key: String, wanted: [String], nearest: String?, known: [String])
  /// A module cannot carry what was asked for.
  case wrongModule(key: String, module: String, reason: String)
  /// A pattern is no regular expression, or uses what is not supported.
  case badPattern(pattern: String, reason: String)
  /// The adapter's tensors do not belong to this model.
  case adapterMismatch(path: String, matched: Int, missing: [String], unexpected: [String])
  /// The model carries an adapter already, or none.
  case adapterState(action: String, carries: Bool)
  /// A table cannot have this many rows.
  case badVocabularySize(wanted: Int, limit: Int)
  /// Ids, masks or labels do not fit together.
  case badBatch(reason: String)
}

extension LanguageModelError: CustomStringConvertible {
  /// One sentence for people.
  public var description: String {
    switch self {
    case .badJSON(let path, let reason): return "\(path): \(reason)"
    case .unknownModelType(let path, let type, let known):
      let what = type.map { "model_type \"\($0)\" is not supported" } ?? "it has no model_type"
      return "\(path): \(what): the known ones are \(known.joined(separator: ", "))"
    case .badValue(let path, let key, let found, let wanted): return "\(path): \(key) is \(found), not \(wanted)"
    case .unsupported(let path, let key, let value, let supported):
      return "\(path): \(key)=\(value) is not supported: use \(supported)"
    case .unknownField(let path, let key, let nearest):
      return "\(path) has no field \(key)" + (nearest.map { "; did you mean \($0)?" } ?? "")
    case .missingWeights(let path, let names, let unexpected):
      let others = unexpected.isEmpty ? "" : "; it has \(brief(unexpected)) instead, which the model does not know"
      return "\(path) lacks \(count(names, "weight")) of the model: \(brief(names))\(others)"
    case .wrongShape(let path, let name, let found, let expected):
      return "\(path): \(name) has shape \(found), the model's is \(expected)"
        + (name.contains("embed_tokens") || name.contains("lm_head")
          ? ": call model.resize_token_embeddings(\(found.max() ?? 0)) first if the vocabulary was resized" : "")
    case .noSuchModule(let key, let wanted, let nearest, let known):
      return "\(key) names no module of the model: \(brief(wanted))"
        + (nearest.map { "; did you mean \($0)?" } ?? ": the model has \(known.joined(separator: ", "))")
    case .wrongModule(let key, let module, let reason): return "\(key): \(module) \(reason)"
    case .badPattern(let pattern, let reason): return "the pattern \"\(pattern)\" cannot be used: \(reason)"
    case .adapterMismatch(let path, let matched, let missing, let unexpected):
      return "\(path) does not fit the model: \(matched) tensors matched, \(missing.count) missing"
        + (missing.isEmpty ? "" : " (\(brief(missing)))") + ", \(unexpected.count) unexpected"
        + (unexpected.isEmpty ? "" : " (\(brief(unexpected)))")
    case .adapterState(let action, let carries):
      return carries
        ? "cannot \(action): the model carries an adapter: merge or unload it first"
        : "cannot \(action): the model carries no adapter: add one with get_peft_model or PeftModel.from_pretrained"
    case .badVocabularySize(let wanted, let limit):
      return "a vocabulary of \(wanted) is not possible: it must lie between 1 and \(limit)"
    case .badBatch(let reason): return "the batch cannot be used: \(reason)"
    }
  }

  private func brief(_ names: [String]) -> String {
    names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", … (\(names.count) in all)" : "")
  }

  private func count(_ names: [String], _ noun: String) -> String {
    names.count == 1 ? "one \(noun)" : "\(names.count) \(noun)s"
  }
}
