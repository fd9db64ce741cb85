/// `start:stop:step` between brackets.
public final class PySlice: PyObject {
  /// The first index, or `None`.
  public let start: Value
  /// The index of the end, or `None`.
  public let stop: Value
  /// The step, or `None`.
  public let step: Value

  /// Makes a slice.
  public init(_ start: Value, _ stop: Value, _ step: Value) {
    self.start = start
    self.stop = stop
    self.step = step
  }

  /// `slice`.
  public override var typeName: String { "slice" }

  /// `slice(0, 3, None)`.
  public override func repr() throws -> String { "slice(\(try start.repr()), \(try stop.repr()), \(try step.repr()))" }

  /// A slice for a sequence of a known length.
  public struct Resolved {
    /// The first index.
    public let start: Int
    /// Where it ends, exclusive; -1 for a backward slice that reaches the first element.
    public let stop: Int
    /// The step; not 0.
    public let step: Int
    /// The number of elements.
    public let count: Int

    /// The indices in order.
    public var indices: [Int] { (0..<count).map { start + $0 * step } }
  }

  /// The slice for a sequence of `count` elements.
  ///
  /// - Throws: `ValueError` for a step of 0, `TypeError` for indices that are no integers.
  public func resolved(count: Int) throws -> Resolved {
    let step = try part(self.step) ?? 1
    if step == 0 { throw PyError(.valueError, "slice step cannot be zero") }
    func clamped(_ value: Int?, _ missing: Int) -> Int {
      guard var index = value else { return missing }
      if index < 0 { index = index < -count ? -1 : index + count }
      if step > 0 { return min(max(index, 0), count) }
      return min(max(index, -1), count - 1)
    }
    let first = clamped(try part(start), step > 0 ? 0 : count - 1)
    let end = clamped(try part(stop), step > 0 ? count : -1)
    let distance = step > 0 ? end - first : first - end
    let size = Int(min(step.magnitude, UInt(Int.max)))
    let length = distance <= 0 ? 0 : (distance - 1) / size + 1
    return Resolved(start: first, stop: end, step: step, count: length)
  }

  private func part(_ value: Value) throws -> Int? {
    switch value {
    case .none: return nil
    case .int(let index): return index
    case .bool(let index): return index ? 1 : 0
    case .object(let object):
      if case .int(let index)? = try object.numericValue() { return index }
    default: break
    }
    throw PyError(.typeError, "slice indices must be integers or None or have an __index__ method")
  }

  /// `start`, `stop`, `step`.
  public override func attribute(_ name: String) throws -> Value? {
    switch name {
    case "start": start
    case "stop": stop
    case "step": step
    default: nil
    }
  }

  /// Equal parts.
  public override func equals(_ other: Value) throws -> Bool? {
    guard case .object(let object) = other, let slice = object as? PySlice else { return nil }
    return try start.equals(slice.start) && stop.equals(slice.stop) && step.equals(slice.step)
  }

  /// A slice has no hash.
  public override func hash() throws -> Int { throw PyError(.typeError, "unhashable type: 'slice'") }
}
