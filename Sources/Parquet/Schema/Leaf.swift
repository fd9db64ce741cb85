/// A column of the file that holds values itself.
struct Leaf {
  /// How values lie in the bytes, by the format's number.
  enum Physical: Int {
    case boolean, int32, int64, int96, float, double, byteArray, fixed
  }

  /// What values mean.
  enum Meaning: Equatable {
    case null, bool, float, float16, text, json, binary
    case integer(bits: Int, isSigned: Bool)
    case date
    case time(TimeUnit)
    case timestamp(TimeUnit, isUTC: Bool)
    case timestamp96
    case decimal(scale: Int)
    case uuid
  }

  /// The column's place among the leaves.
  let index: Int
  let physical: Physical
  /// The bytes of each value of the kind `fixed`.
  let width: Int
  let meaning: Meaning
  /// The definition level at which a value is there.
  let maxDefinition: Int
  let maxRepetition: Int

  init(_ element: SchemaElement, index: Int, definition: Int, repetition: Int) throws {
    guard let physical = element.physicalType.flatMap(Physical.init) else {
      throw ParquetDamage.outOfRange(
        part: "the type of '\(element.name)'", value: element.physicalType ?? -1, limit: "0 to 7 are known")
    }
    let width = physical == .int96 ? 12 : element.typeLength
    guard physical != .fixed || (1...1 << 24).contains(width) else {
      throw ParquetDamage.outOfRange(
        part: "the length of '\(element.name)'", value: width, limit: "it must lie in 1 ... 16777216")
    }
    self.index = index
    self.physical = physical
    self.width = width
    meaning = try Leaf.meaning(element, physical, width)
    maxDefinition = definition
    maxRepetition = repetition
  }

  private static func meaning(_ element: SchemaElement, _ physical: Physical, _ width: Int) throws -> Meaning {
    if element.logicalType == .null { return .null }
    if let decimal = try decimal(element, physical) { return decimal }
    switch physical {
    case .boolean: return .bool
    case .float, .double: return .float
    case .int96: return .timestamp96
    case .int32, .int64: return number(element, bits: physical == .int32 ? 32 : 64)
    case .byteArray, .fixed:
      switch (element.logicalType, element.convertedType) {
      case (.string, _), (.json, _), (.enumeration, _), (nil, 0), (nil, 4), (nil, 19): return .text
      case (.uuid, _) where width == 16 && physical == .fixed: return .uuid
      case (.float16, _) where width == 2 && physical == .fixed: return .float16
      default: return .binary
      }
    }
  }

  private static func decimal(_ element: SchemaElement, _ physical: Physical) throws -> Meaning? {
    var scale = element.scale
    switch (element.logicalType, element.convertedType) {
    case (.decimal(let own), _): scale = own
    case (nil, 5): break
    default: return nil
    }
    guard (0...1000).contains(scale) else {
      throw ParquetDamage.outOfRange(
        part: "the scale of '\(element.name)'", value: scale, limit: "it must lie in 0 ... 1000")
    }
    switch physical {
    case .int32, .int64, .byteArray, .fixed: return .decimal(scale: scale)
    default: return nil
    }
  }

  private static func number(_ element: SchemaElement, bits: Int) -> Meaning {
    switch element.logicalType {
    case .date: return .date
    case .time(let unit): return .time(unit)
    case .timestamp(let unit, let isUTC): return .timestamp(unit, isUTC: isUTC)
    case .integer(let own, let isSigned): return .integer(bits: min(max(own, 8), bits), isSigned: isSigned)
    case .some: return .integer(bits: bits, isSigned: true)
    case nil: break
    }
    switch element.convertedType {
    case 6: return .date
    case 7: return .time(.milliseconds)
    case 8: return .time(.microseconds)
    // LogicalTypes.md, "Deprecated timestamp ConvertedType": the old names stand for UTC's times.
    case 9: return .timestamp(.milliseconds, isUTC: true)
    case 10: return .timestamp(.microseconds, isUTC: true)
    case .some(let type) where (11...14).contains(type):
      return .integer(bits: min(8 << (type - 11), bits), isSigned: false)
    default: return .integer(bits: bits, isSigned: true)
    }
  }

  /// What a cell sees.
  var type: ParquetType {
    switch meaning {
    case .null: .null
    case .bool: .bool
    case .integer: .integer
    case .float, .float16: .float
    case .binary: .binary
    case .json: .json
    default: .text
    }
  }

  /// The same column, whose texts hold JSON.
  var asJSON: Leaf {
    var leaf = self
    if meaning == .text { leaf = Leaf(self, meaning: .json) }
    return leaf
  }

  private init(_ other: Leaf, meaning: Meaning) {
    (index, physical, width) = (other.index, other.physical, other.width)
    (maxDefinition, maxRepetition) = (other.maxDefinition, other.maxRepetition)
    self.meaning = meaning
  }
}
