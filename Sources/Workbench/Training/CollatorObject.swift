import FineTuning
import PythonValues
import SourceText
import Tokenization

/// A collator in a cell: called with encodings, it gives a batch with labels.
final class CollatorObject: PyObject {
  /// Which collator, and of what.
  enum Kind {
    case completionOnly(response: CompletionOnlyCollator.Marker, instruction: CompletionOnlyCollator.Marker?)
    case languageModeling
  }

  let kind: Kind
  let tokenizer: Tokenizer
  private let paddingMultiple: Int

  init(_ kind: Kind, _ tokenizer: Tokenizer, paddingMultiple: Int) {
    self.kind = kind
    self.tokenizer = tokenizer
    self.paddingMultiple = paddingMultiple
  }

  override var typeName: String {
    switch kind {
    case .completionOnly: "DataCollatorForCompletionOnlyLM"
    case .languageModeling: "DataCollatorForLanguageModeling"
    }
  }

  override func repr() throws -> String {
    switch kind {
    case .completionOnly(let response, let instruction):
      let question = try instruction.map { try Value.string($0.text).repr() } ?? "None"
      return
        "\(typeName)(response_template=\(try Value.string(response.text).repr()), instruction_template=\(question))"
    case .languageModeling: return "\(typeName)(mlm=False)"
    }
  }

  /// The collator, padding as the tokenizer is set to now.
  func collator() throws -> any RowCollator {
    let tokenizer = tokenizer
    let padding = PaddingRule(
      id: tokenizer.id(of: .padding), side: tokenizer.paddingSide == .left ? .left : .right, multiple: paddingMultiple)
    switch kind {
    case .languageModeling: return LanguageModelingCollator(padding: padding)
    case .completionOnly(let response, let instruction):
      return try CompletionOnlyCollator(response: response, instruction: instruction, padding: padding) {
        tokenizer.decode($0)
      }
    }
  }

  override var isCallable: Bool { true }

  override func call(_ arguments: CallArguments, _ context: CallContext) throws -> Value {
    let bound = try Signature("features, return_tensors=None").bind(arguments, function: typeName)
    return try translatingErrors {
      let rows = try encodedRows(bound["features"])
      let encoded = rows.ids.enumerated().map { EncodedRow(ids: $1, attentionMask: rows.masks?[$0]) }
      let batch = try collator().batch(of: encoded)
      for warning in batch.warnings { context.warn(warning) }
      return .object(BatchEncodingObject(batch, tokenizer: tokenizer))
    }
  }

  override func attribute(_ name: String) throws -> Value? {
    name == "tokenizer" ? .object(TokenizerObject(tokenizer)) : nil
  }

  override var attributeNames: [String] { ["tokenizer"] }
}

/// The collators' classes.
func collatorNames() -> [(String, Value)] {
  [
    ("DataCollatorForCompletionOnlyLM", completionOnlyClass),
    ("DataCollatorForLanguageModeling", languageModelingClass),
  ]
}

private var completionOnlyClass: Value {
  libraryClass(
    "DataCollatorForCompletionOnlyLM",
    signature:
      "response_template, instruction_template=None, tokenizer=None, mlm=False, ignore_index=-100, padding_free=False, pad_to_multiple_of=None"
  ) { arguments, _ in
    try refuse(arguments)
    let tokenizer = try arguments["tokenizer"].tokenizer("tokenizer")
    let instruction = arguments["instruction_template"]
    let kind = CollatorObject.Kind.completionOnly(
      response: try marker(arguments["response_template"], "response_template", tokenizer),
      instruction: instruction.isNone ? nil : try marker(instruction, "instruction_template", tokenizer))
    return .object(try collator(kind, tokenizer, arguments))
  }
}

private var languageModelingClass: Value {
  libraryClass(
    "DataCollatorForLanguageModeling", signature: "tokenizer, mlm=True, pad_to_multiple_of=None"
  ) { arguments, _ in
    try refuse(arguments)
    return .object(try collator(.languageModeling, try arguments["tokenizer"].tokenizer("tokenizer"), arguments))
  }
}

private func collator(
  _ kind: CollatorObject.Kind, _ tokenizer: Tokenizer, _ arguments: BoundArguments
) throws -> CollatorObject {
  CollatorObject(
    kind, tokenizer, paddingMultiple: try arguments.optionalInteger("pad_to_multiple_of") ?? 1)
}

private func refuse(_ arguments: BoundArguments) throws {
  if try arguments.bool("mlm") {
    throw PyError(.notImplementedError, "masked language modelling is not there", remedy: "pass mlm=False")
  }
  guard arguments.function == "DataCollatorForCompletionOnlyLM" else { return }
  if try arguments.bool("padding_free") {
    throw PyError(.notImplementedError, "padding_free=True is not needed here: rows are packed without padding anyway")
  }
  if try arguments.integer("ignore_index") != -100 {
    throw PyError(.notImplementedError, "ignore_index other than -100 is not there")
  }
}

private func marker(_ value: Value, _ name: String, _ tokenizer: Tokenizer) throws -> CompletionOnlyCollator.Marker {
  if case .str(let text) = value {
    return .init(text: text.string, ids: tokenizer.encode(text.text, addSpecialTokens: false))
  }
  guard value.elements != nil else {
    throw PyError(.typeError, "\(name) is a text or a list of token ids, not \(value.typeName)")
  }
  let ids = try tokenIDs(value)
  return .init(text: tokenizer.decode(ids), ids: ids)
}
