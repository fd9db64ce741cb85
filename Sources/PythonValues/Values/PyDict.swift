/// A dict: keys and values in the order of insertion.
public final class PyDict: ValueTable {
  /// What makes a value for a missing key (`defaultdict`), or nil.
  public var defaultFactory: ((Value) throws -> Value)?

  /// The factory as a value, for `default_factory`.
  public var factory: Value?

  /// What `repr` of a `defaultdict` calls its factory.
  public var factoryRepr: String?

  /// The name a subclass of dict shows: `defaultdict`, `Counter`, `OrderedDict`; nil for a plain dict.
  public var subclassName: String?

  /// Makes an empty dict.
  public override init() { super.init() }

  /// Makes a dict with string keys in order.
  public convenience init(_ members: [(String, Value)]) {
    self.init()
    for (key, value) in members { self[key] = value }
  }

  /// The value of a string key; assigning nil removes it.
  public subscript(key: String) -> Value? {
    get { self[PyString(key)] }
    set {
      if let newValue { self[PyString(key)] = newValue } else { _ = try? remove(.string(key)) }
    }
  }

  /// The value of a string key.
  public subscript(key: PyString) -> Value? {
    get { (try? index(of: .str(key), hash: key.hash)).flatMap { $0 }.map { entries[$0].value } }
    set { if let newValue { try? insert(.str(key), hash: key.hash, value: newValue) } }
  }

  /// The value of a key, or nil where there is none.
  ///
  /// - Throws: `TypeError` where the key is unhashable.
  public func get(_ key: Value) throws -> Value? {
    guard let index = try index(of: key, hash: key.pythonHash()) else { return nil }
    return entries[index].value
  }

  /// Sets the value of a key.
  ///
  /// - Throws: `TypeError` where the key is unhashable.
  public func set(_ key: Value, _ value: Value) throws {
    try insert(key, hash: key.pythonHash(), value: value)
  }

  /// Removes a key and returns its value, or nil where there is none.
  @discardableResult public func remove(_ key: Value) throws -> Value? {
    guard let index = try index(of: key, hash: key.pythonHash()) else { return nil }
    let value = entries[index].value
    remove(at: index)
    return value
  }

  /// Whether a key is there.
  public func contains(_ key: Value) throws -> Bool { try index(of: key, hash: key.pythonHash()) != nil }

  /// Removes everything.
  public func removeAll() { clear() }

  /// The keys in order.
  public var keys: [Value] { entries.lazy.filter(\.isLive).map(\.key) }

  /// The values in order.
  public var values: [Value] { entries.lazy.filter(\.isLive).map(\.value) }

  /// Keys and values in order.
  public var items: [(key: Value, value: Value)] { entries.lazy.filter(\.isLive).map { ($0.key, $0.value) } }

  /// A new dict with the same keys and values.
  public func copy() -> PyDict {
    let dict = PyDict()
    dict.copyContents(of: self)
    dict.defaultFactory = defaultFactory
    dict.subclassName = subclassName
    dict.factory = factory
    dict.factoryRepr = factoryRepr
    return dict
  }

  /// Sets all keys of another dict.
  public func merge(_ other: PyDict) throws {
    for entry in other.entries where entry.isLive { try insert(entry.key, hash: entry.hash, value: entry.value) }
  }
}
