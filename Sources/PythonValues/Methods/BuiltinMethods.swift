/// A method of a built-in type.
public struct BuiltinMethod: Sendable {
  /// What runs: the object, the sorted arguments, and whoever runs the call.
  public typealias Body = @Sendable (Value, BoundArguments, CallContext) throws -> Value

  /// Its name.
  public let name: String
  /// Its parameters, the object not counted.
  public let signature: Signature
  let qualifiedName: String
  let body: Body

  init(_ type: String, _ name: String, _ signature: String, _ body: @escaping Body) {
    self.name = name
    self.signature = Signature(signature)
    qualifiedName = self.signature.isPlain ? "\(type).\(name)" : name
    self.body = body
  }

  /// Calls the method on an object.
  public func call(_ receiver: Value, _ arguments: CallArguments, _ context: CallContext) throws -> Value {
    try body(receiver, signature.bind(arguments, function: qualifiedName), context)
  }
}

/// A method together with the object that it was taken from.
public final class BuiltinMethodObject: PyObject {
  /// The object.
  public let receiver: Value
  /// The method.
  public let method: BuiltinMethod

  /// Binds a method to an object.
  public init(_ receiver: Value, _ method: BuiltinMethod) {
    self.receiver = receiver
    self.method = method
  }

  /// `builtin_function_or_method`.
  public override var typeName: String { "builtin_function_or_method" }

  /// `<built-in method append of list object>`: without an address.
  public override func repr() -> String { "<built-in method \(method.name) of \(receiver.typeName) object>" }

  /// It can be called.
  public override var isCallable: Bool { true }

  /// Calls the method.
  public override func call(_ arguments: CallArguments, _ context: CallContext) throws -> Value {
    try method.call(receiver, arguments, context)
  }

  /// `__name__`, `__self__`.
  public override func attribute(_ name: String) throws -> Value? {
    switch name {
    case "__name__": .string(method.name)
    case "__self__": receiver
    default: nil
    }
  }
}

/// The methods of the built-in types.
public enum BuiltinMethods {
  typealias Table = [String: BuiltinMethod]

  /// The method of a name for a value's type, or nil.
  public static func method(_ name: String, of value: Value) -> BuiltinMethod? {
    switch value {
    case .str: str[name]
    case .list: list[name]
    case .dict(let dict): dict.subclassName == nil ? self.dict[name] : dictSubclass(dict, name)
    case .set(let set): set.isFrozen ? frozenset[name] : self.set[name]
    case .tuple: tuple[name]
    case .int, .bool: int[name]
    case .float: float[name]
    case .none, .object: nil
    }
  }

  /// The method of a name for the type of a name (`str.upper`), or nil.
  public static func method(_ name: String, ofType type: String) -> BuiltinMethod? { table(ofType: type)?[name] }

  /// The names of the methods of a type.
  public static func names(ofType type: String) -> [String] { (table(ofType: type) ?? [:]).keys.sorted() }

  /// The names of a value's methods.
  public static func names(of value: Value) -> [String] {
    if case .dict(let dict) = value, dict.subclassName != nil {
      return (self.dict.keys + ["most_common", "move_to_end"].filter { dictSubclass(dict, $0) != nil }).sorted()
    }
    return names(ofType: value.typeName)
  }

  private static func dictSubclass(_ dict: PyDict, _ name: String) -> BuiltinMethod? {
    switch dict.subclassName {
    case "Counter": counter[name] ?? self.dict[name]
    case "OrderedDict": orderedDict[name] ?? self.dict[name]
    default: self.dict[name]
    }
  }

  private static func table(ofType type: String) -> Table? {
    switch type {
    case "str": str
    case "list": list
    case "dict": dict
    case "set": set
    case "frozenset": frozenset
    case "tuple": tuple
    case "int", "bool": int
    case "float": float
    default: nil
    }
  }

  /// Methods by their names.
  static func table(_ methods: [BuiltinMethod]) -> Table {
    Table(uniqueKeysWithValues: methods.map { ($0.name, $0) })
  }
}
