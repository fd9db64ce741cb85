import JSON
import LanguageModels
import Tensors
import TestSupport
import Testing

@testable import Generation

@Suite struct SamplingTests {
  private let cases = try? fixtureJSON("forward/sampling.json")

  private func floats(_ json: JSON?) -> [Float] { (json?.array ?? []).map { Float($0.number ?? .nan) } }

  @Test func `temperature, top-k and top-p keep what transformers keeps`() throws {
    let logits = (cases?["logits"]?.array ?? []).map { floats($0) }
    #expect(logits.count == 6)
    for filter in cases?["filters"]?.array ?? [] {
      var configuration = try GenerationConfiguration([:])
      try configuration.set("do_sample", true)
      for key in ["temperature", "top_k", "top_p"] { try configuration.set(key, filter[key] ?? nil) }
      let choice = TokenChoice(configuration)
      for (row, given) in logits.enumerated() {
        var processed = given
        for processor in choice.processors { processor.process(&processed, row: RowState(prompt: [0])) }
        let kept = processed.indices.filter { processed[$0] > -.infinity }
        let wanted = (filter["kept"]?.array?[row].array ?? []).compactMap(\.integer)
        // Which of equal logits stay is an accident of torch's sorting: there their number is compared.
        if Set(given).count == given.count { #expect(kept == wanted, "row \(row)") }
        #expect(kept.count == wanted.count, "row \(row)")
        let probabilities = softmax(kept.map { processed[$0] })
        for (found, wanted) in zip(probabilities, floats(filter["probs"]?.array?[row])) {
          #expect(abs(found - wanted) < 1e-6, "row \(row)")
        }
      }
    }
  }

  @Test func `the repetition penalty is that of transformers`() throws {
    let penalty = cases?["repetition_penalty"]
    let ids = (penalty?["input_ids"]?.array?[0].array ?? []).map { Int32($0.integer ?? 0) }
    var logits = floats(cases?["logits"]?.array?[0])
    RepetitionPenalty(penalty?["penalty"]?.number ?? 1).process(&logits, row: RowState(prompt: ids))
    #expect(logits == floats(penalty?["out"]?.array?[0]))
  }

  @Test func `drawing follows the probabilities and the seed`() throws {
    var configuration = try GenerationConfiguration([:])
    try configuration.set("do_sample", true)
    let choice = TokenChoice(configuration)
    var generator = MersenneTwister(seed: 3)
    var counts = [0, 0, 0]
    for _ in 0..<4000 {
      counts[Int(choice.next([0, 1.0986123, -.infinity], row: RowState(prompt: []), generator: &generator))] += 1
    }
    #expect(abs(counts[0] - 1000) < 100 && counts[2] == 0)
  }

  @Test func `a row does not end before its shortest length`() throws {
    var configuration = try GenerationConfiguration([:])
    try configuration.set("min_new_tokens", 2)
    try configuration.set("eos_token_id", [1])
    let choice = TokenChoice(configuration)
    var generator = MersenneTwister(seed: 0)
    #expect(choice.next([0, 5, 1], row: RowState(prompt: [0], generated: [2]), generator: &generator) == 2)
    #expect(choice.next([0, 5, 1], row: RowState(prompt: [0], generated: [2, 2]), generator: &generator) == 1)
  }
}
