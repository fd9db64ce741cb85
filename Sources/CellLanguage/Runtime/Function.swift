import PythonValues
import SourceText

/// The code of a `def` or `lambda`.
final class FunctionCode: Code {
  let name: String
  let parameters: [FunctionSyntax.Parameter]
  /// How many parameters take arguments by position.
  let positionalCount: Int
  let variadicSlot: Int?
  let keywordsSlot: Int?
  /// Whether all parameters take arguments by position.
  let isSimple: Bool
  let documentation: PyString?
  /// The parameters that inner functions reach.
  var capturedParameters: [Int] = []
  /// The slots that hold the cells of outer frames.
  var freeSlots: [Int] = []
  var body = Block(statements: [])
  var expression: Node?

  init(_ syntax: FunctionSyntax, qualifiedName: String, source: Source) {
    name = syntax.name
    parameters = syntax.parameters
    positionalCount = parameters.prefix { $0.kind == .positional || $0.kind == .positionalOnly }.count
    variadicSlot = parameters.firstIndex { $0.kind == .variadic }
    keywordsSlot = parameters.firstIndex { $0.kind == .keywords }
    isSimple = positionalCount == parameters.count
    if case .expression(let value)? = syntax.body.first?.kind, case .string(let text) = value.kind {
      documentation = text
    } else {
      documentation = nil
    }
    super.init(qualifiedName: qualifiedName, source: source)
  }

  func tooManyArguments(_ given: Int, keywordOnly: Int = 0) -> PyError {
    let required = parameters.prefix(positionalCount).count { $0.defaultValue == nil }
    let range = required == positionalCount ? "\(positionalCount)" : "from \(required) to \(positionalCount)"
    let plural = positionalCount == 1 && required == 1 ? "" : "s"
    let all =
      keywordOnly == 0
      ? "\(given) \(given == 1 ? "was" : "were")"
      : "\(given) positional argument\(given == 1 ? "" : "s") (and \(keywordOnly) keyword-only "
        + "argument\(keywordOnly == 1 ? "" : "s")) were"
    return PyError(.typeError, "\(qualifiedName)() takes \(range) positional argument\(plural) but \(all) given")
  }
}

/// A function that a cell defined.
public final class Function: PyObject {
  let code: FunctionCode
  /// The default of each parameter, evaluated when the function was made.
  let defaults: [Value?]
  let captured: [Cell]
  let interpreter: Interpreter
  var attributes: PyDict?

  init(_ code: FunctionCode, defaults: [Value?], captured: [Cell], _ interpreter: Interpreter) {
    self.code = code
    self.defaults = defaults
    self.captured = captured
    self.interpreter = interpreter
  }

  /// `function`.
  public override var typeName: String { "function" }

  /// `<function name>`: without an address.
  public override func repr() -> String { "<function \(code.qualifiedName)>" }

  /// A function can be called.
  public override var isCallable: Bool { true }

  /// The names of the parameters in order.
  public var parameterNames: [String] { code.parameters.map(\.name) }

  /// Calls the function.
  public override func call(_ arguments: CallArguments, _ context: CallContext) throws -> Value {
    let frame = Frame(code, interpreter)
    try bind(arguments, frame)
    return try run(frame)
  }

  /// Runs the body in a frame whose parameters have their values.
  func run(_ frame: Frame) throws -> Value {
    try interpreter.enter()
    defer { interpreter.leave() }
    for slot in code.capturedParameters { frame.slots[slot] = .object(Cell(frame.slots[slot])) }
    for (index, slot) in code.freeSlots.enumerated() { frame.slots[slot] = .object(captured[index]) }
    if let expression = code.expression { return try expression.evaluate(frame) }
    _ = try code.body.execute(frame)
    return frame.returnValue
  }

  /// Gives the positional parameters from a slot on their defaults.
  func fillDefaults(_ frame: Frame, from start: Int) throws {
    var missing: [String] = []
    for slot in start..<code.positionalCount where frame.slots[slot] == nil {
      if let value = defaults[slot] { frame.slots[slot] = value } else { missing.append(code.parameters[slot].name) }
    }
    if !missing.isEmpty { throw Signature.missing(missing, "positional", code.qualifiedName) }
  }

  private func bind(_ arguments: CallArguments, _ frame: Frame) throws {
    let given = arguments.positional.count
    for index in 0..<min(given, code.positionalCount) { frame.slots[index] = arguments.positional[index] }
    if let slot = code.variadicSlot {
      frame.slots[slot] = .tuple(PyTuple(Array(arguments.positional.dropFirst(code.positionalCount))))
    }
    let more = code.keywordsSlot.map { _ in PyDict() }
    try bindKeywords(arguments, more, frame)
    if given > code.positionalCount, code.variadicSlot == nil {
      let named = code.parameters.indices.count { code.parameters[$0].kind == .keywordOnly && frame.slots[$0] != nil }
      throw code.tooManyArguments(given, keywordOnly: named)
    }
    if let more, let slot = code.keywordsSlot { frame.slots[slot] = .dict(more) }
    try fillDefaults(frame, from: 0)
    var missing: [String] = []
    for (slot, parameter) in code.parameters.enumerated() where parameter.kind == .keywordOnly {
      if frame.slots[slot] != nil { continue }
      if let value = defaults[slot] { frame.slots[slot] = value } else { missing.append(parameter.name) }
    }
    if !missing.isEmpty { throw Signature.missing(missing, "keyword-only", code.qualifiedName) }
  }

  private func bindKeywords(_ arguments: CallArguments, _ more: PyDict?, _ frame: Frame) throws {
    for (name, value) in arguments.keywords {
      let slot = code.parameters.firstIndex { $0.name == name && ($0.kind == .positional || $0.kind == .keywordOnly) }
      if let slot {
        if frame.slots[slot] != nil {
          throw PyError(.typeError, "\(code.qualifiedName)() got multiple values for argument '\(name)'")
        }
        frame.slots[slot] = value
      } else if let more {
        more[name] = value
      } else {
        throw unexpected(name)
      }
    }
  }

  private func unexpected(_ name: String) -> PyError {
    if code.parameters.contains(where: { $0.name == name && $0.kind == .positionalOnly }) {
      return PyError(
        .typeError,
        "\(code.qualifiedName)() got some positional-only arguments passed as keyword arguments: '\(name)'")
    }
    let known = code.parameters.filter { $0.kind == .positional || $0.kind == .keywordOnly }.map(\.name)
    return PyError(
      .typeError, "\(code.qualifiedName)() got an unexpected keyword argument '\(name)'", nearest: name, in: known)
  }

  /// `__name__`, `__doc__` and what was set.
  public override func attribute(_ name: String) throws -> Value? {
    if let value = attributes?[name] { return value }
    switch name {
    case "__name__": return .string(code.name)
    case "__qualname__": return .string(code.qualifiedName)
    case "__doc__": return code.documentation.map { .str($0) } ?? Value.none
    case "__module__": return "__main__"
    case "__defaults__":
      let values = zip(code.parameters, defaults).compactMap { $0.kind == .keywordOnly ? nil : $1 }
      return values.isEmpty ? Value.none : .tuple(PyTuple(values))
    case "__dict__": return .dict(attributes ?? PyDict())
    default: return nil
    }
  }

  /// A function takes any attribute.
  public override func setAttribute(_ name: String, _ value: Value) {
    let dict = attributes ?? PyDict()
    dict[name] = value
    attributes = dict
  }

  /// The names of its attributes.
  public override var attributeNames: [String] {
    ["__doc__", "__name__"] + (attributes?.keys.compactMap(\.string) ?? [])
  }
}

/// Makes a function of a `def` or `lambda`.
final class FunctionNode: Node {
  let code: FunctionCode
  let defaults: [Node?]
  /// The slots of the frame around it whose cells the function reaches, in the order of its free slots.
  let capturedSlots: [Int]

  init(_ code: FunctionCode, defaults: [Node?], capturedSlots: [Int], _ span: SourceSpan) {
    self.code = code
    self.defaults = defaults
    self.capturedSlots = capturedSlots
    super.init(span)
  }

  override func evaluate(_ frame: Frame) throws -> Value {
    let values = try defaults.map { try $0?.evaluate(frame) }
    return .object(Function(code, defaults: values, captured: capturedSlots.map(frame.cell), frame.interpreter))
  }
}
