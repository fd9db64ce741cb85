import PythonValues
import Tensors

/// A tensor in a cell: torch's names for what a person looks at.
final class TensorObject: PyObject {
  let tensor: Tensor

  init(_ tensor: Tensor) { self.tensor = tensor }

  override var typeName: String { "Tensor" }

  override func repr() -> String { torchText(tensor) }

  override var sizeInBytes: Int? { tensor.sizeInBytes }

  override func length() throws -> Int? {
    guard tensor.shape.rank > 0 else { throw PyError(.typeError, "len() of a 0-d tensor") }
    return tensor.shape[0]
  }

  override func isTruthy() throws -> Bool {
    guard tensor.count == 1 else {
      throw PyError(.runtimeError, "Boolean value of Tensor with more than one value is ambiguous")
    }
    return tensor.floats()[0] != 0
  }

  override func makeIterator() throws -> PyIterator? {
    guard tensor.shape.rank > 0 else { throw PyError(.typeError, "iteration over a 0-d tensor") }
    return ArrayIterator((0..<tensor.shape[0]).map { .object(TensorObject(tensor.selecting(row: $0))) })
  }

  override func item(_ key: Value) throws -> Value { .object(TensorObject(try tensor.indexed(by: key))) }

  override func numericValue() throws -> Value? { tensor.count == 1 ? element(0) : nil }

  override func compare(_ comparison: Comparison, _ other: Value) throws -> Value? {
    try elementwise(other) { comparison.holds($0, $1) ? 1 : 0 }.map { .object(TensorObject($0.asBool())) }
  }

  override func equals(_ other: Value) throws -> Bool? { nil }

  override func binary(_ operation: BinaryOperator, _ other: Value, reflected: Bool) throws -> Value? {
    let body: (Double, Double) -> Double
    switch operation {
    case .add: body = { $0 + $1 }
    case .subtract: body = { reflected ? $1 - $0 : $0 - $1 }
    case .multiply: body = { $0 * $1 }
    case .divide: body = { reflected ? $1 / $0 : $0 / $1 }
    default: return nil
    }
    let keepsIntegers = operation != .divide && !tensor.elementType.isFloatingPoint && other.isWholeNumbers
    guard let result = try elementwise(other, body) else { return nil }
    return .object(TensorObject(keepsIntegers ? result.asIntegers() : result))
  }

  /// One element as a Python number.
  func element(_ index: Int) -> Value {
    switch tensor.elementType {
    case .bool: .bool(tensor.integers()[index] != 0)
    case .int64, .int32, .uint8: .int(tensor.integers()[index])
    default: .float(Double(tensor.floats()[index]))
    }
  }

  /// The elements as nested lists.
  func nestedList() -> Value {
    let elements: [Value] =
      switch tensor.elementType {
      case .bool: tensor.integers().map { .bool($0 != 0) }
      case .int64, .int32, .uint8: tensor.integers().map { .int($0) }
      default: tensor.floats().map { .float(Double($0)) }
      }
    func nested(_ dimension: Int, _ offset: Int) -> Value {
      if dimension == tensor.shape.rank { return elements[offset] }
      let length = tensor.shape[dimension]
      return .array((0..<length).map { nested(dimension + 1, offset * length + $0) })
    }
    return nested(0, 0)
  }

  /// Applies a body to each element and a number or a tensor of the same shape.
  private func elementwise(_ other: Value, _ body: (Double, Double) -> Double) throws -> Tensor? {
    let left = tensor.floats()
    if let number = other.number {
      return Tensor(left.map { Float(body(Double($0), number)) }, shape: tensor.shape)
    }
    guard let right = (other.object as? TensorObject)?.tensor else { return nil }
    guard right.shape == tensor.shape || right.count == 1 else {
      throw PyError(.runtimeError, "the tensors' shapes \(tensor.shape) and \(right.shape) do not match")
    }
    let values = right.floats()
    return Tensor(
      left.indices.map { Float(body(Double(left[$0]), Double(values[values.count == 1 ? 0 : $0]))) },
      shape: tensor.shape)
  }

  override func attribute(_ name: String) throws -> Value? { try Self.members.attribute(name, of: self) }

  override var attributeNames: [String] { Self.members.names }
}

extension Value {
  fileprivate var isWholeNumbers: Bool {
    if case .float = self { return false }
    return (object as? TensorObject).map { !$0.tensor.elementType.isFloatingPoint } ?? true
  }
}

extension Tensor {
  /// The same values as truth values.
  func asBool() -> Tensor {
    let result = Tensor(zeros: shape, .bool)
    for (index, value) in floats().enumerated() {
      result.address.storeBytes(of: value == 0 ? 0 : 1, toByteOffset: index, as: UInt8.self)
    }
    return result
  }

  /// The same values as 64-bit integers.
  func asIntegers() -> Tensor { elementType == .int64 ? self : Tensor(integers(), shape: shape) }
}
