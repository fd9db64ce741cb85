import PythonValues
import SourceText

/// A filter: its parameters, the filtered value first, and what it does.
struct Filter: Sendable {
  typealias Body = @Sendable (BoundArguments, Renderer) throws -> Value

  let signature: Signature
  let body: Body

  init(_ signature: String, _ body: @escaping Body) {
    self.signature = Signature(signature)
    self.body = body
  }
}

extension Renderer {
  /// All filters by name.
  static let filters: [String: Filter] = [textFilters, sequenceFilters, selectionFilters, numberFilters, valueFilters]
    .reduce(into: [:]) { $0.merge($1) { first, _ in first } }

  /// `value | name(arguments)`.
  func applyFilter(_ name: String, to value: Value, _ arguments: CallArguments) throws -> Value {
    guard let filter = Renderer.filters[name] else {
      let hint = nearestName(to: name, among: Renderer.filters.keys.sorted()).map { " Did you mean '\($0)'?" } ?? ""
      throw Misuse(message: "No filter named '\(name)'.\(hint)")
    }
    try visit(value)
    var all = arguments
    all.positional.insert(value, at: 0)
    return try made(filter.body(filter.signature.bind(all, function: name), self))
  }

  /// A text sent through a block's filters.
  func filtered(_ text: PyString, by filters: Expression) throws -> Value {
    let outer = filterInput
    filterInput = .str(text)
    defer { filterInput = outer }
    return try evaluate(filters)
  }

  // MARK: What filters share

  /// A value as text, for filters of text.
  func textValue(_ value: Value) throws -> Value { .str(try text(of: value)) }

  /// The parts of an attribute path such as `a.b.0`.
  func path(_ attribute: Value) -> [Value] {
    guard let text = attribute.string else { return attribute.isNone ? [] : [attribute] }
    return text.split(separator: ".", omittingEmptySubsequences: false).map { part in
      part.allSatisfy { $0.isASCII && $0.isNumber }
        ? Int(part).map { .int($0) } ?? .string(String(part)) : .string(String(part))
    }
  }

  /// What an attribute path gives for a value.
  func follow(_ path: [Value], from value: Value, default fallback: Value = .none) throws -> Value {
    var value = value
    for part in path {
      value = try item(of: value, part)
      if value.isUndefined, !fallback.isNone { value = fallback }
    }
    return value
  }

  /// A key for comparing: text without case where case does not count.
  func comparable(_ value: Value, caseSensitive: Bool) throws -> Value {
    if case .str = value, !caseSensitive { return try method("lower", of: value) }
    return value
  }

  /// A generator over an iterable's elements, made as they are asked for.
  func generator(_ value: Value, _ transform: @escaping (Value) throws -> Value?) throws -> Value {
    if value.isUndefined { return .object(ArrayIterator([], typeName: "generator")) }
    let iterator = try value.makeIterator()
    return .object(
      ClosureIterator(typeName: "generator") { [self] in
        while let element = try iterator.next() {
          try charge()
          if let result = try transform(element) { return result }
        }
        return nil
      })
  }
}
