extension Value {
  /// The operators of strings, lists, tuples, dicts and sets; nil where there is none.
  func containers(_ operation: BinaryOperator, _ other: Value) throws -> Value? {
    switch operation {
    case .add: return try concatenated(other)
    case .multiply:
      if let count = other.integer { return try repeated(count) }
      return try integer.flatMap { try other.repeated($0) }
    case .modulo:
      guard case .str(let text) = self else { return nil }
      return .str(try percentFormat(text, other))
    case .bitOr, .bitAnd, .bitXor, .subtract: return try combined(operation, other)
    default: return nil
    }
  }

  private func concatenated(_ other: Value) throws -> Value? {
    switch (self, other) {
    case (.str(let a), .str(let b)):
      try Value.checkSize(a.bytes.count + b.bytes.count)
      return .str(a.appending(b))
    case (.list(let a), .list(let b)): return .array(try Value.joined(a.elements, b.elements))
    case (.tuple(let a), .tuple(let b)): return .tuple(PyTuple(try Value.joined(a.elements, b.elements)))
    default: return nil
    }
  }

  private static func joined(_ first: [Value], _ second: [Value]) throws -> [Value] {
    try checkSize(MemoryLayout<Value>.stride, times: first.count + second.count)
    return first + second
  }

  private func repeated(_ count: Int) throws -> Value? {
    let count = max(count, 0)
    switch self {
    case .str(let text):
      try Value.checkSize(text.bytes.count, times: count)
      var bytes: [UInt8] = []
      bytes.reserveCapacity(text.bytes.count * count)
      for _ in 0..<(text.isEmpty ? 0 : count) { bytes.append(contentsOf: text.bytes) }
      return .str(PyString(bytes: bytes))
    case .list(let list): return .array(try Value.repeated(list.elements, count))
    case .tuple(let tuple): return .tuple(PyTuple(try Value.repeated(tuple.elements, count)))
    default: return nil
    }
  }

  private static func repeated(_ elements: [Value], _ count: Int) throws -> [Value] {
    try checkSize(elements.count * MemoryLayout<Value>.stride, times: count)
    if elements.count == 1 { return [Value](repeating: elements[0], count: count) }
    var result: [Value] = []
    result.reserveCapacity(elements.count * count)
    for _ in 0..<(elements.isEmpty ? 0 : count) { result.append(contentsOf: elements) }
    return result
  }

  /// Refuses what would take more memory than one value may.
  static func checkSize(_ size: Int, times count: Int = 1) throws {
    let (product, overflow) = size.multipliedReportingOverflow(by: count)
    if overflow || product > maximumSize {
      throw PyError(.memoryError, "a single value of more than 1 GiB was asked for")
    }
  }

  private func combined(_ operation: BinaryOperator, _ other: Value) throws -> Value? {
    switch (self, other) {
    case (.set(let a), .set(let b)): return .set(try a.combined(operation, b))
    case (.dict(let a), .dict(let b)) where operation == .bitOr:
      let result = a.copy()
      try result.merge(b)
      return .dict(result)
    default: return nil
    }
  }

  /// `self <operation>= other`: changes lists, dicts and sets in place, else makes a new value.
  public func inPlace(_ operation: BinaryOperator, _ other: Value) throws -> Value {
    switch (self, operation) {
    case (.int(let a), _): if case .int(let b) = other { return try Value.integers(operation, a, b) }
    case (.list(let list), .add):
      if case .object(let object) = other, let value = try object.binary(.add, self, reflected: true) { return value }
      let more = try other.iterated()
      try Value.checkSize(MemoryLayout<Value>.stride, times: list.elements.count + more.count)
      list.elements.append(contentsOf: more)
      return self
    case (.list(let list), .multiply):
      if let count = other.integer {
        list.elements = try Value.repeated(list.elements, max(count, 0))
        return self
      }
    case (.dict(let dict), .bitOr):
      if case .dict(let right) = other { try dict.merge(right) } else { try dict.update(from: other) }
      return self
    case (.set(let set), .bitOr), (.set(let set), .bitAnd), (.set(let set), .bitXor), (.set(let set), .subtract):
      if !set.isFrozen, case .set(let right) = other {
        let result = try set.combined(operation, right)
        set.replaceContents(with: result)
        return self
      }
    case (.object(let object), _): if let value = try object.binaryInPlace(operation, other) { return value }
    default: break
    }
    do { return try binary(operation, other) } catch let error as PyError where error.kind == .typeError {
      let sign = operation == .power ? "** or pow()" : operation.rawValue
      let opening = "unsupported operand type(s) for \(sign): "
      guard error.message.hasPrefix(opening) else { throw error }
      let operands = error.message.dropFirst(opening.count)
      throw PyError(.typeError, "unsupported operand type(s) for \(operation.rawValue)=: \(operands)")
    }
  }
}

extension PyString {
  /// Both, one after the other.
  public func appending(_ other: PyString) -> PyString {
    if other.isEmpty { return self }
    if isEmpty { return other }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(self.bytes.count + other.bytes.count)
    bytes.append(contentsOf: self.bytes)
    bytes.append(contentsOf: other.bytes)
    return PyString(bytes: bytes)
  }
}

extension PySet {
  /// The union, intersection, difference or symmetric difference.
  func combined(_ operation: BinaryOperator, _ other: PySet) throws -> PySet {
    let result = PySet(isFrozen: isFrozen)
    switch operation {
    case .bitAnd:
      for element in elements where try other.contains(element) { try result.add(element) }
    case .subtract:
      for element in elements where try !other.contains(element) { try result.add(element) }
    case .bitXor:
      for element in elements where try !other.contains(element) { try result.add(element) }
      for element in other.elements where try !contains(element) { try result.add(element) }
    default:
      result.copyContents(of: self)
      for element in other.elements { try result.add(element) }
    }
    return result
  }

  func replaceContents(with other: PySet) { copyContents(of: other) }
}

extension PyDict {
  /// What `update` and `dict()` do with one argument: a dict, an object with `keys`, or pairs.
  public func update(from value: Value) throws {
    if case .dict(let dict) = value { return try merge(dict) }
    if case .object(let object) = value, let keys = try object.attribute("keys") {
      for key in try keys.call(CallArguments(), SilentContext()).iterated() { try set(key, try value.item(key)) }
      return
    }
    let iterator = try value.makeIterator()
    var index = 0
    while let pair = try iterator.next() {
      guard let parts = try? pair.iterated() else {
        throw PyError(.typeError, "cannot convert dictionary update sequence element #\(index) to a sequence")
      }
      guard parts.count == 2 else {
        throw PyError(
          .valueError, "dictionary update sequence element #\(index) has length \(parts.count); 2 is required")
      }
      try set(parts[0], parts[1])
      index += 1
    }
  }
}
