import Files
import LanguageModels
import ModelFiles
import Tensors
import Tokenization

/// The proof that what was merged or written is the model in memory.
///
/// Tensors are compared bit by bit after they were rounded to the type they are written in; logits and greedy text of
/// probe prompts within a tolerance that follows from that rounding.
public struct ModelCertificate: Sendable {
  /// What was found, in one line.
  public let description: String

  /// The largest difference of logits, where they were compared.
  public let difference: ProbeDifference?

  /// What logits may differ by, as a part of the largest one, where weights were rounded to a type.
  ///
  /// Rounding moves each weight by a part of 2⁻⁹ (bfloat16), 2⁻¹² (float16) or its block's largest / 254 (Q8_0); what
  /// comes of it grows with the layers.
  static func tolerance(_ type: GGUFElementType) -> Float {
    switch type {
    case .f32: 1e-3
    case .f16: 1e-2
    case .bf16: 0.05
    default: 0.1
    }
  }

  /// The tolerance where numbers of one type are written as another: as good as none where the other holds them all.
  static func tolerance(from type: ElementType, to other: GGUFElementType) -> Float {
    other == .f32 || other.elementType == type ? 1e-5 : tolerance(other)
  }

  /// The tolerance of weights of a tensor's type.
  static func tolerance(_ type: ElementType) -> Float {
    switch type {
    case .bfloat16: tolerance(GGUFElementType.bf16)
    case .float16: tolerance(GGUFElementType.f16)
    default: tolerance(GGUFElementType.f32)
    }
  }
}

extension ModelCertificate {
  /// Merges a model's adapter, and certifies that the merged model is the adapter's.
  ///
  /// - Parameter progress: called before each matrix with the numbers of those done and of all.
  /// - Returns: what the model with its adapter answered, for the certificate of a later saving; and the certificate.
  /// - Throws: `FineTuningError.wrongCertificate` where they differ; `LanguageModelError`.
  public static func merge(
    _ model: LanguageModel, progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
  ) throws -> (answers: ProbeAnswers, certificate: ModelCertificate) {
    let prompts = ProbeAnswers.drawnPrompts(vocabularySize: model.configuration.vocabularySize)
    model.isAdapterEnabled = true
    let answers = try ProbeAnswers(of: model, prompts)
    try model.mergeAdapter(progress: progress)
    let tolerance = tolerance(model.storedType)
    let difference = try answers.difference(from: model)
    guard difference.isWithin(tolerance) else {
      throw FineTuningError.wrongCertificate(
        what: "the merged model", problem: "is not the model with its adapter: \(difference.words(tolerance))")
    }
    let words = "merge certificate: against the adapter over its base, \(difference.words(tolerance))"
    return (answers, ModelCertificate(description: words, difference: difference))
  }

  /// Saves a model into a folder, and certifies what is on the disk.
  ///
  /// - Parameters:
  ///   - shardSize: the most bytes of weights in one file.
  ///   - answers: of the model with its adapter, where it was merged since; they are compared as long as they are still
  ///     the model's.
  ///   - progress: called with the numbers of steps done and of all, two for each tensor: it is written, and compared.
  /// - Throws: `FineTuningError.wrongCertificate` where they differ; `LanguageModelError`, `FileError`.
  public static func save(
    _ model: LanguageModel, folder: String, shardSize: Int = Checkpoint.defaultShardSize,
    merged answers: ProbeAnswers? = nil,
    progress: @escaping (_ done: Int, _ all: Int) throws -> Void = { _, _ in }
  ) throws -> ModelCertificate {
    let tolerance = max(tolerance(model.storedType), tolerance(model.elementType))
    let stillMerged = try answers.flatMap { try $0.difference(from: model).isWithin(tolerance) ? $0 : nil }
    try model.save(folder: folder, shardSize: shardSize) { try progress($0, 2 * $1) }
    // Another rank of the run has the files, and reads them.
    guard FileWriting.isKept else { return ModelCertificate(description: "", difference: nil) }
    let written = try LanguageModel(folder: folder, elementType: model.elementType)
    let checkpoint = try Checkpoint(folder: folder)
    let parameters = model.parameters
    guard written.configuration.tiesEmbeddings == model.configuration.tiesEmbeddings,
      checkpoint.names.count == parameters.count
    else {
      throw FineTuningError.wrongCertificate(
        what: folder, problem: "holds \(checkpoint.names.count) tensors, the model has \(parameters.count)")
    }
    for (index, parameter) in parameters.enumerated() {
      try progress(parameters.count + index, 2 * parameters.count)
      if checkpoint.holds(parameter.name, parameter.value) { continue }
      throw FineTuningError.wrongCertificate(
        what: folder, problem: "holds another \(parameter.name) than the model, or one with numbers that are not finite"
      )
    }
    let bits =
      "certificate: \(folder) read back, \(parameters.count) tensors the same bit for bit (\(model.elementType.rawValue))"
    guard let stillMerged else { return ModelCertificate(description: bits, difference: nil) }
    let difference = try stillMerged.difference(from: written)
    guard difference.isWithin(tolerance) else {
      throw FineTuningError.wrongCertificate(
        what: folder, problem: "is not the model with its adapter: \(difference.words(tolerance))")
    }
    return ModelCertificate(
      description: bits + "; against the adapter over its base, \(difference.words(tolerance))", difference: difference)
  }
}

extension LanguageModel {
  /// The type in which most of the weights are, that of the layers' matrices; of blocks the one they are merged into.
  var storedType: ElementType {
    let matrices = parameters.lazy.filter { $0.value.shape.rank == 2 }
    let type = matrices.first { $0.name.contains("layers") }?.value.elementType ?? elementType
    return type.isQuantized ? elementType : type
  }
}
