/// A list: a changeable sequence with identity.
public final class PyList {
  /// The elements.
  public var elements: [Value]

  /// Makes a list.
  public init(_ elements: [Value] = []) { self.elements = elements }

  /// Appends a value.
  ///
  /// - Throws: `MemoryError` where the list holds all that one value may.
  public func append(_ value: Value) throws {
    if elements.count & 0xFFFF == 0xFFFF { try Value.checkSize(MemoryLayout<Value>.stride, times: elements.count) }
    elements.append(value)
  }

  deinit { DeferredRelease.release(&elements) }
}

/// A tuple: a sequence that stays as it is.
public final class PyTuple {
  /// The elements.
  public private(set) var elements: [Value]

  /// Makes a tuple.
  public init(_ elements: [Value] = []) { self.elements = elements }

  deinit { DeferredRelease.release(&elements) }
}
