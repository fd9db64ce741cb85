import Cluster
import Generation
import JSON
import Kernels
import LanguageModels
import PythonValues
import SourceText
import Tokenization

/// Has a model answer prompts by its likeliest tokens, whatever its own configuration would draw.
struct Answerer {
  let model: LanguageModel
  let tokenizer: Tokenizer

  /// The most tokens of an answer.
  let maximumNewTokens: Int

  /// In which precision the model multiplies.
  var precision = ComputePrecision.float32

  /// The answers to prompts, as text without special tokens; ranks share the prompts.
  ///
  /// - Parameter streamer: is told of each token; what it throws ends the answering.
  func answers(to prompts: [[Int32]], streamer: (any TokenStreamer)? = nil) throws -> [String] {
    var configuration = model.generationConfiguration
    configuration.samples = false
    configuration.repetitionPenalty = 1
    configuration.maximumNewTokens = maximumNewTokens
    if let end = tokenizer.id(of: .end), !configuration.endOfTextIDs.contains(end) {
      configuration.endOfTextIDs.append(end)
    }
    var generator = Generator(model, configuration: configuration)
    generator.precision = precision
    let cluster = Cluster.current
    let isShared = cluster.isShared && streamer == nil
    let own = isShared ? Array(prompts[cluster.share(of: prompts.count)]) : prompts
    let answers =
      try own.isEmpty
      ? []
      : generator.generate(own, streamer: streamer).map {
        tokenizer.decode($0.generated, skipSpecialTokens: true)
      }
    guard isShared else { return answers }
    return try cluster.gather(JSON.array(answers.map { .string($0) }).serialized()).flatMap { bytes in
      try JSON.parse(bytes, name: "answers").array?.compactMap(\.string) ?? []
    }
  }

  /// The ids of a question as the chat template asks it.
  ///
  /// - Parameter render: lays messages out as text, with or without the generation prompt.
  static func prompt(
    _ question: String, _ tokenizer: Tokenizer,
    _ render: (_ messages: Value, _ addsGenerationPrompt: Bool) throws -> String
  ) throws -> [Int32] {
    let message = Value.dictionary([("role", .string("user")), ("content", .string(question))])
    return tokenizer.encode(Text(try render(.array([message]), true)), addSpecialTokens: false)
  }
}
