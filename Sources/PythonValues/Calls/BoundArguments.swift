/// The arguments of one call, sorted to the parameters of a signature.
public struct BoundArguments {
  /// The function's name, for errors.
  public let function: String
  let signature: Signature
  var values: [Value?]

  /// The arguments that `*name` took.
  public internal(set) var variadic: [Value] = []
  /// The arguments that `**name` took, in order.
  public internal(set) var keywords: [(name: String, value: Value)] = []

  /// The value of the parameter at an index; its default where not given.
  public subscript(index: Int) -> Value {
    values[index] ?? signature.parameters[index].defaultValue?.value ?? .none
  }

  /// The value of a parameter; its default where not given.
  public subscript(name: String) -> Value { self[index(of: name)] }

  /// Whether an argument was given for a parameter.
  public func isGiven(_ name: String) -> Bool { values[index(of: name)] != nil }

  /// The names of the parameters that were given, `**keywords` not counted.
  public var givenNames: [String] {
    zip(signature.parameters, values).compactMap { $1 == nil ? nil : $0.name }
  }

  private func index(of name: String) -> Int {
    guard let index = signature.parameters.firstIndex(where: { $0.name == name }) else {
      preconditionFailure("\(function) has no parameter \(name)")
    }
    return index
  }

  /// The error of an argument of the wrong type.
  public func wrongType(_ name: String, expected: String) -> PyError {
    PyError(.typeError, "\(function)() argument '\(name)' must be \(expected), not \(self[name].typeName)")
  }

  /// A parameter's string.
  ///
  /// - Throws: `TypeError` that names the parameter, as do the others.
  public func string(_ name: String) throws -> String {
    guard let text = self[name].string else { throw wrongType(name, expected: "str") }
    return text
  }

  /// A parameter's string, or nil for `None`.
  public func optionalString(_ name: String) throws -> String? {
    if self[name].isNone { return nil }
    guard let text = self[name].string else { throw wrongType(name, expected: "str or None") }
    return text
  }

  /// A parameter's integer.
  public func integer(_ name: String) throws -> Int {
    if let value = self[name].integer { return value }
    if case .object(let object) = self[name], case .int(let value)? = try object.numericValue() { return value }
    throw wrongType(name, expected: "int")
  }

  /// A parameter's integer, or nil for `None`.
  public func optionalInteger(_ name: String) throws -> Int? {
    if self[name].isNone { return nil }
    guard let value = self[name].integer else { throw wrongType(name, expected: "int or None") }
    return value
  }

  /// A parameter's number.
  public func number(_ name: String) throws -> Double {
    if let value = self[name].number { return value }
    if case .object(let object) = self[name], let value = try object.numericValue()?.number { return value }
    throw wrongType(name, expected: "a number")
  }

  /// A parameter's number, or nil for `None`.
  public func optionalNumber(_ name: String) throws -> Double? {
    self[name].isNone ? nil : try number(name)
  }

  /// A parameter's truth.
  public func bool(_ name: String) throws -> Bool { try self[name].isTruthy() }

  /// A parameter's list or tuple of strings.
  public func strings(_ name: String) throws -> [String] {
    guard let elements = self[name].elements else { throw wrongType(name, expected: "list of str") }
    return try elements.map {
      guard let text = $0.string else { throw wrongType(name, expected: "list of str") }
      return text
    }
  }
}

extension Signature {
  /// Sorts the arguments of a call to the parameters.
  ///
  /// - Throws: `TypeError` with CPython's words, and the nearest name for an unknown keyword.
  public func bind(_ arguments: CallArguments, function: String) throws -> BoundArguments {
    var bound = BoundArguments(function: function, signature: self, values: [])
    let given = arguments.positional.count
    if isPlain {
      try checkPlain(arguments, function)
      bound.values = arguments.positional
      while bound.values.count < parameters.count { bound.values.append(nil) }
      return bound
    }
    bound.values = [Value?](repeating: nil, count: parameters.count)
    for index in 0..<min(given, positionalCount) { bound.values[index] = arguments.positional[index] }
    if given > positionalCount {
      guard parameters.contains(where: { $0.kind == .variadic }) else { throw tooMany(given, function) }
      bound.variadic = Array(arguments.positional[positionalCount...])
    }
    try bindKeywords(arguments, &bound)
    try checkMissing(bound)
    return bound
  }

  private func bindKeywords(_ arguments: CallArguments, _ bound: inout BoundArguments) throws {
    for (name, value) in arguments.keywords {
      let index = parameters.firstIndex { $0.name == name && ($0.kind == .positional || $0.kind == .keywordOnly) }
      if let index {
        if bound.values[index] != nil {
          throw PyError(.typeError, "\(bound.function)() got multiple values for argument '\(name)'")
        }
        bound.values[index] = value
      } else if parameters.last?.kind == .keywords {
        bound.keywords.append((name, value))
      } else {
        let known = parameters.filter { $0.kind == .positional || $0.kind == .keywordOnly }.map(\.name)
        throw PyError(
          .typeError, "\(bound.function)() got an unexpected keyword argument '\(name)'", nearest: name, in: known)
      }
    }
  }

  private func checkMissing(_ bound: BoundArguments) throws {
    func missing(_ kinds: Set<Kind>) -> [String] {
      zip(parameters, bound.values).filter { kinds.contains($0.kind) && $0.defaultValue == nil && $1 == nil }.map(
        \.0.name)
    }
    let positional = missing([.positional, .positionalOnly])
    if !positional.isEmpty { throw Self.missing(positional, "positional", bound.function) }
    let keywords = missing([.keywordOnly])
    if !keywords.isEmpty { throw Self.missing(keywords, "keyword-only", bound.function) }
  }

  /// The error of arguments that were not given.
  public static func missing(_ names: [String], _ kind: String, _ function: String) -> PyError {
    let quoted = names.map { "'\($0)'" }
    let list =
      switch quoted.count {
      case 1: quoted[0]
      case 2: quoted.joined(separator: " and ")
      default: quoted.dropLast().joined(separator: ", ") + ", and " + (quoted.last ?? "")
      }
    return PyError(
      .typeError,
      "\(function)() missing \(names.count) required \(kind) argument\(names.count == 1 ? "" : "s"): \(list)")
  }

  private func tooMany(_ given: Int, _ function: String) -> PyError {
    let range = requiredCount == positionalCount ? "\(positionalCount)" : "from \(requiredCount) to \(positionalCount)"
    return PyError(
      .typeError,
      "\(function)() takes \(range) positional argument\(positionalCount == 1 && requiredCount == 1 ? "" : "s") but \(given) \(given == 1 ? "was" : "were") given"
    )
  }

  /// The checks of a function whose parameters are all positional-only, in the words of CPython's C functions.
  private func checkPlain(_ arguments: CallArguments, _ function: String) throws {
    let given = arguments.positional.count
    let short = function.split(separator: ".").last.map(String.init) ?? function
    if !arguments.keywords.isEmpty { throw PyError(.typeError, "\(function)() takes no keyword arguments") }
    if given >= requiredCount, given <= positionalCount { return }
    if positionalCount == 0 { throw PyError(.typeError, "\(function)() takes no arguments (\(given) given)") }
    if positionalCount == 1, requiredCount == 1 {
      throw PyError(.typeError, "\(function)() takes exactly one argument (\(given) given)")
    }
    let (bound, limit) =
      requiredCount == positionalCount
      ? ("", positionalCount) : given < requiredCount ? ("at least ", requiredCount) : ("at most ", positionalCount)
    throw PyError(.typeError, "\(short) expected \(bound)\(limit) argument\(limit == 1 ? "" : "s"), got \(given)")
  }
}
