import PythonValues

/// The values of one column or of one level inside it, in flat arrays; each kind is a subclass.
class ColumnStorage {
  /// What a value asks of the storage that is to hold it.
  enum Kind {
    case bool
    case integer
    case float
    case string
    case list
    case structure
  }

  /// The number of values.
  final var count = 0

  /// Which values are there, where some are None; empty while none is.
  private final var isPresent: [Bool] = []

  var feature: Feature { .null }

  /// The kind of a plain value; nil for None and objects.
  static func kind(of value: Value) -> Kind? {
    switch value {
    case .bool: .bool
    case .int: .integer
    case .float: .float
    case .str: .string
    case .list, .tuple: .list
    case .dict: .structure
    case .none, .set, .object: nil
    }
  }

  /// Appends a value that is not None; false where the storage is of another kind.
  func append(_ value: Value, path: String, place: () -> String, depth: Int) throws -> Bool { false }

  /// Appends an element's place without a value.
  func appendPlaceholder() {}

  /// The value of a row that is there.
  func presentValue(at row: Int) -> Value { .none }

  /// A storage with the same values that also takes a kind, or nil where there is none.
  func widened(for kind: Kind) -> ColumnStorage? { nil }

  final func appendNulls(_ number: Int) {
    guard number > 0 else { return }
    if isPresent.isEmpty { isPresent = [Bool](repeating: true, count: count) }
    for _ in 0..<number {
      isPresent.append(false)
      appendPlaceholder()
    }
    count += number
  }

  /// Counts a value that a subclass has stored.
  final func stored() {
    if !isPresent.isEmpty { isPresent.append(true) }
    count += 1
  }

  final func isNull(_ row: Int) -> Bool { !isPresent.isEmpty && !isPresent[row] }

  final func value(at row: Int) -> Value { isNull(row) ? .none : presentValue(at: row) }
}

/// Nothing but None.
final class NullStorage: ColumnStorage {
  override func widened(for kind: Kind) -> ColumnStorage? {
    let wider: ColumnStorage =
      switch kind {
      case .bool: BoolStorage()
      case .integer: IntegerStorage()
      case .float: FloatStorage()
      case .string: StringStorage()
      case .list: ListStorage()
      case .structure: StructureStorage()
      }
    wider.appendNulls(count)
    return wider
  }
}

/// Truth values.
final class BoolStorage: ColumnStorage {
  private var values: [Bool] = []

  override var feature: Feature { .bool }

  override func append(_ value: Value, path: String, place: () -> String, depth: Int) -> Bool {
    guard case .bool(let value) = value else { return false }
    values.append(value)
    stored()
    return true
  }

  override func appendPlaceholder() { values.append(false) }

  override func presentValue(at row: Int) -> Value { .bool(values[row]) }
}

/// Integers, in 32 bits each while all of them fit.
final class IntegerStorage: ColumnStorage {
  private var narrow: [Int32] = []
  private var wide: [Int] = []
  private var isWide = false

  override var feature: Feature { .integer }

  override func append(_ value: Value, path: String, place: () -> String, depth: Int) -> Bool {
    guard case .int(let value) = value else { return false }
    if !isWide, Int32(exactly: value) == nil {
      isWide = true
      wide = narrow.map(Int.init)
      narrow = []
    }
    if isWide { wide.append(value) } else { narrow.append(Int32(truncatingIfNeeded: value)) }
    stored()
    return true
  }

  override func appendPlaceholder() {
    if isWide { wide.append(0) } else { narrow.append(0) }
  }

  override func presentValue(at row: Int) -> Value { .int(isWide ? wide[row] : Int(narrow[row])) }

  override func widened(for kind: Kind) -> ColumnStorage? {
    guard case .float = kind else { return nil }
    let wider = FloatStorage()
    for row in 0..<count {
      if isNull(row) { wider.appendNulls(1) } else { wider.append(isWide ? Double(wide[row]) : Double(narrow[row])) }
    }
    return wider
  }
}

/// Floats; integers that come are taken as floats.
final class FloatStorage: ColumnStorage {
  private var values: [Double] = []

  override var feature: Feature { .float }

  func append(_ value: Double) {
    values.append(value)
    stored()
  }

  override func append(_ value: Value, path: String, place: () -> String, depth: Int) -> Bool {
    switch value {
    case .float(let value): append(value)
    case .int(let value): append(Double(value))
    default: return false
    }
    return true
  }

  override func appendPlaceholder() { values.append(0) }

  override func presentValue(at row: Int) -> Value { .float(values[row]) }
}

/// Text, all bytes in one array.
final class StringStorage: ColumnStorage {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  override var feature: Feature { .string }

  override func append(_ value: Value, path: String, place: () -> String, depth: Int) -> Bool {
    guard case .str(let text) = value else { return false }
    bytes += text.bytes
    ends.append(bytes.count)
    stored()
    return true
  }

  override func appendPlaceholder() { ends.append(bytes.count) }

  override func presentValue(at row: Int) -> Value {
    .str(PyString(bytes: Array(bytes[(row == 0 ? 0 : ends[row - 1])..<ends[row]])))
  }
}
