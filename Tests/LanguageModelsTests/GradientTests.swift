import JSON
import Kernels
import ModelFiles
import Tensors
import TestSupport
import Testing

@testable import LanguageModels

@Suite struct GradientTests {
  /// `record.py` tells how the wanted numbers relate to those of transformers.
  @Test func `gradients of all weights for a left-padded batch are those of a plain model`() throws {
    let wanted = try fixtureJSON("language-models/padded-gradients.json")
    let padded = try fixtureJSON("forward/tiny-untied.json")["padded"]
    let model = try tinyModel()
    try model.makeAllTrainable()
    let batch = try PaddedBatch(inputIDs: rows(padded?["input_ids"]), mask: rows(padded?["attention_mask"]))
    let learnt = try batch.predictions(labels: rows(padded?["labels"]))
    let tape = Tape()
    let hidden = try model.forward(tape, batch.tokens)
    let result = try model.loss(
      tape, hidden: hidden, positions: learnt.positions, labels: learnt.labels,
      normalizer: Double(learnt.labels.count))
    tape.backward()
    #expect(learnt.labels.count == 29)
    #expect(abs(result.loss - (wanted["loss"]?.number ?? 0)) < 1e-6)
    #expect(model.parameters.count == wanted["parameters"]?.object?.count)
    for parameter in model.parameters {
      let entry = wanted["parameters"]?[parameter.name]
      let found = parameter.gradient?.floats() ?? []
      let step = entry?["step"]?.integer ?? 1
      let largest = Float(entry?["largest"]?.number ?? 0)
      let picked = stride(from: 0, to: found.count, by: step).map { found[$0] }
      let values = (entry?["values"]?.array ?? []).map { Float($0.number ?? .nan) }
      let worst = zip(picked, values).map { abs($0 - $1) / largest }.max() ?? .infinity
      #expect(picked.count == values.count && worst < 1e-5, "\(parameter.name): \(worst)")
      let norm = found.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      #expect(abs(norm / (entry?["norm"]?.number ?? 1) - 1) < 1e-5, "\(parameter.name): \(norm)")
    }
  }

  /// This batch labels no token that only padding could predict.
  @Test func `gradients of all weights of a tied model with windows are those of transformers`() throws {
    let padded = try fixtureJSON("forward/tiny-gemma3.json")["padded"]
    let wanted = try SafetensorsFile(path: fixture("forward/tiny-gemma3.padded-grads.safetensors"))
    let model = try LanguageModel(folder: fixture("models/tiny-gemma3"))
    try model.makeAllTrainable()
    let batch = try PaddedBatch(inputIDs: rows(padded?["input_ids"]), mask: rows(padded?["attention_mask"]))
    let learnt = try batch.predictions(labels: rows(padded?["labels"]))
    let tape = Tape()
    let hidden = try model.forward(tape, batch.tokens)
    let result = try model.loss(
      tape, hidden: hidden, positions: learnt.positions, labels: learnt.labels,
      normalizer: Double(learnt.labels.count))
    tape.backward()
    #expect(abs(result.loss - (padded?["loss"]?.number ?? 0)) < 1e-5)
    #expect(model.parameters.count == wanted.names.count)
    for parameter in model.parameters {
      let worst = try worstDifference(parameter.gradient?.floats() ?? [], wanted.tensor(parameter.name).floats())
      #expect(worst.difference < 1e-4, "\(parameter.name): \(worst)")
    }
  }

  @Test func `padding and packing change nothing, to the bit`() throws {
    let model = try tinyModel()
    try model.makeAllTrainable()
    func gradients(_ ids: [[Int32]], _ mask: [[Int32]]) throws -> [[Float]] {
      let batch = try PaddedBatch(inputIDs: ids, mask: mask)
      let learnt = try batch.predictions(labels: ids)
      let tape = Tape()
      let hidden = try model.forward(tape, batch.tokens)
      _ = try model.loss(
        tape, hidden: hidden, positions: learnt.positions, labels: learnt.labels, normalizer: 5)
      tape.backward()
      defer { for parameter in model.parameters { parameter.gradient = nil } }
      return model.parameters.map { $0.gradient?.floats() ?? [] }
    }
    let left = try gradients([[0, 0, 5, 6], [7, 8, 9, 10]], [[0, 0, 1, 1], [1, 1, 1, 1]])
    let right = try gradients([[5, 6, 0, 0, 0], [7, 8, 9, 10, 0]], [[1, 1, 0, 0, 0], [1, 1, 1, 1, 0]])
    #expect(left == right)
  }
}
