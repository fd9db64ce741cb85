extension FileMetadata {
  /// Reads a footer.
  init(_ bytes: UnsafeRawBufferPointer) throws {
    var reader = CompactReader(bytes, part: "the footer")
    var metadata = FileMetadata()
    try reader.structure { reader, field, kind in
      switch field {
      case 2: try reader.list { reader, _ in metadata.schema.append(try SchemaElement(&reader)) }
      case 3: metadata.rowCount = try reader.integer(kind)
      case 4: try reader.list { reader, _ in metadata.rowGroups.append(try RowGroup(&reader)) }
      case 5: try reader.list { reader, _ in metadata.keyValues.append(try FileMetadata.keyValue(&reader)) }
      case 8:
        metadata.isEncrypted = true
        return false
      default: return false
      }
      return true
    }
    self = metadata
  }

  private static func keyValue(_ reader: inout CompactReader) throws -> (key: String, value: [UInt8]) {
    var (key, value) = ("", [UInt8]())
    try reader.structure { reader, field, kind in
      switch field {
      case 1: key = try reader.text(kind)
      case 2: value = try reader.binary(kind)
      default: return false
      }
      return true
    }
    return (key, value)
  }
}

extension RowGroup {
  init(_ reader: inout CompactReader) throws {
    var group = RowGroup()
    try reader.structure { reader, field, kind in
      switch field {
      case 1: try reader.list { reader, _ in group.chunks.append(try ColumnChunk(&reader)) }
      case 3: group.rowCount = try reader.integer(kind)
      default: return false
      }
      return true
    }
    self = group
  }
}

extension ColumnChunk {
  init(_ reader: inout CompactReader) throws {
    var chunk = ColumnChunk()
    try reader.structure { reader, field, kind in
      switch field {
      case 1: chunk.filePath = try reader.text(kind)
      case 3: try chunk.readMetadata(&reader)
      case 8, 9:
        chunk.isEncrypted = true
        return false
      default: return false
      }
      return true
    }
    self = chunk
  }

  private mutating func readMetadata(_ reader: inout CompactReader) throws {
    var chunk = self
    chunk.hasMetadata = true
    try reader.structure { reader, field, kind in
      switch field {
      case 4: chunk.codec = try reader.integer(kind)
      case 5: chunk.valueCount = try reader.integer(kind)
      case 7: chunk.compressedSize = try reader.integer(kind)
      case 9: chunk.dataPageOffset = try reader.integer(kind)
      case 11: chunk.dictionaryPageOffset = try reader.integer(kind)
      default: return false
      }
      return true
    }
    self = chunk
  }
}

extension SchemaElement {
  init(_ reader: inout CompactReader) throws {
    var element = SchemaElement()
    try reader.structure { reader, field, kind in
      switch field {
      case 1: element.physicalType = try reader.integer(kind)
      case 2: element.typeLength = try reader.integer(kind)
      case 3:
        let number = try reader.integer(kind)
        guard let repetition = Repetition(rawValue: number) else {
          throw ParquetDamage.outOfRange(part: "a repetition type", value: number, limit: "0 to 2 are known")
        }
        element.repetition = repetition
      case 4: element.name = try reader.text(kind)
      case 5: element.childCount = try reader.integer(kind)
      case 6: element.convertedType = try reader.integer(kind)
      case 7: element.scale = try reader.integer(kind)
      case 10: element.logicalType = try LogicalType(&reader)
      default: return false
      }
      return true
    }
    self = element
  }
}

extension LogicalType {
  init(_ reader: inout CompactReader) throws {
    var type = LogicalType.other
    let simple: [Int: LogicalType] = [
      1: .string, 2: .map, 3: .list, 4: .enumeration, 6: .date, 11: .null, 12: .json, 13: .bson, 14: .uuid,
      15: .float16,
    ]
    try reader.structure { reader, field, _ in
      if let known = simple[field] {
        type = known
        return false
      }
      switch field {
      case 5: type = .decimal(scale: try LogicalType.numbers(&reader)[1] ?? 0)
      case 7: type = .time(try LogicalType.unit(&reader).unit)
      case 8:
        let (unit, isUTC) = try LogicalType.unit(&reader)
        type = .timestamp(unit, isUTC: isUTC)
      case 10:
        let fields = try LogicalType.numbers(&reader)
        type = .integer(bits: fields[1] ?? 64, isSigned: fields[2] != 0)
      default: return false
      }
      return true
    }
    self = type
  }

  /// A structure of numbers and truths, by field.
  private static func numbers(_ reader: inout CompactReader) throws -> [Int: Int] {
    var numbers: [Int: Int] = [:]
    try reader.structure { reader, field, kind in
      switch kind {
      case .yes: numbers[field] = 1
      case .no: numbers[field] = 0
      case .byte, .int16, .int32, .int64: numbers[field] = try reader.integer(kind)
      default: return false
      }
      return true
    }
    return numbers
  }

  private static func unit(_ reader: inout CompactReader) throws -> (unit: TimeUnit, isUTC: Bool) {
    var (unit, isUTC) = (TimeUnit?.none, false)
    try reader.structure { reader, field, kind in
      if field == 1 { isUTC = kind == .yes }
      guard field == 2 else { return false }
      try reader.structure { _, field, _ in
        unit = TimeUnit(rawValue: field)
        return false
      }
      return true
    }
    guard let unit else { throw ParquetDamage.malformed(part: "a time's type", reason: "its unit is unknown") }
    return (unit, isUTC)
  }
}
