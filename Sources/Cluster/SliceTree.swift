/// The stretch of `count` things that number `index` of `parts` has: stretches follow each other, and are as long as each
/// other or one longer.
public func evenPart(_ index: Int, of parts: Int, count: Int) -> Range<Int> {
  index * count / parts..<(index + 1) * count / parts
}

/// The order in which the slices of a step are added: a binary tree over the slices, the same for any number of ranks.
public struct SliceTree: Sendable, Equatable {
  /// How many slices there are, at least 1.
  public let count: Int

  /// The tree over so many slices.
  public init(_ count: Int) {
    precondition(count >= 1, "a step has at least one slice")
    self.count = count
  }

  /// The whole tree.
  public var root: Range<Int> { 0..<count }

  /// The two parts whose sums a node's sum is made of; a leaf has none.
  public func children(of node: Range<Int>) -> (left: Range<Int>, right: Range<Int>)? {
    guard node.count > 1 else { return nil }
    var left = 1
    while 2 * left < node.count { left *= 2 }
    let middle = node.lowerBound + left
    return (node.lowerBound..<middle, middle..<node.upperBound)
  }

  /// The slices of a rank: as many as the others have, or one more; in the ranks' order.
  public func slices(ofRank rank: Int, of size: Int) -> Range<Int> { evenPart(rank, of: size, count: count) }

  /// The fewest nodes that make up a rank's slices, in their order: what it can add by itself.
  public func nodes(within slices: Range<Int>) -> [Range<Int>] { nodes(within: slices, below: root) }

  private func nodes(within slices: Range<Int>, below node: Range<Int>) -> [Range<Int>] {
    if node.clamped(to: slices).isEmpty { return [] }
    if slices.lowerBound <= node.lowerBound, node.upperBound <= slices.upperBound { return [node] }
    guard let (left, right) = children(of: node) else { return [] }
    return nodes(within: slices, below: left) + nodes(within: slices, below: right)
  }

  /// A node's sum, of what `leaf` gives for the nodes that are there and `add` makes of two.
  public func sum<Value>(
    _ node: Range<Int>, add: (inout Value, Value) -> Void, leaf: (Range<Int>) throws -> Value?
  ) rethrows -> Value? {
    if let value = try leaf(node) { return value }
    guard let (left, right) = children(of: node), var sum = try sum(left, add: add, leaf: leaf),
      let other = try self.sum(right, add: add, leaf: leaf)
    else { return nil }
    add(&sum, other)
    return sum
  }
}
