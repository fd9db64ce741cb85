import Files
import LanguageModels
import ModelFiles
import SourceText
import Tokenization

/// Writes a model with its tokenizer as one GGUF file for llama.cpp, and certifies it.
public struct GGUFExport {
  /// The model, without an adapter.
  public let model: LanguageModel
  /// The tokenizer whose vocabulary and chat template go into the file.
  public let tokenizer: Tokenizer
  /// What matrices are stored as.
  public let type: GGUFElementType
  /// Called with the numbers of steps done and of all, two for each tensor: it is written, and compared. What it throws
  /// ends the writing.
  public var progress: (_ done: Int, _ all: Int) throws -> Void = { _, _ in }

  /// Takes what is exported.
  ///
  /// - Parameter quantization: `f16`, `bf16`, `q8_0` or `f32`, in letters of any case.
  /// - Throws: `FineTuningError.unknownQuantization`.
  public init(model: LanguageModel, tokenizer: Tokenizer, quantization: String) throws(FineTuningError) {
    guard let type = ElementEncoder.types.first(where: { $0.name == quantization.uppercased() }) else {
      throw .unknownQuantization(name: quantization)
    }
    self.model = model
    self.tokenizer = tokenizer
    self.type = type
  }

  /// The file that a path means: the path itself where it ends in .gguf, else one in the folder of that name.
  public func file(at path: String) -> String {
    path.hasSuffix(".gguf") ? path : joinPath(path, "model.\(type.name).gguf")
  }

  /// Texts whose tokens must be the same when read back; models are compared on the first three.
  private static let probes = [
    "The capital of France is", "你好，世界。今天", "def add(a, b):\n    return a +", "  two  spaces, 12345 and\ttabs\r\n\n",
    "naïve café — ça va? I'll see; DON'T", "Привет мир 🙂👍🏽 ไทย 한국어", "x = {'a': [1, 2.5e-3]}; // <b>ok</b>",
  ]

  /// Writes the file, reads it back, and gives it its name when it is the model's and the tokenizer's.
  ///
  /// - Parameter path: a file that ends in .gguf, or a folder; made where it is missing.
  /// - Returns: the file's path, what it cannot say in words for people, and the certificate.
  /// - Throws: `FineTuningError.wrongCertificate`; `LanguageModelError` and `TokenizerError` for what the format cannot
  ///   hold; `ModelFileError`, `FileError`.
  public func write(to path: String) throws -> (file: String, remarks: [String], certificate: ModelCertificate) {
    let file = file(at: path)
    let name = lastComponent(of: model.name)
    let own = try model.ggufMetadata(name: name.isEmpty ? "model" : name, type: type)
    let metadata = try own + tokenizer.ggufMetadata(rows: model.configuration.vocabularySize, endIDs: endIDs)
    let tensors = watched(model.ggufTensors(type: type))
    try makeFolder(parentFolder(of: file))
    let staged = joinPath(parentFolder(of: file), ".unchecked-\(lastComponent(of: file))")
    do {
      try writeGGUF(staged, metadata: metadata, tensors)
      // Another rank of the run has the file, and reads it.
      guard FileWriting.isKept else { return (file, [], ModelCertificate(description: "", difference: nil)) }
      let certificate = try certify(GGUFFile(path: staged), tensors, file)
      try publishFile(staged, as: file)
      return (file, model.ggufRemarks, certificate)
    } catch {
      try? removeFile(staged)
      throw error
    }
  }

  private var endIDs: [Int32] { model.generationConfiguration.endOfTextIDs }

  private func watched(_ tensors: [PendingGGUFTensor]) -> [PendingGGUFTensor] {
    var done = 0
    return tensors.map { tensor in
      PendingGGUFTensor(tensor.name, shape: tensor.shape, type: tensor.type) {
        try progress(done, 2 * tensors.count)
        done += 1
        return try tensor.make()
      }
    }
  }

  private func certify(
    _ written: GGUFFile, _ tensors: [PendingGGUFTensor], _ file: String
  ) throws -> ModelCertificate {
    for tensor in tensors where try !written.holds(tensor.name, tensor.make()) {
      throw FineTuningError.wrongCertificate(what: file, problem: "holds another \(tensor.name) than the model")
    }
    let reader = try Tokenizer.load(gguf: written)
    try compare(reader, file)
    let limit = model.configuration.positionLimit - ProbeAnswers.answerLength
    let prompts = Self.probes.prefix(3).map { Array(tokenizer.encode(Text($0)).prefix(max(limit, 1))) }
    let answers = try ProbeAnswers(of: model, prompts.filter { !$0.isEmpty })
    let other = try LanguageModel(gguf: written, elementType: model.elementType)
    let difference = try answers.difference(from: other)
    let tolerance = ModelCertificate.tolerance(from: model.storedType, to: type)
    guard difference.isWithin(tolerance) else {
      throw FineTuningError.wrongCertificate(what: file, problem: "is not the model: \(difference.words(tolerance))")
    }
    return ModelCertificate(
      description: "certificate: \(lastComponent(of: file)) read back, \(tensors.count) tensors the same bit for bit "
        + "(\(type.name)), tokens of \(Self.probes.count) texts the same, \(difference.words(tolerance))",
      difference: difference)
  }

  /// Refuses a vocabulary that gives other tokens, or says other things of them.
  private func compare(_ other: Tokenizer, _ file: String) throws(FineTuningError) {
    func wrong(_ problem: String) -> FineTuningError { .wrongCertificate(what: file, problem: problem) }
    guard other.count == tokenizer.count else {
      throw wrong("has \(other.count) tokens, the tokenizer \(tokenizer.count)")
    }
    guard other.chatTemplate == tokenizer.chatTemplate else { throw wrong("has another chat template") }
    let special = tokenizer.addedTokensInOrder.prefix(50).map(\.token.content.string)
    for text in Self.probes + [special.joined(separator: " x"), special.joined()] {
      let (own, found) = (tokenizer.encode(Text(text)), other.encode(Text(text)))
      guard own == found else {
        let place = zip(own, found).enumerated().first { $1.0 != $1.1 }?.offset ?? min(own.count, found.count)
        throw wrong("gives other tokens, first at number \(place) of the text \(text.prefix(60).debugDescription)")
      }
      guard tokenizer.decode(own) == other.decode(own) else {
        throw wrong("decodes \(text.debugDescription) otherwise")
      }
    }
  }
}
