import Files
import Kernels
import ModelFiles
import Tensors
import TestSupport
import Testing

@testable import LanguageModels

/// A float16 checkpoint computes what a float32 one with the same, rounded, weights does.
@Suite struct HalfPrecisionTests {
  private let ids: [Int32] = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8]

  /// The tiny model as a float16 checkpoint, and the same weights in float32.
  private func models(_ folder: TemporaryFolder) throws -> (half: LanguageModel, twin: LanguageModel) {
    let model = try tinyModel()
    model.elementType = .float16
    try model.save(folder: folder.path)
    let (half, twin) = try (LanguageModel(folder: folder.path), LanguageModel(folder: folder.path))
    for parameter in twin.parameters { parameter.value = parameter.value.converted(to: .float32) }
    return (half, twin)
  }

  @Test func `it is loaded as float16, in place`() throws {
    let folder = try TemporaryFolder()
    let (half, twin) = try models(folder)
    #expect(half.elementType == .float16)
    #expect(half.parameters.allSatisfy { $0.value.elementType == .float16 && $0.value.storage.isMapped })
    #expect(zip(half.parameters, twin.parameters).allSatisfy { $0.value.floats() == $1.value.floats() })
  }

  @Test(arguments: ComputePrecision.allCases) func `its logits have the twin's bits`(precision: ComputePrecision) throws
  {
    let folder = try TemporaryFolder()
    let (half, twin) = try models(folder)
    let batch = try PaddedBatch(inputIDs: [ids])
    let found = try half.logits(batch, precision: precision).floats()
    #expect(try found == twin.logits(batch, precision: precision).floats())
    let exact = try tinyModel().logits(batch, precision: precision).floats()
    let worst = worstDifference(found, exact)
    #expect(worst.difference < 1e-2, "from the float32 checkpoint: \(worst)")
  }

  @Test(arguments: ComputePrecision.allCases) func `its adapter's gradients have the twin's bits`(
    precision: ComputePrecision
  ) throws {
    let folder = try TemporaryFolder()
    let (half, twin) = try models(folder)
    func gradients(_ model: LanguageModel) throws -> [[Float]] {
      var generator = MersenneTwister(seed: 3)
      try model.addAdapter(
        LoRAConfiguration([
          "target_modules": ["embed_tokens", "lm_head", "q_proj", "v_proj", "up_proj", "down_proj"], "r": 3,
        ]), generator: &generator)
      for parameter in model.trainableParameters {
        parameter.value = Tensor(normal: parameter.shape, standardDeviation: 0.1, from: &generator)
      }
      let tape = Tape(precision: precision)
      let hidden = try model.forward(tape, TokenBatch(rows: [ids]))
      _ = try model.loss(
        tape, hidden: hidden, positions: [2, 5, 9], labels: [1, 9, 5], normalizer: 3)
      tape.backward()
      return model.trainableParameters.map { $0.gradient?.floats() ?? [] }
    }
    let found = try gradients(half)
    #expect(found.allSatisfy { $0.contains { $0 != 0 } })
    #expect(try found == gradients(twin))
  }
}
