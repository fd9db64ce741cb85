import PythonValues
import SourceText

/// Walks a template's statements and collects its text.
final class Renderer: CallContext {
  let template: Template
  let limits: SandboxLimits
  let clock: Int?
  private weak var host: CallContext?

  var scope = Scope(parent: nil)

  /// The text that the filters of a block get.
  var filterInput = Value.none

  /// The text being written: the template's, or that of the innermost macro, block or set.
  var output: [UInt8] = []

  /// The texts around it, the template's first.
  private var outer: [[UInt8]] = []

  private var generated: [Range<Int>] = []
  private var steps = 0
  private var allocated = 0
  private var callDepth = 0
  private let stack = StackUse()

  /// What may hold others in long chains: emptied at the end one by one, so that releasing does not recurse.
  private var owned: [AnyObject] = []

  init(template: Template, limits: SandboxLimits, host: CallContext?, clock: Int?) {
    self.template = template
    self.limits = limits
    self.host = host
    self.clock = clock
  }

  func render(_ variables: [(name: String, value: Value)]) throws -> Template.Rendering {
    for (name, value) in variables { scope.names[name] = value }
    own(scope)
    scope = Scope(parent: scope)
    own(scope)
    _ = try execute(template.statements)
    return Template.Rendering(text: Text(bytes: output), generated: generated)
  }

  /// Breaks the links between what the rendering made.
  func release() {
    for object in owned {
      switch object {
      case let scope as Scope: scope.names = [:]
      case let namespace as Namespace: namespace.clear()
      case let dict as PyDict: dict.removeAll()
      default: break
      }
    }
  }

  /// Keeps an object until the rendering ends.
  func own(_ object: AnyObject) { owned.append(object) }

  // MARK: Limits

  func place(_ span: SourceSpan) -> TemplatePlace { TemplatePlace(template.source, span) }

  /// A limit that was reached; the expression or statement around it adds the place.
  struct LimitReached: Error {
    let limit: SandboxLimits.Exceeded
  }

  /// Counts work done.
  func charge(_ work: Int = 1) throws {
    let before = steps
    steps &+= work
    if steps > limits.steps || steps < before { throw LimitReached(limit: .steps(limits.steps)) }
    if before >> 12 != steps >> 12 { try checkInterrupt() }
  }

  /// Counts memory taken.
  func charge(bytes: Int) throws {
    guard bytes <= limits.textSizeInBytes else { throw LimitReached(limit: .textSize(limits.textSizeInBytes)) }
    allocated += bytes
    if allocated > limits.totalSizeInBytes { throw LimitReached(limit: .totalSize(limits.totalSizeInBytes)) }
    try charge(bytes >> 8)
  }

  /// Counts a value that was just made.
  func made(_ value: Value) throws -> Value {
    switch value {
    case .str(let text): try charge(bytes: text.bytes.count)
    case .list(let list): try charge(elements: list.elements.count)
    case .tuple(let tuple): try charge(elements: tuple.elements.count)
    case .dict(let dict): try charge(elements: dict.count)
    case .set(let set): try charge(elements: set.count)
    default: break
    }
    return value
  }

  func charge(elements: Int) throws {
    guard elements <= limits.elementCount else { throw LimitReached(limit: .elementCount(limits.elementCount)) }
    try charge(bytes: elements * 32)
  }

  /// Counts all that an operation on a whole value will visit, before it does: a value that holds another many times
  /// over is exponentially large to print or compare.
  func visit(_ value: Value, depth: Int = 0) throws {
    switch value {
    case .none, .bool, .int, .float, .object: try charge()
    case .str(let text): try charge(1 + text.bytes.count >> 6)
    case .list(let list): try visit(list.elements, depth)
    case .tuple(let tuple): try visit(tuple.elements, depth)
    case .dict(let dict):
      try visit(dict.keys, depth)
      try visit(dict.values, depth)
    case .set(let set): try visit(set.elements, depth)
    }
  }

  private func visit(_ elements: [Value], _ depth: Int) throws {
    guard depth < 200 else {
      throw PyError(.recursionError, "maximum recursion depth exceeded: a value nests deeper than 200 levels")
    }
    try charge()
    for element in elements { try visit(element, depth: depth + 1) }
  }

  /// Runs a body one call deeper.
  func deeper<Result>(_ body: () throws -> Result) throws -> Result {
    guard callDepth < limits.callDepth else { throw LimitReached(limit: .callDepth(limits.callDepth)) }
    guard stack.sizeInBytes < limits.stackSizeInBytes else { throw LimitReached(limit: .callDepth(callDepth)) }
    callDepth += 1
    defer { callDepth -= 1 }
    return try body()
  }

  // MARK: Output

  func emit(_ bytes: [UInt8]) throws {
    guard output.count + bytes.count <= limits.textSizeInBytes else {
      throw LimitReached(limit: .textSize(limits.textSizeInBytes))
    }
    output += bytes
  }

  /// The text that a body writes.
  func captured(_ body: () throws -> Flow) throws -> (text: PyString, flow: Flow) {
    outer.append(output)
    output = []
    defer { output = outer.removeLast() }
    let flow = try body()
    try charge(bytes: output.count)
    return (PyString(bytes: output), flow)
  }

  /// Writes a body's text and remembers where it stands.
  func generation(_ body: () throws -> Flow) throws {
    let (text, _) = try captured(body)
    let start = outer.first?.count ?? output.count
    generated.append(start..<start + text.bytes.count)
    try emit(text.bytes)
  }

  // MARK: Context

  /// Templates print nothing beside their text.
  func write(_ text: String) {}

  func warn(_ message: String) { host?.warn(message) }

  func checkInterrupt() throws { try host?.checkInterrupt() }
}

/// How a body ended.
enum Flow {
  case next
  case breakLoop
  case continueLoop
}
