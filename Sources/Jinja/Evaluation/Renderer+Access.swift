import PythonValues

/// Attributes, items and calls, as the immutable sandbox allows them.
extension Renderer {
  /// `value.name`: the attribute, else the item.
  func attribute(_ name: String, of value: Value) throws -> Value {
    if let undefined = value.undefined { throw Undefined.Use(origin: undefined.origin) }
    if let found = try safeAttribute(name, of: value) { return found }
    if let found = try presentItem(of: value, .string(name)) { return found }
    return Undefined.attribute(name, of: value)
  }

  /// `value[key]`: the item, else the attribute of that name.
  func item(of value: Value, _ key: Value) throws -> Value {
    if let undefined = value.undefined { throw Undefined.Use(origin: undefined.origin) }
    if let found = try presentItem(of: value, key) { return found }
    if let name = key.string, let found = try safeAttribute(name, of: value) { return found }
    return Undefined.element(key, of: value)
  }

  /// The item of a key, or nil where there is none or the value has no items.
  private func presentItem(of value: Value, _ key: Value) throws -> Value? {
    switch value {
    case .dict(let dict):
      if case .str(let name) = key { return dict[name] }
      return try? dict.get(key)
    case .none, .bool, .int, .float: return nil
    default: break
    }
    do {
      return try made(value.item(key))
    } catch let error as PyError where error.kind == .typeError || error.kind.descends(from: .lookupError) {
      return nil
    }
  }

  /// The attribute of a name where the sandbox gives it out; an unsafe one becomes an undefined that says so.
  private func safeAttribute(_ name: String, of value: Value) throws -> Value? {
    if name.hasPrefix("_") {
      guard name.hasPrefix("__") else { return nil }
      return .object(Undefined(.unsafe(name, ofType: value.typeName)))
    }
    guard let found = try value.attributeIfPresent(name) else { return nil }
    if Sandbox.changes(value, name) { return .object(Undefined(.unsafe(name, ofType: value.typeName))) }
    if case .object(let object) = value, found.isCallable, !Sandbox.isOwn(object) {
      return .object(Undefined(.unsafe(name, ofType: value.typeName)))
    }
    return found
  }

  /// Calls a value.
  func call(_ function: Value, _ arguments: CallArguments) throws -> Value {
    if case .object(let object) = function, let bound = object as? BuiltinMethodObject {
      try checkMethod(bound.method.name, of: bound.receiver, arguments)
    }
    return try function.call(arguments, self)
  }

  /// Calls a method of a built-in type, for filters.
  func method(_ name: String, of value: Value, _ arguments: Value...) throws -> Value {
    guard let method = BuiltinMethods.method(name, of: value) else { throw value.missingAttribute(name) }
    try checkMethod(name, of: value, CallArguments(arguments))
    return try made(method.call(value, CallArguments(arguments), self))
  }
}

/// What templates may not touch.
enum Sandbox {
  private static let listChanges: Set<String> = [
    "append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove",
  ]
  private static let dictChanges: Set<String> = ["clear", "pop", "popitem", "setdefault", "update", "move_to_end"]
  private static let setChanges: Set<String> = [
    "add", "clear", "difference_update", "discard", "intersection_update", "pop", "remove",
    "symmetric_difference_update", "update",
  ]

  /// Whether a method changes its object.
  static func changes(_ value: Value, _ name: String) -> Bool {
    switch value {
    case .list: listChanges.contains(name)
    case .dict: dictChanges.contains(name)
    case .set(let set): !set.isFrozen && setChanges.contains(name)
    default: false
    }
  }

  /// Whether an object was made by the template engine or holds only data: methods of a host's objects stay closed.
  static func isOwn(_ object: PyObject) -> Bool {
    object is LoopState || object is Macro || object is Namespace || object is Cycler || object is Joiner
      || object is GroupedValues || object is PyRange || object is PySlice
  }
}
