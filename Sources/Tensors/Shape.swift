/// The lengths of a tensor's dimensions, outermost first.
public struct Shape: Hashable, Sendable {
  /// The lengths.
  public let dimensions: [Int]

  /// Makes a shape; lengths must not be negative.
  public init(_ dimensions: [Int]) {
    precondition(dimensions.allSatisfy { $0 >= 0 }, "a dimension is negative")
    self.dimensions = dimensions
  }

  /// The number of dimensions.
  public var rank: Int { dimensions.count }

  /// The number of elements; 1 for a scalar.
  public var count: Int { dimensions.reduce(1, *) }

  /// The length of a dimension.
  public subscript(index: Int) -> Int { dimensions[index] }
}

extension Shape: ExpressibleByArrayLiteral {
  /// Makes a shape of lengths.
  public init(arrayLiteral elements: Int...) { self.init(elements) }
}

extension Shape: CustomStringConvertible {
  /// The shape as Python writes a list: `[2, 3]`.
  public var description: String { "\(dimensions)" }
}
