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

  func value(at row: Int) throws -> Value {
    let place = places.map { Int($0[row]) } ?? row
    if place < 0 { return .none }
    switch leaf.meaning {
    case .text: return .str(PyString(bytes: Array(values.strings.bytes[values.strings.range(at: place)])))
    case .float: return .float(values.floats[place])
    case .integer(let bits, let isSigned): return integer(values.integers[place], bits: bits, isSigned: isSigned)
    case .bool: return .bool(values.integers[place] != 0)
    case .null: return .none
    case .binary: return .object(UnreadableValue(.binary))
    case .json: return try json(bytes(place))
    case .float16: return .float(float16(bytes(place)))
    case .uuid: return .string(uuidText(bytes(place)))
    case .date: return .string(dateText(day: values.integers[place]))
    case .time(let unit): return .string(timeText(values.integers[place], unit))
    case .timestamp(let unit, let isUTC): return .string(timestampText(values.integers[place], unit, isUTC: isUTC))
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
    case .int32, .int64: return .string(decimalText(values.integers[place], scale: scale))
    default:
      let bytes = self.bytes(place)
      guard bytes.count <= 64 else { return .object(UnreadableValue(.longDecimal(bytes.count))) }
      return .string(decimalText(Array(bytes), scale: scale))
    }
  }
}
