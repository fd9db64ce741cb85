import PythonValues

/// A macro: a part of the template that is called like a function and gives its text.
final class Macro: PyObject {
  let definition: MacroStatement
  let scope: Scope
  private weak var renderer: Renderer?

  init(_ definition: MacroStatement, scope: Scope, renderer: Renderer) {
    self.definition = definition
    self.scope = scope
    self.renderer = renderer
  }

  private var spokenName: String { definition.name.map { "'\($0)'" } ?? "None" }

  override var typeName: String { "Macro" }
  override func repr() -> String { "<Macro \(definition.name.map { "'\($0)'" } ?? "anonymous")>" }
  override var isCallable: Bool { true }
  override var attributeNames: [String] { ["name", "arguments", "catch_kwargs", "catch_varargs", "caller"] }

  override func attribute(_ name: String) -> Value? {
    switch name {
    case "name": definition.name.map { .string($0) } ?? Value.none
    case "arguments": .tuple(PyTuple(definition.parameters.map { .string($0.name) }))
    case "catch_kwargs": .bool(definition.readsKwargs)
    case "catch_varargs": .bool(definition.readsVarargs)
    case "caller": .bool(definition.readsCaller)
    default: nil
    }
  }

  override func call(_ arguments: CallArguments, _ context: CallContext) throws -> Value {
    guard let renderer else { throw PyError(.runtimeError, "the macro outlived its rendering") }
    return try renderer.callMacro(self, arguments)
  }

  /// Sets the parameters in the macro's own scope.
  func bind(_ arguments: CallArguments, in scope: Scope, default evaluate: (Expression) throws -> Value) throws {
    var keywords = arguments.keywords
    func take(_ name: String) -> Value? {
      guard let index = keywords.lastIndex(where: { $0.name == name }) else { return nil }
      return keywords.remove(at: index).value
    }
    let positional = arguments.positional
    for (index, parameter) in definition.parameters.enumerated() {
      if let value = index < positional.count ? positional[index] : take(parameter.name) {
        scope.names[parameter.name] = value
      } else if let fallback = parameter.fallback {
        scope.names[parameter.name] = try evaluate(fallback)
      } else {
        scope.names[parameter.name] = .object(Undefined(.other("parameter '\(parameter.name)' was not provided")))
      }
    }
    if definition.readsCaller, !definition.parameters.contains(where: { $0.name == "caller" }) {
      scope.names["caller"] = take("caller") ?? .object(Undefined(.other("No caller defined")))
    }
    try bindRest(positional, keywords, in: scope)
  }

  private func bindRest(
    _ positional: [Value], _ keywords: [(name: String, value: Value)], in scope: Scope
  ) throws {
    if definition.readsKwargs {
      scope.names["kwargs"] = .dictionary(keywords.map { ($0.name, $0.value) })
    } else if keywords.contains(where: { $0.name == "caller" }) {
      throw PyError(
        .typeError,
        "macro \(spokenName) was invoked with two values for the special caller argument. This is most likely a bug.")
    } else if let extra = keywords.first {
      throw PyError(.typeError, "macro \(spokenName) takes no keyword argument '\(extra.name)'")
    }
    let count = definition.parameters.count
    if definition.readsVarargs {
      scope.names["varargs"] = .tuple(PyTuple(Array(positional.dropFirst(count))))
    } else if positional.count > count {
      throw PyError(.typeError, "macro \(spokenName) takes not more than \(count) argument(s)")
    }
  }
}
