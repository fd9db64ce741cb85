extension Value {
  /// An iterator over the value's elements.
  ///
  /// - Throws: `TypeError` where it has none.
  public func makeIterator() throws -> PyIterator {
    switch self {
    case .list(let list): return ListIterator(list)
    case .tuple(let tuple): return ArrayIterator(tuple.elements, typeName: "tuple_iterator")
    case .str(let text): return StringIterator(text)
    case .dict(let dict): return TableIterator(dict, .keys)
    case .set(let set): return TableIterator(set, .keys)
    case .object(let object):
      if let iterator = try object.makeIterator() { return iterator }
    default: break
    }
    throw PyError(.typeError, "'\(typeName)' object is not iterable")
  }

  /// All elements of an iterable.
  ///
  /// - Throws: `TypeError` where it has none, and what its iterator throws.
  public func iterated() throws -> [Value] {
    switch self {
    case .list(let list): return list.elements
    case .tuple(let tuple): return tuple.elements
    case .dict(let dict): return dict.keys
    case .set(let set): return set.elements
    default: return try makeIterator().remainingValues()
    }
  }

  /// The number of elements, as `len` says.
  public func length() throws -> Int {
    switch self {
    case .str(let text): return text.count
    case .list(let list): return list.elements.count
    case .tuple(let tuple): return tuple.elements.count
    case .dict(let dict): return dict.count
    case .set(let set): return set.count
    case .object(let object):
      if let length = try object.length() { return length }
    default: break
    }
    throw PyError(.typeError, "object of type '\(typeName)' has no len()")
  }

  /// `element in self`.
  public func contains(_ element: Value) throws -> Bool {
    switch self {
    case .str(let text):
      guard case .str(let part) = element else {
        throw PyError(.typeError, "'in <string>' requires string as left operand, not \(element.typeName)")
      }
      return text.firstOffset(of: part) != nil
    case .list(let list):
      var index = 0
      while index < list.elements.count {
        let candidate = list.elements[index]
        if try candidate.isIdentical(to: element) || candidate.equals(element) { return true }
        index += 1
      }
      return false
    case .tuple(let tuple):
      return try tuple.elements.contains { try $0.isIdentical(to: element) || $0.equals(element) }
    case .dict(let dict): return try dict.contains(element)
    case .set(let set): return try set.contains(element)
    case .object(let object):
      if let answer = try object.contains(element) { return answer }
      guard let iterator = try object.makeIterator() else { break }
      while let candidate = try iterator.next() {
        if try candidate.isIdentical(to: element) || candidate.equals(element) { return true }
      }
      return false
    default: break
    }
    throw PyError(.typeError, "argument of type '\(typeName)' is not iterable")
  }
}

extension PyIterator {
  /// All values that are still to come.
  ///
  /// - Throws: `MemoryError` where they are more than one value may hold.
  public final func remainingValues() throws -> [Value] {
    var values: [Value] = []
    try Value.checkSize(MemoryLayout<Value>.stride, times: remainingCount)
    values.reserveCapacity(min(remainingCount, 1 << 20))
    while let value = try next() {
      values.append(value)
      if values.count & 0xFFFF == 0 { try Value.checkSize(MemoryLayout<Value>.stride, times: values.count) }
    }
    return values
  }
}
