import JSON
import SourceText

/// Writes tokenizer.json in the form of tokenizers 0.21: two spaces a level, merges as pairs.
///
/// The vocabulary and the merges are written piece by piece; as JSON values they would take many times the file.
struct TokenizerFileWriter {
  private let tokenizer: Tokenizer
  private var bytes: [UInt8] = []

  init(_ tokenizer: Tokenizer) { self.tokenizer = tokenizer }

  /// The file's bytes.
  mutating func file() -> [UInt8] {
    var document = tokenizer.document
    let options = document["model"]?.object ?? JSONObject()
    document["model"] = nil
    document["added_tokens"] = .array(tokenizer.addedTokensInOrder.map(addedToken))
    if tokenizer.rewritesTemplate { document["post_processor"] = tokenizer.templateDocument }
    bytes = JSON.object(document).serialized(.indented)
    bytes.removeLast(2)
    append(",\n  \"model\": {")
    for (key, value) in options.members {
      append("\n    ")
      bytes += JSON.string(key).serialized()
      append(": ")
      bytes += value.serialized()
      append(",")
    }
    writeVocabulary()
    writeMerges()
    append("\n  }\n}")
    return bytes
  }

  private func addedToken(_ id: Int32, _ token: AddedToken) -> JSON {
    .object([
      "id": .integer(Int(id)), "content": .string(token.content), "single_word": .bool(token.isSingleWord),
      "lstrip": .bool(token.stripsLeft), "rstrip": .bool(token.stripsRight), "normalized": .bool(token.isNormalized),
      "special": .bool(token.isSpecial),
    ])
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private func written(_ id: Int) -> [UInt8] {
    let model = tokenizer.model
    let piece = model.vocabulary.bytes(of: id)
    let token = model.alphabet == .bytes ? ByteLevelAlphabet.encode(piece) : Array(piece)
    return JSON.string(Text(bytes: model.opaque[id]?.bytes ?? token)).serialized()
  }

  private mutating func writeVocabulary() {
    append("\n    \"vocab\": {")
    let model = tokenizer.model
    let limit = max(model.vocabulary.idLimit, (model.opaque.keys.max() ?? -1) + 1)
    var isFirst = true
    for id in 0..<limit where model.vocabulary.contains(id) || model.opaque[id] != nil {
      append(isFirst ? "\n      " : ",\n      ")
      isFirst = false
      bytes += written(id)
      append(": \(id)")
    }
    append("\n    },")
  }

  private mutating func writeMerges() {
    append("\n    \"merges\": [")
    for (index, pair) in tokenizer.model.merges.enumerated() {
      append(index == 0 ? "\n      [\n        " : ",\n      [\n        ")
      bytes += written(Int(pair.left))
      append(",\n        ")
      bytes += written(Int(pair.right))
      append("\n      ]")
    }
    append("\n    ]")
  }
}
