extension Value {
  /// The truth of the value, as `bool()` and `if` see it.
  @inlinable public func isTruthy() throws -> Bool {
    switch self {
    case .bool(let value): value
    case .none: false
    case .int(let value): value != 0
    case .float(let value): value != 0
    case .str(let text): !text.isEmpty
    case .list(let list): !list.elements.isEmpty
    case .tuple(let tuple): !tuple.elements.isEmpty
    case .dict(let dict): dict.count != 0
    case .set(let set): set.count != 0
    case .object(let object): try object.isTruthy()
    }
  }
}
