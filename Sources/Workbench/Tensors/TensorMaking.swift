import PythonValues
import Tensors

/// A tensor of nested lists of numbers: int64 where all are whole, bool where all are truths, else float32.
///
/// - Throws: `ValueError` in torch's words where the lists do not fill a box.
func tensor(of value: Value, elementType: ElementType? = nil) throws -> Tensor {
  if let existing = (value.object as? TensorObject)?.tensor { return try cast(existing, to: elementType) }
  var dimensions: [Int] = []
  var probe = value
  while let elements = probe.elements {
    dimensions.append(elements.count)
    guard let first = elements.first else { break }
    probe = first
  }
  var leaves: [Value] = []
  try flatten(value, dimensions[...], into: &leaves)
  let shape = Shape(dimensions)
  let isBool = !leaves.isEmpty && leaves.allSatisfy { if case .bool = $0 { true } else { false } }
  let integers = leaves.compactMap(\.integer)
  let made: Tensor
  if isBool {
    made = Tensor(integers, shape: shape).asBool()
  } else if !leaves.isEmpty, integers.count == leaves.count {
    made = Tensor(integers, shape: shape)
  } else {
    made = Tensor(try leaves.map { Float(try number($0)) }, shape: shape)
  }
  return try cast(made, to: elementType)
}

private func cast(_ tensor: Tensor, to type: ElementType?) throws -> Tensor {
  guard let type, type != tensor.elementType else { return tensor }
  if type == .int64 { return tensor.asIntegers() }
  if type == .bool { return tensor.asBool() }
  guard type.isFloatingPoint else {
    throw PyError(.typeError, "a tensor of \(torchName(of: type)) cannot be made here: use torch.int64")
  }
  return Tensor(tensor.floats(), shape: tensor.shape).converted(to: type)
}

private func number(_ value: Value) throws -> Double {
  if let number = value.number { return number }
  if case .object(let object) = value, let number = try object.numericValue()?.number { return number }
  throw PyError(.typeError, "a tensor is made of numbers, not \(value.typeName)")
}

private func flatten(_ value: Value, _ dimensions: ArraySlice<Int>, into leaves: inout [Value]) throws {
  guard let length = dimensions.first else {
    if value.elements != nil { throw PyError(.valueError, "expected a number, not a \(value.typeName)") }
    leaves.append(value)
    return
  }
  guard let elements = value.elements else {
    throw PyError(.typeError, "expected a list of length \(length), not \(value.typeName)")
  }
  guard elements.count == length else {
    throw PyError(.valueError, "expected sequence of length \(length) (got \(elements.count))")
  }
  for element in elements { try flatten(element, dimensions.dropFirst(), into: &leaves) }
}
