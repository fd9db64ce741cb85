import PythonValues
import Tensors

extension Tensor {
  /// One entry of the outermost dimension, over the same storage.
  func selecting(row: Int) -> Tensor {
    let rest = Shape(Array(shape.dimensions.dropFirst()))
    return Tensor(
      shape: rest, elementType: elementType, storage: storage,
      offsetInBytes: offsetInBytes + row * rest.count * elementType.sizeInBytes)
  }

  /// What `tensor[key]` is for integers, slices, `None`, `...`, lists of integers, and tuples of them.
  ///
  /// - Throws: `IndexError` in torch's words.
  func indexed(by key: Value) throws -> Tensor {
    var keys: [Value] = if case .tuple(let tuple) = key { tuple.elements } else { [key] }
    if let mask = (key.object as? TensorObject)?.tensor, mask.elementType == .bool, mask.shape == shape {
      return gathered(mask.integers().enumerated().filter { $1 != 0 }.map(\.offset), shape: nil)
    }
    if let place = keys.firstIndex(where: { $0.typeName == "ellipsis" }) {
      let missing = shape.rank - (keys.count - 1)
      guard missing >= 0 else { throw tooManyIndices(keys.count - 1) }
      let all = Value.object(PySlice(.none, .none, .none))
      keys.replaceSubrange(place...place, with: Array(repeating: all, count: missing))
    }
    guard keys.count(where: { !$0.isNone }) <= shape.rank else { throw tooManyIndices(keys.count) }
    var offsets = [0]
    var dimensions: [Int] = []
    var axis = 0
    for key in keys {
      if key.isNone {
        dimensions.append(1)
        continue
      }
      let chosen = try indices(key, axis: axis)
      offsets = offsets.flatMap { offset in chosen.list.map { offset * shape[axis] + $0 } }
      if chosen.keepsDimension { dimensions.append(chosen.list.count) }
      axis += 1
    }
    let rest = shape.dimensions.dropFirst(axis)
    let width = rest.reduce(1, *)
    return gathered(
      width == 1 ? offsets : offsets.flatMap { offset in (0..<width).map { offset * width + $0 } },
      shape: Shape(dimensions + rest))
  }

  private func indices(_ key: Value, axis: Int) throws -> (list: [Int], keepsDimension: Bool) {
    let length = shape[axis]
    func checked(_ index: Int) throws -> Int {
      guard (-length..<length).contains(index) else {
        throw PyError(
          .indexError, "index \(index) is out of bounds for dimension \(axis) with size \(length)")
      }
      return index < 0 ? index + length : index
    }
    if let slice = key.object as? PySlice {
      let resolved = try slice.resolved(count: length)
      guard resolved.step > 0 else { throw PyError(.valueError, "step must be greater than zero") }
      return (resolved.indices, true)
    }
    if let index = key.integer { return ([try checked(index)], false) }
    if let tensor = (key.object as? TensorObject)?.tensor, !tensor.elementType.isFloatingPoint {
      return (try tensor.integers().map(checked), tensor.shape.rank > 0)
    }
    if let elements = key.elements {
      return (try elements.map { try checked($0.integer ?? length) }, true)
    }
    throw PyError(
      .indexError, "a tensor is indexed by integers, slices, None, ... and lists of integers, not \(key.typeName)")
  }

  private func gathered(_ offsets: [Int], shape: Shape?) -> Tensor {
    let size = elementType.sizeInBytes
    let result = Tensor(zeros: shape ?? [offsets.count], elementType)
    withBytes { bytes in
      for (index, offset) in offsets.enumerated() {
        for byte in 0..<size {
          result.address.storeBytes(of: bytes[offset * size + byte], toByteOffset: index * size + byte, as: UInt8.self)
        }
      }
    }
    return result
  }

  private func tooManyIndices(_ count: Int) -> PyError {
    PyError(.indexError, "too many indices for tensor of dimension \(shape.rank)")
  }
}
