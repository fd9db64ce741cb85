/// A row-major array of numbers over shared storage; copies of the value see the same elements, as in torch.
public struct Tensor: Sendable {
  /// The lengths of the dimensions.
  public let shape: Shape

  /// The type of the elements.
  public let elementType: ElementType

  /// The bytes.
  public let storage: Storage

  /// The first element's place in the storage.
  public let offsetInBytes: Int

  /// Makes a view of storage; the elements must lie inside it, and blocks fill rows of the last dimension.
  public init(shape: Shape, elementType: ElementType, storage: Storage, offsetInBytes: Int = 0) {
    precondition(
      offsetInBytes >= 0 && offsetInBytes + elementType.sizeInBytes(of: shape.count) <= storage.sizeInBytes,
      "the elements leave the storage")
    precondition((shape.dimensions.last ?? 1) % elementType.blockCount == 0, "rows are no whole blocks")
    self.shape = shape
    self.elementType = elementType
    self.storage = storage
    self.offsetInBytes = offsetInBytes
  }

  /// Zeros.
  public init(zeros shape: Shape, _ elementType: ElementType = .float32) {
    self.init(
      shape: shape, elementType: elementType,
      storage: Storage(zeroedBytes: elementType.sizeInBytes(of: shape.count)))
  }

  /// Elements of any content, for results that are written whole.
  public init(uninitialized shape: Shape, _ elementType: ElementType = .float32) {
    self.init(
      shape: shape, elementType: elementType,
      storage: Storage(uninitializedBytes: elementType.sizeInBytes(of: shape.count)))
  }

  /// Float32 elements in row-major order.
  public init(_ values: [Float], shape: Shape) {
    precondition(values.count == shape.count, "\(values.count) values for shape \(shape)")
    self.init(zeros: shape, .float32)
    withMutableFloats { destination in for index in values.indices { destination[index] = values[index] } }
  }

  /// Int64 elements in row-major order.
  public init(_ values: [Int], shape: Shape) {
    precondition(values.count == shape.count, "\(values.count) values for shape \(shape)")
    self.init(zeros: shape, .int64)
    let destination = address.assumingMemoryBound(to: Int64.self)
    for index in values.indices { destination[index] = Int64(values[index]) }
  }

  /// The first element's address; valid while the storage lives. Mapped storage must not be written.
  public var address: UnsafeMutableRawPointer { storage.address + offsetInBytes }

  /// The number of elements.
  public var count: Int { shape.count }

  /// The size of all elements.
  public var sizeInBytes: Int { elementType.sizeInBytes(of: count) }

  /// Lends float32 elements.
  public func withFloats<R>(_ body: (UnsafeBufferPointer<Float>) throws -> R) rethrows -> R {
    precondition(elementType == .float32, "the tensor is \(elementType.rawValue), not float32")
    return try withExtendedLifetime(storage) {
      try body(UnsafeBufferPointer(start: address.assumingMemoryBound(to: Float.self), count: count))
    }
  }

  /// Lends float32 elements for writing.
  public func withMutableFloats<R>(_ body: (UnsafeMutableBufferPointer<Float>) throws -> R) rethrows -> R {
    precondition(elementType == .float32, "the tensor is \(elementType.rawValue), not float32")
    precondition(!storage.isMapped, "a mapped tensor cannot be written")
    return try withExtendedLifetime(storage) {
      try body(UnsafeMutableBufferPointer(start: address.assumingMemoryBound(to: Float.self), count: count))
    }
  }

  /// Lends the elements' bytes.
  public func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try withExtendedLifetime(storage) { try body(UnsafeRawBufferPointer(start: address, count: sizeInBytes)) }
  }

  /// The same elements under another shape of the same count.
  public func reshaped(_ shape: Shape) -> Tensor {
    precondition(shape.count == count, "\(count) elements do not fill shape \(shape)")
    return Tensor(shape: shape, elementType: elementType, storage: storage, offsetInBytes: offsetInBytes)
  }

  /// The first `count` rows of the outermost dimension, over the same storage.
  public func prefix(rows count: Int) -> Tensor {
    precondition(shape.rank > 0 && count <= shape[0], "\(count) rows of shape \(shape)")
    return Tensor(
      shape: Shape([count] + shape.dimensions.dropFirst()), elementType: elementType, storage: storage,
      offsetInBytes: offsetInBytes)
  }
}
