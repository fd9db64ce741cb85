extension Value {
  /// Calls the value.
  ///
  /// - Throws: `TypeError` where it cannot be called, and what it throws.
  public func call(_ arguments: CallArguments, _ context: CallContext) throws -> Value {
    guard case .object(let object) = self else {
      throw PyError(.typeError, "'\(typeName)' object is not callable")
    }
    return try object.call(arguments, context)
  }

  /// Whether it can be called.
  public var isCallable: Bool { if case .object(let object) = self { object.isCallable } else { false } }

  /// The attribute of a name, or nil where there is none.
  public func attributeIfPresent(_ name: String) throws -> Value? {
    if case .object(let object) = self { return try object.attribute(name) }
    if let method = BuiltinMethods.method(name, of: self) { return .object(BuiltinMethodObject(self, method)) }
    switch (self, name) {
    case (.int, "real"), (.float, "real"), (.bool, "real"), (.int, "numerator"): return self
    case (.int, "imag"), (.bool, "imag"): return .int(0)
    case (.float, "imag"): return .float(0)
    case (.int, "denominator"): return .int(1)
    case (.dict(let dict), "default_factory") where dict.subclassName == "defaultdict":
      return dict.factory ?? Value.none
    default: return nil
    }
  }

  /// The attribute of a name.
  ///
  /// - Throws: `AttributeError` that names the nearest attribute.
  public func attribute(_ name: String) throws -> Value {
    if let value = try attributeIfPresent(name) { return value }
    throw missingAttribute(name)
  }

  /// The error of a missing attribute.
  public func missingAttribute(_ name: String) -> PyError {
    let message =
      object?.missingAttributeMessage(name) ?? "'\(typeName)' object has no attribute '\(name)'"
    return PyError(.attributeError, message, nearest: name, in: attributeNames)
  }

  /// Sets an attribute.
  public func setAttribute(_ name: String, _ value: Value) throws {
    if case .object(let object) = self { return try object.setAttribute(name, value) }
    if try attributeIfPresent(name) != nil {
      throw PyError(.attributeError, "'\(typeName)' object attribute '\(name)' is read-only")
    }
    throw PyError(.attributeError, "'\(typeName)' object has no attribute '\(name)'")
  }

  /// The names of the value's attributes.
  public var attributeNames: [String] {
    if case .object(let object) = self { object.attributeNames } else { BuiltinMethods.names(of: self) }
  }
}
