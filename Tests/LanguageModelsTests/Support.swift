import Files
import JSON
import Kernels
import ModelFiles
import Tensors
import TestSupport
import Testing

@testable import LanguageModels

func tinyModel() throws -> LanguageModel { try LanguageModel(folder: fixture("models/tiny-untied")) }

/// A model of two layers with new weights.
func smallModel(_ changes: JSONObject = [:], seed: UInt64 = 1) throws -> LanguageModel {
  var members: JSONObject = [
    "model_type": "qwen2", "vocab_size": 23, "hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 2,
    "num_attention_heads": 4, "num_key_value_heads": 2, "initializer_range": 0.3,
  ]
  for (key, value) in changes.members { members[key] = value }
  return try LanguageModel(configuration: ModelConfiguration(members), seed: seed)
}

/// Rows of ids, masks or labels.
func rows(_ json: JSON?) -> [[Int32]] {
  (json?.array ?? []).map { row in (row.array ?? []).map { Int32($0.integer ?? 0) } }
}

/// The largest difference, relative to the largest wanted value, and where it is.
func worstDifference(_ found: [Float], _ wanted: [Float]) -> (difference: Float, index: Int) {
  guard found.count == wanted.count else { return (.infinity, -1) }
  let scale = wanted.map(abs).max() ?? 1
  var worst: (difference: Float, index: Int) = (0, 0)
  for (index, pair) in zip(found, wanted).enumerated() {
    let difference = abs(pair.0 - pair.1) / max(scale, 1e-30)
    if !(difference <= worst.difference) { worst = (difference, index) }
  }
  return worst
}

/// What a failing body says; empty where it does not fail.
func message(_ body: () throws -> some Any) -> String {
  do {
    _ = try body()
    return ""
  } catch { return "\(error)" }
}
