import PythonValues
import Tensors

/// The ids of a value: an integer, a list, a tuple or a tensor of them.
///
/// - Throws: `TypeError` for anything else, `OverflowError` for an id that no vocabulary has.
func tokenIDs(_ value: Value) throws -> [Int32] {
  func id(_ number: Int) throws -> Int32 {
    guard let id = Int32(exactly: number), id >= 0 else {
      throw PyError(.overflowError, "\(number) is no token id: ids are 0 and above")
    }
    return id
  }
  if let number = value.integer { return [try id(number)] }
  if let tensor = (value.object as? TensorObject)?.tensor {
    guard !tensor.elementType.isFloatingPoint else { throw PyError(.typeError, "token ids are whole numbers") }
    guard tensor.shape.rank <= 1 || tensor.shape[0] == 1 else {
      throw PyError(
        .valueError, "one row of ids is wanted, not \(tensor.shape[0]): index a row, or use batch_decode")
    }
    return try tensor.integers().map(id)
  }
  guard let elements = value.elements else {
    throw PyError(.typeError, "token ids are an int, a list of int or a tensor, not \(value.typeName)")
  }
  return try elements.map {
    if let number = $0.integer { return try id(number) }
    if let tensor = ($0.object as? TensorObject)?.tensor, tensor.count == 1 { return try id(tensor.integers()[0]) }
    throw PyError(.typeError, "token ids are int, not \($0.typeName)")
  }
}

/// The rows of ids of a value: a list of lists, or a tensor of two dimensions (one of one dimension is one row).
func tokenRows(_ value: Value) throws -> [[Int32]] {
  if let tensor = (value.object as? TensorObject)?.tensor {
    if tensor.shape.rank == 1 { return [try tokenIDs(value)] }
    guard tensor.shape.rank == 2 else {
      throw PyError(.valueError, "ids are a tensor of 1 or 2 dimensions, not \(tensor.shape.rank)")
    }
    return try (0..<tensor.shape[0]).map { try tokenIDs(.object(TensorObject(tensor.selecting(row: $0)))) }
  }
  guard let elements = value.elements else { return [try tokenIDs(value)] }
  if let first = elements.first, first.integer != nil { return [try tokenIDs(value)] }
  return try elements.map(tokenIDs)
}

extension Value {
  /// A list of ids.
  static func ids(_ ids: [Int32]) -> Value { .array(ids.map { .int(Int($0)) }) }

  /// A tensor of rows of equal length.
  static func tensorOfRows(_ rows: [[Int32]]) -> Value {
    let width = rows.first?.count ?? 0
    return .object(TensorObject(Tensor(rows.joined().map(Int.init), shape: [rows.count, width])))
  }
}
