import PythonValues

extension Value {
  /// About the bytes that a value's data takes, elements included; nil where that is not known.
  public var sizeInBytes: Int? {
    var left = 100_000
    return size(depth: 0, left: &left)
  }

  /// - Parameter left: how many elements are still looked at; what has more is not counted.
  private func size(depth: Int, left: inout Int) -> Int? {
    left -= 1
    guard left > 0, depth < 20 else { return nil }
    switch self {
    case .none, .bool, .int, .float: return 8
    default: break
    }
    if let text = string { return text.utf8.count }
    if let dict {
      return sum(dict.items.flatMap { [$0.key, $0.value] }, depth, &left)
    }
    if let elements { return sum(elements, depth, &left) }
    return object?.sizeInBytes
  }

  private func sum(_ values: [Value], _ depth: Int, _ left: inout Int) -> Int? {
    var total = 16 * values.count
    for value in values {
      guard let size = value.size(depth: depth + 1, left: &left) else { return nil }
      total += size
    }
    return total
  }
}
