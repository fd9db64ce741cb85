import PythonValues
import SourceText

/// Runs cells of the language over one set of global names.
///
/// It runs on one task at a time; only its `interrupt` may be touched from elsewhere.
public final class Interpreter {
  /// Raise it from anywhere to stop the running cell.
  public let interrupt = InterruptFlag()

  /// Takes what cells print.
  public var output: (String) -> Void

  /// Takes what cells write to standard error; nil where it goes to the output too.
  public var errorOutput: ((String) -> Void)?

  /// Takes warnings.
  public var onWarning: (String) -> Void = { _ in }

  /// Makes Python's exceptions of the host's errors; nil leaves an error to become a `RuntimeError`.
  public var translateError: (any Error) -> PyError? = { _ in nil }

  /// Reads a line from the person at the terminal, after a prompt; it gives nil where they are done. Without one there
  /// is no terminal.
  public var readLine: ((_ prompt: String) throws -> String?)?

  /// What whoever gave the cells their names keeps with them.
  public var host: AnyObject?

  /// The random numbers of the module `random`.
  let random = RandomSource()

  private var globals: [String: GlobalVariable] = [:]
  /// The names that cells gave values, in order.
  private var assigned: [GlobalVariable] = []
  private var modules: [String: Module] = [:]
  /// The exceptions that are being handled, innermost last.
  var handled: [PyException] = []
  private var depth = 0
  private var stackLimit: UInt = 0

  /// The deepest nesting of calls.
  public static let recursionLimit = 1_000

  /// Makes an interpreter with the language's own names and modules.
  ///
  /// - Parameter output: takes what cells print.
  public init(output: @escaping (String) -> Void) {
    self.output = output
    Builtins.register(in: self)
    Modules.register(in: self)
  }

  func global(_ name: String) -> GlobalVariable {
    if let variable = globals[name] { return variable }
    let variable = GlobalVariable(name)
    globals[name] = variable
    return variable
  }

  func noteAssigned(_ variable: GlobalVariable) {
    if !assigned.contains(where: { $0 === variable }) { assigned.append(variable) }
  }

  /// Gives a name a value that every cell sees, and that an assignment in a cell hides.
  public func define(_ name: String, _ value: Value) { global(name).builtin = value }

  /// Gives cells a function of the host.
  public func define(_ function: NativeFunction) { define(function.name, .object(function)) }

  /// Makes a module that cells can import; its members in the order given.
  public func defineModule(_ name: String, _ members: [(String, Value)]) {
    modules[name] = Module(name, members)
  }

  /// Sets a global name as a cell's assignment does.
  public func setGlobal(_ name: String, _ value: Value) {
    let variable = global(name)
    noteAssigned(variable)
    variable.value = value
  }

  /// The value of a global name: a cell's, or else the host's.
  public func value(of name: String) -> Value? { globals[name].flatMap { $0.value ?? $0.builtin } }

  /// The names that cells gave values, with these, in the order of their first assignment.
  public var userNames: [(name: String, value: Value)] {
    assigned.compactMap { variable in variable.value.map { (variable.name, $0) } }
  }

  /// All names that a cell can use, sorted.
  public var knownNames: [String] {
    globals.values.filter { $0.value != nil || $0.builtin != nil }.map(\.name).sorted()
  }

  /// The modules that a cell can import, sorted.
  public var moduleNames: [String] { modules.keys.sorted() }

  /// Forgets what cells defined.
  public func reset() {
    for variable in assigned { variable.value = nil }
    assigned = []
  }

  /// Seeds the module `random`, as `random.seed(number)` does.
  public func seedRandom(_ number: Int) { random.seed(number.magnitude) }

  /// The module of a name, as `import` finds it.
  ///
  /// - Throws: `ModuleNotFoundError` with the nearest known name.
  public func importModule(_ name: String) throws -> Module {
    if let module = modules[name] { return module }
    throw PyError(
      .moduleNotFoundError, "No module named '\(name)'",
      remedy: nearestName(to: name, among: modules.keys.sorted()).map { "Did you mean: '\($0)'?" }
        ?? "Modules are what Tunebook brings: \(modules.keys.filter { !$0.contains(".") }.sorted().joined(separator: ", "))."
    )
  }

  func unknownName(_ name: String, in frame: Frame) -> PyError {
    let locals = (0..<frame.code.slotCount).filter { frame.slots[$0] != nil }.map { frame.code.slotNames[$0] }
    let known = locals + knownNames
    if modules[name] != nil {
      return PyError(.nameError, "name '\(name)' is not defined", remedy: "Did you forget to import '\(name)'?")
    }
    return PyError(.nameError, "name '\(name)' is not defined", nearest: name, in: known)
  }

  /// Any error as a Python exception.
  func pyError(_ error: any Error) -> PyError {
    if let error = error as? PyError { return error }
    return translateError(error) ?? PyError(.runtimeError, String(describing: error))
  }

  /// Enters a call.
  ///
  /// - Throws: `RecursionError` beyond 1,000 calls or where the stack comes to its end; `KeyboardInterrupt`.
  func enter() throws {
    if interrupt.isRaised { try checkInterrupt() }
    guard depth < Self.recursionLimit, StackBounds.currentAddress() > stackLimit else {
      throw PyError(.recursionError, "maximum recursion depth exceeded")
    }
    depth += 1
  }

  func leave() { depth -= 1 }

  /// Runs a cell.
  ///
  /// - Parameter source: the cell; its name and first line are what errors show.
  /// - Returns: the value of the cell's last expression, or nil where it ends with a statement.
  /// - Throws: `CellError`.
  public func runCell(_ source: Source) throws -> Value? {
    let interrupt = interrupt
    return try runOnLargeStack {
      try Interruption.asking({ if interrupt.take() { throw Interpreter.keyboardInterrupt } }) {
        try run(source)
      }
    }
  }

  private func run(_ source: Source) throws -> Value? {
    let (outerLimit, outerDepth, outerHandled) = (stackLimit, depth, handled)
    stackLimit = StackBounds.lowestSafeAddress ?? 0
    defer { (stackLimit, depth, handled) = (outerLimit, outerDepth, outerHandled) }
    do {
      let statements = try Parser.statements(of: source.bytes)
      let (code, block) = try Compiler.compile(statements, self, source)
      depth += 1
      let frame = Frame(code, self)
      _ = try block.execute(frame)
      guard case .expression? = statements.last?.kind else { return nil }
      return frame.returnValue
    } catch let failure as SyntaxFailure {
      throw CellError(failure, source)
    } catch {
      throw CellError(pyError(error), source)
    }
  }
}

extension Interpreter: CallContext {
  /// Writes to the cell's output.
  public func write(_ text: String) { output(text) }

  /// Shows a warning.
  public func warn(_ message: String) { onWarning(message) }

  /// Throws `KeyboardInterrupt` where the person asked to stop.
  public func checkInterrupt() throws {
    if interrupt.take() { throw Self.keyboardInterrupt }
  }

  private static var keyboardInterrupt: PyError {
    PyError(PyException(type: ExceptionClass(.keyboardInterrupt), kind: .keyboardInterrupt, arguments: []))
  }
}
