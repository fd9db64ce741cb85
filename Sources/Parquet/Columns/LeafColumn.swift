import JSON
import PythonValues

/// Rows of a leaf column.
struct LeafColumn {
  let leaf: Leaf
  let values: LeafValues
  /// Which value stands in each row, -1 for None; nil where each row has its own.
  let places: [Int32]?

  init(_ leaf: Leaf, _ values: LeafValues, places: [Int32]?) {
    self.leaf = leaf
    self.values = values
    self.places = places
  }

  /// Appends the values of some rows; the commonest kinds in loops of their own.
  func append(_ rows: Range<Int>, to output: inout [Value]) throws {
    switch (leaf.meaning, leaf.physical) {
    case (.text, _):
      let strings = values.strings
      append(rows, to: &output) { .str(PyString(bytes: Array(strings.bytes[strings.range(at: $0)]))) }
    case (.float, .float): append(rows, values.singles, to: &output) { .float(Double($0)) }
    case (.float, .double): append(rows, values.doubles, to: &output) { .float($0) }
    case (.integer(_, true), .int32): append(rows, values.shorts, to: &output) { .int(Int($0)) }
    case (.integer(_, true), .int64): append(rows, values.longs, to: &output) { .int(Int($0)) }
    default: try append(rows, to: &output) { try value(at: $0) }
    }
  }

  @inline(__always)
  private func append<Number>(
    _ rows: Range<Int>, _ numbers: [Number], to output: inout [Value], _ value: (Number) -> Value
  ) {
    append(rows, to: &output) { value(numbers[$0]) }
  }

  @inline(__always)
  private func append(_ rows: Range<Int>, to output: inout [Value], _ value: (Int) throws -> Value) rethrows {
    guard let places else {
      for row in rows { output.append(try value(row)) }
      return
    }
    for row in rows {
      let place = Int(places[row])
      output.append(place < 0 ? .none : try value(place))
    }
  }

  private func value(at place: Int) throws -> Value {
    func integer() -> Int64 { values.integer(at: place, of: leaf) }
    switch leaf.meaning {
    case .text: return .str(PyString(bytes: Array(bytes(place))))
    case .float: return .float(values.float(at: place, of: leaf))
    case .integer(let bits, let isSigned): return self.integer(integer(), bits: bits, isSigned: isSigned)
    case .bool: return .bool(integer() != 0)
    case .null: return .none
    case .binary: return .object(UnreadableValue(.binary))
    case .json: return try json(bytes(place))
    case .float16: return .float(float16(bytes(place)))
    case .uuid: return .string(uuidText(bytes(place)))
    case .date: return .string(dateText(day: integer()))
    case .time(let unit): return .string(timeText(integer(), unit))
    case .timestamp(let unit, let isUTC): return .string(timestampText(integer(), unit, isUTC: isUTC))
    case .timestamp96: return .string(timestamp96Text(bytes(place)))
    case .decimal(let scale): return decimal(place, scale)
    }
  }

  private func bytes(_ place: Int) -> ArraySlice<UInt8> { values.strings.bytes[values.strings.range(at: place)] }

  private func integer(_ number: Int64, bits: Int, isSigned: Bool) -> Value {
    if isSigned { return .int(Int(number)) }
    if bits == 64 {
      return number < 0 ? .object(UnreadableValue(.largeInteger(UInt64(bitPattern: number)))) : .int(Int(number))
    }
    return .int(Int(number & (1 << Int64(bits) - 1)))
  }

  private func json(_ text: ArraySlice<UInt8>) throws -> Value {
    do {
      return Value(try JSON.parse(Array(text), name: "a value"))
    } catch {
      throw ParquetDamage.malformed(part: "a JSON value", reason: "\(error)")
    }
  }

  private func float16(_ bytes: ArraySlice<UInt8>) -> Double {
    var bits: UInt16 = 0
    for byte in bytes.reversed() { bits = bits << 8 | UInt16(byte) }
    let (exponent, fraction) = (Int(bits >> 10 & 31), Double(bits & 1023))
    let magnitude: Double
    switch exponent {
    case 31: magnitude = fraction == 0 ? .infinity : .nan
    case 0: magnitude = fraction / 1024 / 16384
    default:
      magnitude = Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024)
    }
    return bits >> 15 == 1 ? -magnitude : magnitude
  }

  private func decimal(_ place: Int, _ scale: Int) -> Value {
    switch leaf.physical {
    case .int32, .int64: return .string(decimalText(values.integer(at: place, of: leaf), scale: scale))
    default:
      let bytes = self.bytes(place)
      guard bytes.count <= 64 else { return .object(UnreadableValue(.longDecimal(bytes.count))) }
      return .string(decimalText(Array(bytes), scale: scale))
    }
  }
}
