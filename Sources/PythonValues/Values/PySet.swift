/// A set or frozenset. It keeps the order of insertion, which nobody should rely on.
public final class PySet: ValueTable {
  /// Whether it is a frozenset: it cannot change and has a hash.
  public let isFrozen: Bool

  /// Makes a set of elements.
  ///
  /// - Throws: `TypeError` where one is unhashable.
  public init(_ elements: some Sequence<Value>, isFrozen: Bool = false) throws {
    self.isFrozen = isFrozen
    super.init()
    for element in elements { try add(element) }
  }

  /// Makes an empty set.
  public init(isFrozen: Bool = false) {
    self.isFrozen = isFrozen
    super.init()
  }

  /// Adds an element.
  public func add(_ element: Value) throws { try insert(element, hash: element.pythonHash(), value: .none) }

  /// Whether an element is there.
  public func contains(_ element: Value) throws -> Bool {
    try index(of: element, hash: element.pythonHash()) != nil
  }

  /// Removes an element; says whether it was there.
  @discardableResult public func remove(_ element: Value) throws -> Bool {
    guard let index = try index(of: element, hash: element.pythonHash()) else { return false }
    remove(at: index)
    return true
  }

  /// Removes everything.
  public func removeAll() { clear() }

  /// The elements.
  public var elements: [Value] { entries.lazy.filter(\.isLive).map(\.key) }

  /// A new set with the same elements.
  public func copy(isFrozen: Bool) -> PySet {
    let set = PySet(isFrozen: isFrozen)
    set.copyContents(of: self)
    return set
  }
}
