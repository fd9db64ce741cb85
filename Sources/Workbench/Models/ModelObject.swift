import FineTuning
import LanguageModels
import PythonValues
import Tensors

/// A language model in a cell, with or without an adapter over it.
final class ModelObject: PyObject {
  let model: LanguageModel

  /// Where sampling takes its seeds from.
  let seeds: SeedSource

  /// Whether the cell holds peft's wrapper around the model.
  let isAdapted: Bool

  /// What the model answered before its adapter was merged; nil where none was.
  let merged: ProbeAnswers?

  init(_ model: LanguageModel, _ seeds: SeedSource, isAdapted: Bool = false, merged: ProbeAnswers? = nil) {
    self.model = model
    self.seeds = seeds
    self.isAdapted = isAdapted
    self.merged = merged
  }

  /// The same model, with or without peft's wrapper.
  func wrapped(isAdapted: Bool) -> Value { .object(ModelObject(model, seeds, isAdapted: isAdapted)) }

  override var typeName: String { isAdapted ? "PeftModelForCausalLM" : model.configuration.family.architecture }

  override func repr() -> String {
    let configuration = model.configuration
    return "\(typeName)(\(configuration.layerCount) layers, hidden \(configuration.hiddenSize), "
      + "\(configuration.headCount) heads, \(configuration.keyValueHeadCount) key-value heads, "
      + "vocabulary \(configuration.vocabularySize), \(torchName(of: model.elementType)))"
  }

  override var sizeInBytes: Int? { model.weightSizeInBytes }

  override var isCallable: Bool { true }

  override func call(_ arguments: CallArguments, _ context: CallContext) throws -> Value {
    let signature = Signature(
      "input_ids=None, attention_mask=None, position_ids=None, labels=None, use_cache=None, output_hidden_states=None, output_attentions=None, return_dict=None"
    )
    let bound = try signature.bind(arguments, function: "forward")
    return try translatingErrors { try forward(bound) }
  }

  private func forward(_ arguments: BoundArguments) throws -> Value {
    guard !arguments["input_ids"].isNone else {
      throw PyError(
        .valueError,
        "the model needs input_ids: model(input_ids=..., attention_mask=...) or model(**tokenizer(text, return_tensors='pt'))"
      )
    }
    for name in ["output_hidden_states", "output_attentions"] where try arguments.bool(name) {
      throw PyError(.notImplementedError, "\(name)=True is not there: logits and loss are")
    }
    let ids = try tokenRows(arguments["input_ids"])
    let mask = arguments["attention_mask"].isNone ? nil : try tokenRows(arguments["attention_mask"])
    let batch = try PaddedBatch(inputIDs: ids, mask: mask)
    var members: [(String, Value)] = []
    if !arguments["labels"].isNone {
      let loss = try model.meanLoss(batch, labels: try labelRows(arguments["labels"]))
      members.append(("loss", .object(TensorObject(Tensor([Float(loss ?? .nan)], shape: [])))))
    }
    members.append(("logits", .object(TensorObject(try model.logits(batch)))))
    return .object(ModelOutputObject(members))
  }

  override func attribute(_ name: String) throws -> Value? {
    if let value = try Self.members.attribute(name, of: self) { return value }
    return isAdapted ? try Self.adapterMembers.attribute(name, of: self) : nil
  }

  override var attributeNames: [String] { Self.members.names + (isAdapted ? Self.adapterMembers.names : []) }
}

/// The rows of labels of a value; -100 is allowed.
private func labelRows(_ value: Value) throws -> [[Int32]] {
  func row(_ numbers: [Int]) throws -> [Int32] {
    try numbers.map {
      guard let label = Int32(exactly: $0) else { throw PyError(.overflowError, "\($0) is no label") }
      return label
    }
  }
  if let tensor = (value.object as? TensorObject)?.tensor, !tensor.elementType.isFloatingPoint {
    if tensor.shape.rank == 1 { return [try row(tensor.integers())] }
    return try (0..<tensor.shape[0]).map { try row(tensor.selecting(row: $0).integers()) }
  }
  guard let elements = value.elements else {
    throw PyError(.typeError, "labels are a tensor or lists of int, not \(value.typeName)")
  }
  if elements.allSatisfy({ $0.integer != nil }) { return [try row(elements.compactMap(\.integer))] }
  return try elements.map { try row(($0.elements ?? []).compactMap(\.integer)) }
}

/// What a model's call gives: members by name, or by number.
final class ModelOutputObject: PyObject {
  private let members: [(name: String, value: Value)]

  init(_ members: [(String, Value)]) { self.members = members.map { ($0.0, $0.1) } }

  override var typeName: String { "CausalLMOutputWithPast" }

  override func repr() throws -> String {
    "\(typeName)(" + (try members.map { "\($0.name)=\(try $0.value.repr())" }.joined(separator: ", ")) + ")"
  }

  override func attribute(_ name: String) throws -> Value? {
    if let member = members.first(where: { $0.name == name }) { return member.value }
    return name == "loss" ? Value.none : nil
  }

  override var attributeNames: [String] { members.map(\.name) }

  override func item(_ key: Value) throws -> Value {
    if let name = key.string {
      guard let member = members.first(where: { $0.name == name }) else { throw PyError.key(key) }
      return member.value
    }
    return try Value.tuple(PyTuple(members.map(\.value))).item(key)
  }

  override func length() -> Int? { members.count }
}
