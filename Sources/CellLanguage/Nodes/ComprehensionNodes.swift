import PythonValues
import SourceText

/// One `for … in … if …` of a comprehension.
struct ClauseNode {
  let target: Target
  let iterable: Node
  let conditions: [Node]

  func holds(_ frame: Frame) throws -> Bool {
    for condition in conditions where try !condition.isTrue(frame) { return false }
    return true
  }
}

/// A list, set or dict comprehension.
final class ComprehensionNode: Node {
  let kind: ComprehensionSyntax.Kind
  let element: Node
  let value: Node?
  let clauses: [ClauseNode]
  /// The slots of its own names; emptied before each run, so that inner functions get cells of their own.
  var slots: [Int] = []

  init(_ kind: ComprehensionSyntax.Kind, _ element: Node, _ value: Node?, _ clauses: [ClauseNode], _ span: SourceSpan) {
    self.kind = kind
    self.element = element
    self.value = value
    self.clauses = clauses
    super.init(span)
  }

  override func evaluate(_ frame: Frame) throws -> Value {
    let first = try clauses[0].iterable.evaluate(frame)
    for slot in slots { frame.slots[slot] = nil }
    switch kind {
    case .set:
      let set = PySet()
      try run(0, first, frame) {
        let value = try element.evaluate(frame)
        do { try set.add(value) } catch { throw frame.located(error, element.span) }
      }
      return .set(set)
    case .dict:
      let dict = PyDict()
      try run(0, first, frame) {
        let key = try element.evaluate(frame)
        let value = try value?.evaluate(frame) ?? Value.none
        do { try dict.set(key, value) } catch { throw frame.located(error, element.span) }
      }
      return .dict(dict)
    case .list, .generator:
      var values: [Value] = []
      try run(0, first, frame) { values.append(try element.evaluate(frame)) }
      return .list(PyList(values))
    }
  }

  private func run(_ level: Int, _ iterable: Value, _ frame: Frame, _ body: () throws -> Void) throws {
    let clause = clauses[level]
    try forEach(iterable, frame, clause.iterable.span) { value in
      try clause.target.assign(value, frame)
      guard try clause.holds(frame) else { return true }
      if level + 1 < clauses.count {
        try run(level + 1, try clauses[level + 1].iterable.evaluate(frame), frame, body)
      } else {
        try body()
      }
      return true
    }
  }
}

/// Walks the elements of a value, until the body says false.
@inline(__always)
func forEach(_ iterable: Value, _ frame: Frame, _ span: SourceSpan, _ body: (Value) throws -> Bool) throws {
  let interpreter = frame.interpreter
  switch iterable {
  case .list(let list):
    var index = 0
    while index < list.elements.count {
      if interpreter.interrupt.isRaised { try interpreter.checkInterrupt() }
      if try !body(list.elements[index]) { return }
      index += 1
    }
  case .tuple(let tuple):
    for value in tuple.elements {
      if interpreter.interrupt.isRaised { try interpreter.checkInterrupt() }
      if try !body(value) { return }
    }
  case .object(let object) where type(of: object) == PyRange.self:
    let range = unsafeDowncast(object, to: PyRange.self)
    var index = 0
    while index < range.count {
      if interpreter.interrupt.isRaised { try interpreter.checkInterrupt() }
      if try !body(.int(range.number(at: index))) { return }
      index += 1
    }
  default:
    let iterator: PyIterator
    do { iterator = try iterable.makeIterator() } catch { throw frame.located(error, span) }
    while true {
      if interpreter.interrupt.isRaised { try interpreter.checkInterrupt() }
      let next: Value?
      do { next = try iterator.next() } catch { throw frame.located(error, span) }
      guard let next else { return }
      if try !body(next) { return }
    }
  }
}

/// Makes a generator of a generator expression.
final class GeneratorNode: Node {
  let code: GeneratorCode
  let first: Node
  let capturedSlots: [Int]

  init(_ code: GeneratorCode, first: Node, capturedSlots: [Int], _ span: SourceSpan) {
    self.code = code
    self.first = first
    self.capturedSlots = capturedSlots
    super.init(span)
  }

  override func evaluate(_ frame: Frame) throws -> Value {
    let iterable = try first.evaluate(frame)
    let iterator: PyIterator
    do { iterator = try iterable.makeIterator() } catch { throw frame.located(error, first.span) }
    let inner = Frame(code, frame.interpreter)
    for (index, slot) in code.freeSlots.enumerated() { inner.slots[slot] = .object(frame.cell(capturedSlots[index])) }
    return .object(Generator(code, inner, iterator))
  }
}

/// The code of a generator expression.
final class GeneratorCode: Code {
  var clauses: [ClauseNode] = []
  var element: Node = Node(SourceSpan(0, 0))
  var freeSlots: [Int] = []
}

/// A running generator expression: it goes on only when asked for the next value.
final class Generator: PyIterator {
  private let code: GeneratorCode
  private let frame: Frame
  private var iterators: [PyIterator]
  private var isRunning = false

  init(_ code: GeneratorCode, _ frame: Frame, _ first: PyIterator) {
    self.code = code
    self.frame = frame
    iterators = [first]
  }

  override var typeName: String { "generator" }

  override func repr() -> String { "<generator object <genexpr>>" }

  override func next() throws -> Value? {
    if isRunning { throw PyError(.valueError, "generator already executing") }
    isRunning = true
    defer { isRunning = false }
    try frame.interpreter.enter()
    defer { frame.interpreter.leave() }
    do { return try advance() } catch {
      iterators = []
      throw error
    }
  }

  private func advance() throws -> Value? {
    while let iterator = iterators.last {
      if frame.interpreter.interrupt.isRaised { try frame.interpreter.checkInterrupt() }
      let clause = code.clauses[iterators.count - 1]
      let value: Value?
      do { value = try iterator.next() } catch { throw frame.located(error, clause.iterable.span) }
      guard let value else {
        iterators.removeLast()
        continue
      }
      try clause.target.assign(value, frame)
      guard try clause.holds(frame) else { continue }
      if iterators.count == code.clauses.count { return try code.element.evaluate(frame) }
      let inner = code.clauses[iterators.count].iterable
      let iterable = try inner.evaluate(frame)
      do { iterators.append(try iterable.makeIterator()) } catch { throw frame.located(error, inner.span) }
    }
    return nil
  }
}
