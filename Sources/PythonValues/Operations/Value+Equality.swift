/// How deep nested containers may be for repr, equality, ordering, hashing and JSON.
let maximumNesting = 1_000

extension Value {
  /// Whether both are equal, as `==` says.
  ///
  /// - Throws: what a cell's `__eq__` throws; `RecursionError` beyond 1,000 levels.
  public func equals(_ other: Value) throws -> Bool { try isEqual(to: other, depth: 0) }

  private func isEqual(to other: Value, depth: Int) throws -> Bool {
    switch (self, other) {
    case (.none, .none): return true
    case (.int(let a), .int(let b)): return a == b
    case (.str(let a), .str(let b)): return a == b
    case (.float(let a), .float(let b)): return a == b
    case (.float(let a), .int(let b)), (.int(let b), .float(let a)): return Value.isEqual(a, b)
    case (.float(let a), .bool(let b)), (.bool(let b), .float(let a)): return a == (b ? 1 : 0)
    case (.bool, .int), (.int, .bool), (.bool, .bool): return integer == other.integer
    case (.list(let a), .list(let b)):
      return try a === b || Value.areEqual(a.elements, b.elements, depth: depth)
    case (.tuple(let a), .tuple(let b)):
      return try a === b || Value.areEqual(a.elements, b.elements, depth: depth)
    case (.dict(let a), .dict(let b)): return try a === b || Value.areEqual(a, b, depth: depth)
    case (.set(let a), .set(let b)):
      guard a.count == b.count else { return false }
      for element in a.elements where try !b.contains(element) { return false }
      return true
    case (.object(let a), _):
      if let answer = try a.equals(other) { return answer }
      if case .object(let b) = other {
        if let answer = try b.equals(self) { return answer }
        return a === b || a.isSame(as: b)
      }
      return false
    case (_, .object(let b)): return try b.equals(self) ?? false
    default: return false
    }
  }

  /// Whether a float and an integer are the same number, exactly.
  static func isEqual(_ float: Double, _ integer: Int) -> Bool {
    guard let exact = Int(exactly: float) else { return false }
    return exact == integer
  }

  private static func areEqual(_ left: [Value], _ right: [Value], depth: Int) throws -> Bool {
    guard left.count == right.count else { return false }
    guard depth < maximumNesting else { throw tooDeep("in comparison") }
    for (a, b) in zip(left, right) {
      if a.isIdentical(to: b), !a.isNaN { continue }
      if try !a.isEqual(to: b, depth: depth + 1) { return false }
    }
    return true
  }

  private static func areEqual(_ left: PyDict, _ right: PyDict, depth: Int) throws -> Bool {
    guard left.count == right.count else { return false }
    guard depth < maximumNesting else { throw tooDeep("in comparison") }
    for (key, value) in left.items {
      guard let other = try right.get(key) else { return false }
      if value.isIdentical(to: other), !value.isNaN { continue }
      if try !value.isEqual(to: other, depth: depth + 1) { return false }
    }
    return true
  }

  /// Two NaN of one cell are not told apart from one object: they count as different, as mostly in CPython.
  private var isNaN: Bool { if case .float(let value) = self { value.isNaN } else { false } }

  /// The error of nesting beyond the limit.
  static func tooDeep(_ activity: String) -> PyError {
    PyError(.recursionError, "maximum recursion depth exceeded \(activity)")
  }
}
