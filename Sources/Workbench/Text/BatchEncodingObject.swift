import FineTuning
import Notebook
import PythonValues
import Tensors
import Tokenization

/// What a tokenizer and a collator give: named lists or tensors that a model takes with `**`.
final class BatchEncodingObject: PyObject {
  let data: PyDict

  /// What the collator that made it knows beside ids, mask and labels.
  let collated: CollatedBatch?

  /// The tokenizer of the collator that made it.
  let tokenizer: Tokenizer?

  override var sizeInBytes: Int? { Value.dict(data).sizeInBytes }

  init(_ members: [(String, Value)], collated: CollatedBatch? = nil, tokenizer: Tokenizer? = nil) {
    data = PyDict(members)
    self.collated = collated
    self.tokenizer = tokenizer
  }

  /// A collator's batch, as tensors.
  convenience init(_ collated: CollatedBatch, tokenizer: Tokenizer) {
    let batch = collated.batch
    func tensor(_ values: [Int32]) -> Value {
      let shape: Shape = [batch.rowCount, batch.columnCount]
      return .object(TensorObject(Tensor(values.map(Int.init), shape: shape)))
    }
    let members = [
      ("input_ids", tensor(batch.inputIDs)), ("attention_mask", tensor(batch.attentionMask)),
      ("labels", tensor(batch.labels)),
    ]
    self.init(members, collated: collated, tokenizer: tokenizer)
  }

  override var typeName: String { "BatchEncoding" }

  override func repr() throws -> String { try Value.dict(data).repr() }

  override func length() -> Int? { data.count }

  override func makeIterator() throws -> PyIterator? { try Value.dict(data).makeIterator() }

  override func contains(_ value: Value) throws -> Bool? { try data.contains(value) }

  override func item(_ key: Value) throws -> Value {
    if let value = try data.get(key) { return value }
    throw PyError.key(key)
  }

  override func setItem(_ key: Value, _ value: Value) throws { try data.set(key, value) }

  override func attribute(_ name: String) throws -> Value? {
    if let value = data[name] { return value }
    return try Self.members.attribute(name, of: self)
  }

  override var attributeNames: [String] { data.keys.compactMap(\.string) + Self.members.names }

  override func equals(_ other: Value) throws -> Bool? {
    if let encoding = other.object as? BatchEncodingObject { return try Value.dict(data).equals(.dict(encoding.data)) }
    return try other.dict.map { try Value.dict(data).equals(.dict($0)) }
  }

  static let members = Members<BatchEncodingObject>([
    .property("data", "The members as a dict.") { .dict($0.data) },
    .method("keys", "", "The names.") { object, _, _ in .object(DictView(object.data, .keys)) },
    .method("values", "", "The lists or tensors.") { object, _, _ in .object(DictView(object.data, .values)) },
    .method("items", "", "Pairs of name and value.") { object, _, _ in .object(DictView(object.data, .items)) },
    .method("get", "key, default=None", "The member of a name, or the default.") { object, arguments, _ in
      try object.data.get(arguments["key"]) ?? arguments["default"]
    },
    .method("pop", "key", "Removes a member and gives it.") { object, arguments, _ in
      guard let value = try object.data.remove(arguments["key"]) else { throw PyError.key(arguments["key"]) }
      return value
    },
    .method("to", "device", "Itself: there is only the CPU here.") { object, arguments, context in
      if let device = deviceName(arguments["device"]) { noticeDevice(device, context) }
      return .object(object)
    },
  ])
}
