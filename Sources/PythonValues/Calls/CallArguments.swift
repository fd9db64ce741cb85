/// The arguments of one call as they were given.
public struct CallArguments {
  /// Those without a name.
  public var positional: [Value]

  /// Those with a name, in order.
  public var keywords: [(name: String, value: Value)]

  /// Makes arguments.
  public init(_ positional: [Value] = [], keywords: [(name: String, value: Value)] = []) {
    self.positional = positional
    self.keywords = keywords
  }

  /// The value of a keyword, or nil.
  public subscript(name: String) -> Value? { keywords.first { $0.name == name }?.value }
}
