extension Value {
  /// `self < other` and its like, as a truth.
  ///
  /// - Throws: `TypeError` where the two kinds have no order.
  public func compares(_ comparison: Comparison, _ other: Value) throws -> Bool {
    switch (self, other) {
    case (.int(let a), .int(let b)): return comparison.holds(a, b)
    case (.float(let a), .float(let b)): return comparison.holds(a, b)
    default: return try compare(comparison, other).isTruthy()
    }
  }

  /// `self < other` and its like, as the value that it gives: a tensor of truths, for one.
  public func compare(_ comparison: Comparison, _ other: Value) throws -> Value {
    try compare(comparison, other, depth: 0)
  }

  private func compare(_ comparison: Comparison, _ other: Value, depth: Int) throws -> Value {
    switch (self, other) {
    case (.int(let a), .int(let b)): return .bool(comparison.holds(a, b))
    case (.str(let a), .str(let b)):
      return .bool(comparison.holds(a.text, b.text))
    case (.float, .int), (.int, .float), (.float, .float), (.bool, .float), (.float, .bool):
      return .bool(Value.holds(comparison, self, other))
    case (.bool, .int), (.int, .bool), (.bool, .bool):
      return .bool(comparison.holds(integer ?? 0, other.integer ?? 0))
    case (.list(let a), .list(let b)):
      return try Value.compare(a.elements, comparison, b.elements, depth: depth)
    case (.tuple(let a), .tuple(let b)):
      return try Value.compare(a.elements, comparison, b.elements, depth: depth)
    case (.set(let a), .set(let b)): return .bool(try a.compares(comparison, b))
    default: break
    }
    if case .object(let object) = self, let answer = try object.compare(comparison, other) { return answer }
    if case .object(let object) = other, let answer = try object.compare(comparison.mirrored, self) { return answer }
    throw PyError(
      .typeError, "'\(comparison.rawValue)' not supported between instances of '\(typeName)' and '\(other.typeName)'")
  }

  /// Compares a float with an integer without rounding the integer.
  private static func holds(_ comparison: Comparison, _ left: Value, _ right: Value) -> Bool {
    switch (left, right) {
    case (.float(let a), .int(let b)) where b.magnitude > 1 << 53 && a.isFinite && abs(a) < 0x1p63:
      let floor = a.rounded(.down)
      let whole = Int(floor)
      if whole != b { return comparison.holds(whole, b) }
      return comparison.holds(a - floor, 0)
    case (.int, .float(let b)) where b.isFinite: return holds(comparison.mirrored, right, left)
    default: return comparison.holds(left.number ?? .nan, right.number ?? .nan)
    }
  }

  private static func compare(
    _ left: [Value], _ comparison: Comparison, _ right: [Value], depth: Int
  ) throws -> Value {
    guard depth < maximumNesting else { throw tooDeep("in comparison") }
    for (a, b) in zip(left, right) where try !a.equals(b) {
      return try a.compare(comparison, b, depth: depth + 1)
    }
    return .bool(comparison.holds(left.count, right.count))
  }
}

extension PySet {
  /// Subset and superset tests.
  func compares(_ comparison: Comparison, _ other: PySet) throws -> Bool {
    switch comparison {
    case .less: return try count < other.count && compares(.lessOrEqual, other)
    case .lessOrEqual:
      for element in elements where try !other.contains(element) { return false }
      return true
    case .greater: return try other.compares(.less, self)
    case .greaterOrEqual: return try other.compares(.lessOrEqual, self)
    }
  }
}
