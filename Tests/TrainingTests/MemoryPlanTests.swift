import JSON
import LanguageModels
import Testing

@testable import Training

/// The shapes of Qwen2.5 models.
private func shapes(
  hidden: Int, middle: Int, layers: Int, heads: Int, keyValueHeads: Int
) throws -> ModelConfiguration {
  try ModelConfiguration([
    "model_type": "qwen2", "hidden_size": .integer(hidden), "intermediate_size": .integer(middle),
    "num_hidden_layers": .integer(layers), "num_attention_heads": .integer(heads),
    "num_key_value_heads": .integer(keyValueHeads), "vocab_size": 151_666, "max_position_embeddings": 32_768,
    "rms_norm_eps": 1e-6, "rope_theta": 1e6,
  ])
}

private func large() throws -> ModelConfiguration {
  try shapes(hidden: 3584, middle: 18_944, layers: 28, heads: 28, keyValueHeads: 4)
}

private func small() throws -> ModelConfiguration {
  try shapes(hidden: 896, middle: 4864, layers: 24, heads: 14, keyValueHeads: 2)
}

@Test func `the article's window of a 7B model goes through in one pass, and nothing is recomputed`() throws {
  let plan = try MemoryPlan(large())
  #expect(plan.tokensPerPass == 512)
  #expect(plan.recomputedLayers(tokens: 340) == 0)
  #expect(try MemoryPlan(large(), isPacked: true).recomputedLayers(tokens: 340) == 17)
}

@Test func `the tokens of a pass follow from the shapes unless they are given`() throws {
  #expect(try MemoryPlan(small()).tokensPerPass == 1481)
  #expect(try MemoryPlan(small(), tokensPerPass: 7).tokensPerPass == 7)
}

@Test func `of a long row so many layers are recomputed that the others fit`() throws {
  let plan = try MemoryPlan(small())
  #expect(plan.recomputedLayers(tokens: 1482) == 0)
  var last = 0
  for tokens in stride(from: 1024, through: 32_768, by: 512) {
    let recomputed = plan.recomputedLayers(tokens: tokens)
    let kept = (24 - recomputed) * (6 * 896 + 2 * 128 + 3 * 4864) + recomputed * 896
    #expect(recomputed == 24 || 4 * tokens * kept <= MemoryPlan.largestBudget, "\(tokens) tokens")
    #expect(recomputed >= last)
    last = recomputed
  }
  #expect(plan.recomputedLayers(tokens: 4096) == 15)
  #expect(last == 24)
  #expect(plan.recomputedLayers(tokens: 0) == 0)
}
