import Datasets
import Notebook
import PythonValues

/// A dataset in a cell, with the names of Hugging Face's `datasets`.
final class DatasetObject: PyObject {
  let dataset: Dataset

  init(_ dataset: Dataset) { self.dataset = dataset }

  override var typeName: String { "Dataset" }

  override func repr() -> String { dataset.description }

  /// About what the rows' values take, after some of them.
  override var sizeInBytes: Int? {
    let step = max(1, dataset.count / 64)
    let places = Array(stride(from: 0, to: dataset.count, by: step))
    guard !places.isEmpty, let rows = try? dataset.select(places).rows(0..<places.count) else { return nil }
    return Value.dict(rows).sizeInBytes.map { $0 * dataset.count / places.count }
  }

  override func length() -> Int? { dataset.count }

  override func makeIterator() -> PyIterator? { dataset.makeIterator() }

  override func item(_ key: Value) throws -> Value { try translatingErrors { try dataset.item(key) } }

  override func attribute(_ name: String) throws -> Value? { try Self.members.attribute(name, of: self) }

  override var attributeNames: [String] { Self.members.names }
}

/// The splits of a dataset in a cell: a dict that maps over its datasets.
final class DatasetDictObject: PyObject {
  let splits: DatasetDict

  init(_ splits: DatasetDict) { self.splits = splits }

  override var typeName: String { "DatasetDict" }

  override func repr() -> String { splits.description }

  override var sizeInBytes: Int? {
    splits.splits.reduce(0) { $0 + (DatasetObject($1.dataset).sizeInBytes ?? 0) }
  }

  override func length() -> Int? { splits.names.count }

  override func makeIterator() -> PyIterator? { ArrayIterator(splits.names.map { .string($0) }) }

  override func contains(_ value: Value) throws -> Bool? { value.string.map { splits.names.contains($0) } ?? false }

  override func item(_ key: Value) throws -> Value {
    guard let name = key.string else { throw PyError.key(key) }
    return .object(DatasetObject(try translatingErrors { try splits.split(name) }))
  }

  override func setItem(_ key: Value, _ value: Value) throws {
    throw PyError(
      .typeError, "a DatasetDict stays as it is: make a new one, DatasetDict({**splits, ...})")
  }

  override func attribute(_ name: String) throws -> Value? { try Self.members.attribute(name, of: self) }

  override var attributeNames: [String] { Self.members.names }
}

extension Value {
  /// The dataset that a value is.
  ///
  /// - Throws: `TypeError` that says what to pass.
  func dataset(_ name: String) throws -> Dataset {
    if let dataset = (object as? DatasetObject)?.dataset { return dataset }
    if object is DatasetDictObject {
      throw PyError(
        .typeError, "\(name) is a DatasetDict, which holds several datasets: pass one of them, as in \(name)['train']")
    }
    throw PyError(.typeError, "\(name) must be a Dataset, not \(typeName)")
  }
}
