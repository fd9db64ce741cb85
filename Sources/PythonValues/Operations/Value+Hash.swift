extension Value {
  /// The hash, equal for equal values: an integral float's is its integer's.
  ///
  /// - Throws: `TypeError` for what can change: lists, dicts, sets.
  public func pythonHash() throws -> Int { try hash(depth: 0) }

  private func hash(depth: Int) throws -> Int {
    switch self {
    case .str(let text): return text.hash
    case .int(let value): return value == -1 ? -2 : value
    case .bool(let value): return value ? 1 : 0
    case .none: return 0x6E6F_6E65
    case .float(let value):
      if let exact = Int(exactly: value) { return exact == -1 ? -2 : exact }
      return Int(bitPattern: UInt(value.bitPattern) &* 0x9E37_79B9_7F4A_7C15 >> 3)
    case .tuple(let tuple):
      guard depth < maximumNesting else { throw Value.tooDeep("while hashing") }
      var result = 0x345678
      for element in tuple.elements {
        result = (result ^ (try element.hash(depth: depth + 1))) &* 0x9E37_79B1 &+ 97
        result ^= result >> 29
      }
      return result
    case .set(let set) where set.isFrozen:
      return try set.elements.reduce(0x5E7) { try $0 ^ ($1.hash(depth: depth + 1) &* 0x9E37_79B1) }
    case .list, .dict, .set: throw PyError(.typeError, "unhashable type: '\(typeName)'")
    case .object(let object): return try object.hash()
    }
  }
}
