import JSON
import Kernels
import LanguageModels
import Tensors
import TestSupport
import Testing

@testable import Generation

@Suite struct GeneratorTests {
  private let cases = try? fixtureJSON("forward/tiny-untied.json")

  private func ids(_ json: JSON?) -> [Int32] { (json?.array ?? []).map { Int32($0.integer ?? 0) } }

  private func greedy(_ count: Int, ends: [Int32] = []) throws -> Generator {
    let model = try LanguageModel(folder: fixture("models/tiny-untied"))
    var generator = Generator(model)
    try generator.configuration.set("do_sample", false)
    generator.configuration.maximumNewTokens = count
    generator.configuration.endOfTextIDs = ends
    return generator
  }

  @Test func `greedy continuations are those of transformers`() throws {
    let generator = try greedy(32)
    for entry in cases?["cases"]?.array ?? [] {
      let rows = try generator.generate([ids(entry["input_ids"])])
      #expect(rows[0].generated == ids(entry["greedy_32"]))
      #expect(rows[0].reason == .length)
    }
  }

  @Test func `greedy continuations of a model with windows are those of transformers without a cache`() throws {
    let record = try fixtureJSON("forward/tiny-gemma3.json")
    var generator = Generator(try LanguageModel(folder: fixture("models/tiny-gemma3")))
    generator.configuration.maximumNewTokens = 12
    generator.configuration.endOfTextIDs = []
    for entry in record["cases"]?.array ?? [] {
      #expect(try generator.generate([ids(entry["input_ids"])])[0].generated == ids(entry["greedy_12"]))
    }
    let padded = record["padded"]
    let prompts = (padded?["input_ids"]?.array ?? []).map { ids($0).filter { $0 != 0 } }
    #expect(try generator.generate(prompts).map(\.generated) == (padded?["greedy_12"]?.array ?? []).map { ids($0) })
  }

  @Test func `rows of a padded batch continue as in transformers, and as alone`() throws {
    let generator = try greedy(16)
    let padded = cases?["padded"]
    let input = (padded?["input_ids"]?.array ?? []).map { ids($0) }
    let mask = (padded?["attention_mask"]?.array ?? []).map { ids($0) }
    let prompts = zip(input, mask).map { ids, mask in zip(ids, mask).filter { $1 != 0 }.map(\.0) }
    let rows = try generator.generate(prompts, width: 17)
    #expect(rows.map(\.generated) == (padded?["greedy_16"]?.array ?? []).map { ids($0) })
    for (prompt, row) in zip(prompts, rows) { #expect(try generator.generate([prompt]) == [row]) }
    #expect(generator.padded(input, rows).map(\.count) == [33, 33, 33])
  }

  @Test func `a row ends with its end token while others go on`() throws {
    var generator = try greedy(10, ends: [277, 183])
    generator.configuration.padID = 9
    let prompts: [[Int32]] = [[629], [152, 339, 419, 114, 158, 304, 599]]
    let rows = try generator.generate(prompts)
    #expect(rows[0].generated == [438, 315, 246, 66, 219, 89, 149, 225, 81, 338] && rows[0].reason == .length)
    #expect(rows[1].generated == [390, 6, 289, 681, 277] && rows[1].reason == .endToken(277))
    #expect(generator.padded(prompts, rows)[1].suffix(6) == [277, 9, 9, 9, 9, 9])
  }

  @Test func `decoding with a cache is the whole forward pass`() throws {
    let generator = try greedy(12)
    let prompt: [Int32] = [643, 291, 5]
    let row = try generator.generate([prompt])[0]
    for length in 0..<row.generated.count {
      let whole = prompt + row.generated[..<length]
      let logits = try generator.model.logits(PaddedBatch(inputIDs: [whole])).floats().suffix(768)
      let best = logits.indices.max { logits[$0] < logits[$1] }
      #expect(best.map { $0 - logits.startIndex } == Int(row.generated[length]))
    }
  }

  @Test func `the same seed draws the same tokens, another seed others`() throws {
    var generator = try greedy(20)
    try generator.configuration.set("do_sample", true)
    let first = try generator.generate([[643], [291, 5]], seed: 1)
    #expect(try generator.generate([[643], [291, 5]], seed: 1) == first)
    #expect(try generator.generate([[643]], seed: 1)[0] == first[0])
    #expect(try generator.generate([[643], [291, 5]], seed: 2) != first)
  }

  @Test func `the longest length counts the prompt`() throws {
    var generator = try greedy(1)
    generator.configuration.maximumNewTokens = nil
    generator.configuration.maximumLength = 5
    #expect(try generator.generate([[643, 2], [7]]).map(\.generated.count) == [3, 3])
    #expect(throws: GenerationError.promptTooLong(width: 5, maximumLength: 5)) {
      try generator.generate([[1, 2, 3, 4, 5]])
    }
    generator.configuration.maximumLength = nil
    #expect(throws: GenerationError.endless) { try generator.generate([[1]]) }
    #expect(throws: GenerationError.emptyPrompt(row: 1)) { try generator.generate([[1], []]) }
    #expect(throws: GenerationError.noPrompts) { try generator.generate([]) }
  }

  @Test func `a streamer is told of every token and can end the generation`() throws {
    final class Recorder: TokenStreamer {
      var events: [String] = []
      func begin(row: Int, prompt: [Int32]) { events.append("begin \(row) \(prompt)") }
      func append(row: Int, id: Int32) throws {
        events.append("\(row): \(id)")
        if events.count > 4 { throw GenerationError.noPrompts }
      }
      func end(row: Int, reason: StopReason) { events.append("end \(row) \(reason)") }
    }
    let recorder = Recorder()
    _ = try greedy(2).generate([[629]], streamer: recorder)
    #expect(recorder.events == ["begin 0 [629]", "0: 438", "0: 315", "end 0 length"])
    let generator = try greedy(9)
    #expect(throws: GenerationError.noPrompts) { try generator.generate([[629]], streamer: Recorder()) }
  }
}
