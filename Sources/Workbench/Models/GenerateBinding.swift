import Display
import Generation
import JSON
import LanguageModels
import PythonValues
import Tokenization

/// The arguments of `model.generate`.
let generateSignature =
  "inputs=None, input_ids=None, attention_mask=None, max_length=None, max_new_tokens=None, min_new_tokens=None, do_sample=None, temperature=None, top_k=None, top_p=None, repetition_penalty=None, eos_token_id=None, pad_token_id=None, bos_token_id=None, num_beams=1, num_return_sequences=1, use_cache=True, streamer=None, stop_strings=None, tokenizer=None, generation_config=None, seed=None"

/// Those that set a field of the generation configuration.
private let settings = [
  "max_length", "max_new_tokens", "min_new_tokens", "do_sample", "temperature", "top_k", "top_p", "repetition_penalty",
  "eos_token_id", "pad_token_id", "bos_token_id",
]

/// Continues prompts and gives prompts and answers as a tensor, as transformers does.
func generate(
  _ object: ModelObject, _ arguments: BoundArguments, _ context: CallContext
) throws -> Value {
  let (model, seeds) = (object.model, object.seeds)
  let input = arguments["inputs"].isNone ? arguments["input_ids"] : arguments["inputs"]
  guard !input.isNone else {
    throw PyError(.valueError, "generate needs the prompt's ids: model.generate(input_ids) or model.generate(**inputs)")
  }
  for name in ["num_beams", "num_return_sequences"] where try arguments.integer(name) != 1 {
    throw PyError(.notImplementedError, "\(name) other than 1 is not there")
  }
  var generator = Generator(model)
  generator.configuration = try configuration(arguments, of: model, context)
  if !arguments["stop_strings"].isNone {
    generator.stopStrings = try arguments["stop_strings"].string.map { [$0] } ?? arguments.strings("stop_strings")
    generator.tokenizer = (arguments["tokenizer"].object as? TokenizerObject)?.tokenizer
  }
  let rows = try idRows(input)
  let prompts = try unpadded(rows, mask: arguments["attention_mask"], generator.configuration)
  let given = try streamer(arguments["streamer"], context)
  let most = generator.configuration.maximumNewTokens.map { $0 * prompts.count }
  let bar = given == nil ? context.startProgress("Generate", total: most, unit: "token") : nil
  defer { bar?.finish() }
  let watcher = WatchingStreamer(given, context, bar: bar)
  let finished = try generator.generate(
    prompts, width: rows.map(\.count).max(), seed: try seed(arguments, generator.configuration, seeds),
    streamer: watcher)
  return .tensorOfRows(generator.padded(rows, finished))
}

/// The seed that tokens are drawn with: given, or the next of the session's numbers where tokens are drawn at all.
private func seed(
  _ arguments: BoundArguments, _ configuration: GenerationConfiguration, _ seeds: SeedSource
) throws -> UInt64 {
  if let seed = try arguments.optionalInteger("seed") { return UInt64(bitPattern: Int64(seed)) }
  return configuration.samples ? seeds.next() : 0
}

private func configuration(
  _ arguments: BoundArguments, of model: LanguageModel, _ context: CallContext
) throws -> GenerationConfiguration {
  var configuration = model.generationConfiguration
  for name in settings where arguments.isGiven(name) && !arguments[name].isNone {
    try configuration.set(name, try arguments[name].json())
    if name == "max_length" { configuration.maximumNewTokens = nil }
  }
  let ignored = configuration.ignoredSettings.filter { arguments.isGiven($0) }
  if !ignored.isEmpty {
    let verb = ignored.count == 1 ? "has" : "have"
    context.warn(
      "\(ignored.joined(separator: ", ")) \(verb) no effect without do_sample=True: the likeliest token is taken")
  }
  return configuration
}

/// The prompts as rectangles of ids, padding included.
private func idRows(_ value: Value) throws -> [[Int32]] {
  if let encoding = value.object as? BatchEncodingObject, let ids = encoding.data["input_ids"] {
    return try tokenRows(ids)
  }
  if let ids = value.dict?["input_ids"] { return try tokenRows(ids) }
  return try tokenRows(value)
}

private func unpadded(_ rows: [[Int32]], mask: Value, _ configuration: GenerationConfiguration) throws -> [[Int32]] {
  if !mask.isNone {
    let masks = try tokenRows(mask)
    guard masks.map(\.count) == rows.map(\.count) else {
      throw PyError(.valueError, "attention_mask and input_ids have different shapes")
    }
    return zip(rows, masks).map { ids, mask in zip(ids, mask).filter { $1 != 0 }.map(\.0) }
  }
  guard let pad = configuration.padID, !configuration.endOfTextIDs.contains(pad) else { return rows }
  return rows.map { $0.filter { $0 != pad } }
}

private func streamer(_ value: Value, _ context: CallContext) throws -> (any TokenStreamer)? {
  if value.isNone { return nil }
  guard let object = value.object as? TextStreamerObject else {
    throw PyError(.typeError, "streamer must be a TextStreamer, not \(value.typeName)")
  }
  return TextStreamer(
    object.tokenizer, skipsPrompt: object.skipsPrompt, skipsSpecialTokens: object.skipsSpecialTokens
  ) { context.write($0) }
}

/// Looks at each token whether the person wants to stop, counts it, and hands it on.
final class WatchingStreamer: TokenStreamer {
  private let next: (any TokenStreamer)?
  private let bar: ProgressReporter?
  private let context: CallContext
  private var count = 0

  init(_ next: (any TokenStreamer)?, _ context: CallContext, bar: ProgressReporter? = nil) {
    self.next = next
    self.bar = bar
    self.context = context
  }

  func begin(row: Int, prompt: [Int32]) throws { try next?.begin(row: row, prompt: prompt) }

  func append(row: Int, id: Int32) throws {
    try context.checkInterrupt()
    count += 1
    bar?.update(count)
    try next?.append(row: row, id: id)
  }

  func end(row: Int, reason: StopReason) throws { try next?.end(row: row, reason: reason) }
}

/// `TextStreamer(tokenizer)`: prints an answer while it is made.
final class TextStreamerObject: PyObject {
  let tokenizer: Tokenizer
  let skipsPrompt: Bool
  let skipsSpecialTokens: Bool

  init(_ tokenizer: Tokenizer, skipsPrompt: Bool, skipsSpecialTokens: Bool) {
    self.tokenizer = tokenizer
    self.skipsPrompt = skipsPrompt
    self.skipsSpecialTokens = skipsSpecialTokens
  }

  override var typeName: String { "TextStreamer" }
}

/// The class `TextStreamer`.
var textStreamerClass: Value {
  libraryClass("TextStreamer", signature: "tokenizer, skip_prompt=False, skip_special_tokens=False") { arguments, _ in
    .object(
      TextStreamerObject(
        try arguments["tokenizer"].tokenizer("tokenizer"), skipsPrompt: try arguments.bool("skip_prompt"),
        skipsSpecialTokens: try arguments.bool("skip_special_tokens")))
  }
}

extension Value {
  /// The tokenizer that a value is.
  ///
  /// - Throws: `TypeError`.
  func tokenizer(_ name: String) throws -> Tokenizer {
    guard let tokenizer = (object as? TokenizerObject)?.tokenizer else {
      throw PyError(
        .typeError, "\(name) must be a tokenizer, as AutoTokenizer.from_pretrained gives it, not \(typeName)")
    }
    return tokenizer
  }
}
