import JSON
import Kernels
import ModelFiles
import Tensors
import TestSupport
import Testing

@testable import LanguageModels

@Suite struct ForwardTests {
  static let models = ["tiny-untied", "tiny-gemma3"]
  private let tolerance: Float = 1e-5

  @Test(arguments: models) func `logits, hidden states and losses are those of transformers`(name: String) throws {
    let cases = try fixtureJSON("forward/\(name).json")
    let model = try LanguageModel(folder: fixture("models/\(name)"))
    let wanted = try SafetensorsFile(path: fixture("forward/\(name).safetensors"))
    for (number, entry) in (cases["cases"]?.array ?? []).enumerated() {
      let ids = (entry["input_ids"]?.array ?? []).map { Int32($0.integer ?? 0) }
      let tape = Tape(recordsGradients: false)
      var hidden: [[Float]] = []
      let last = try model.forward(tape, TokenBatch(rows: [ids])) { _, variable in
        hidden.append(variable.value.floats())
      }
      for (layer, values) in hidden.enumerated() where wanted.entry("case\(number).hidden\(layer)") != nil {
        let worst = try worstDifference(values, wanted.tensor("case\(number).hidden\(layer)").floats())
        #expect(worst.difference < tolerance, "case \(number), hidden \(layer): \(worst)")
      }
      let expected = try wanted.tensor("case\(number).logits")
      // Of long cases the fixture keeps the last positions.
      let positions = Array(ids.indices.suffix(expected.shape[0]))
      let logits = model.logits(tape, hidden: last, positions: positions)
      let worst = worstDifference(logits.floats(), expected.floats())
      #expect(worst.difference < tolerance, "case \(number): \(worst)")
      if let loss = entry["loss_all_labels"]?.number {
        let found = try model.meanLoss(PaddedBatch(inputIDs: [ids]), labels: [ids])
        #expect(abs((found ?? 0) - loss) < 1e-5, "case \(number)")
      }
    }
  }

  @Test(arguments: models) func `a left-padded batch gives the logits of its real tokens`(name: String) throws {
    let model = try LanguageModel(folder: fixture("models/\(name)"))
    let padded = try fixtureJSON("forward/\(name).json")["padded"]
    let mask = rows(padded?["attention_mask"])
    let batch = try PaddedBatch(inputIDs: rows(padded?["input_ids"]), mask: mask)
    let found = try model.logits(batch)
    let wanted = try SafetensorsFile(path: fixture("forward/\(name).safetensors")).tensor("padded.logits")
    #expect(found.shape == wanted.shape)
    var real: [Bool] = []
    for value in mask.joined() { real += [Bool](repeating: value != 0, count: 768) }
    let masked = zip(wanted.floats(), real).map { $1 ? $0 : 0 }
    let worst = worstDifference(found.floats(), masked)
    #expect(worst.difference < tolerance, "\(worst)")
  }
}
