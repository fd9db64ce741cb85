/// `range(start, stop, step)`.
public final class PyRange: PyObject {
  /// The first number.
  public let start: Int
  /// Where it ends, exclusive.
  public let stop: Int
  /// The distance of two numbers; not 0.
  public let step: Int
  /// The number of numbers.
  public let count: Int

  /// Makes a range; `step` is not 0.
  public init(_ start: Int, _ stop: Int, _ step: Int = 1) {
    precondition(step != 0, "a range has a step")
    self.start = start
    self.stop = stop
    self.step = step
    if step > 0 ? start >= stop : start <= stop {
      count = 0
    } else {
      let (low, high) = step > 0 ? (start, stop) : (stop, start)
      let span = UInt(bitPattern: high &- low) - 1
      count = Int(clamping: span / step.magnitude + 1)
    }
  }

  /// `range`.
  public override var typeName: String { "range" }

  /// `range(0, 3)`.
  public override func repr() -> String { step == 1 ? "range(\(start), \(stop))" : "range(\(start), \(stop), \(step))" }

  /// The number of numbers.
  public override func length() -> Int? { count }

  /// The number at an index in `0 ..< count`.
  public func number(at index: Int) -> Int { start &+ index &* step }

  /// Walks the numbers.
  public override func makeIterator() -> PyIterator? { RangeIterator(self) }

  /// Whether a number is in it.
  public override func contains(_ value: Value) -> Bool? {
    let number: Int
    if case .float(let float) = value, let exact = Int(exactly: float) {
      number = exact
    } else if let integer = value.integer {
      number = integer
    } else {
      return false
    }
    guard count > 0 else { return false }
    let inside = step > 0 ? number >= start && number < stop : number <= start && number > stop
    return inside && (number &- start) % step == 0
  }

  /// A number or a shorter range.
  public override func item(_ key: Value) throws -> Value {
    if case .object(let object) = key, let slice = object as? PySlice {
      let part = try slice.resolved(count: count)
      return .object(PyRange(number(at: part.start), number(at: part.stop), step &* part.step))
    }
    let index = try key.sequenceIndex(count: count, kind: "range object", article: "range")
    return .int(number(at: index))
  }

  /// Equal numbers.
  public override func equals(_ other: Value) -> Bool? {
    guard case .object(let object) = other, let range = object as? PyRange else { return nil }
    if count != range.count { return false }
    return count == 0 || (start == range.start && (count == 1 || step == range.step))
  }

  /// Equal for equal ranges.
  public override func hash() -> Int {
    count == 0 ? 0 : count == 1 ? start &* 31 : (start &* 31 &+ step) &* 31 &+ count
  }

  /// `start`, `stop`, `step`.
  public override func attribute(_ name: String) throws -> Value? {
    switch name {
    case "start": .int(start)
    case "stop": .int(stop)
    case "step": .int(step)
    case "index", "count": .object(BoundMethod(self, name))
    default: nil
    }
  }

  /// The names of its attributes.
  public override var attributeNames: [String] { ["count", "index", "start", "step", "stop"] }
}

/// A method of a range.
private final class BoundMethod: PyObject {
  private let range: PyRange
  private let name: String

  init(_ range: PyRange, _ name: String) {
    self.range = range
    self.name = name
  }

  override var typeName: String { "builtin_function_or_method" }
  override var isCallable: Bool { true }

  override func call(_ arguments: CallArguments, _ context: CallContext) throws -> Value {
    guard let value = arguments.positional.first, arguments.positional.count == 1 else {
      throw PyError(
        .typeError, "range.\(name)() takes exactly one argument (\(arguments.positional.count) given)")
    }
    let isInside = range.contains(value) ?? false
    if name == "count" { return .int(isInside ? 1 : 0) }
    guard isInside, let number = value.integer ?? value.number.map({ Int($0) }) else {
      throw PyError(.valueError, "\(try value.repr()) is not in range")
    }
    return .int((number &- range.start) / range.step)
  }
}

/// Walks a range.
public final class RangeIterator: PyIterator {
  private let range: PyRange
  private var index = 0
  private var given = InterruptCounter()

  init(_ range: PyRange) { self.range = range }

  /// `range_iterator`.
  public override var typeName: String { "range_iterator" }

  /// The next number.
  public override func next() throws -> Value? {
    guard index < range.count else { return nil }
    try given.tick()
    index += 1
    return .int(range.number(at: index - 1))
  }

  /// How many are left.
  public override var remainingCount: Int { range.count - index }
}
