/// What stands before each page.
struct PageHeader {
  enum Kind: Int {
    case data, index, dictionary, dataV2
  }

  /// Nil for a kind that a later version of the format may bring.
  var kind: Kind?
  var uncompressedSize = 0
  var compressedSize = 0
  var valueCount = 0
  var encoding = 0
  var definitionEncoding = 3
  var repetitionEncoding = 3
  var definitionLength = 0
  var repetitionLength = 0
  var isCompressed = true

  /// Whether the values stand in the chunk's dictionary.
  var usesDictionary: Bool { encoding == 2 || encoding == 8 }

  init(_ reader: inout CompactReader) throws {
    var (header, kind) = (PageHeader(), -1)
    try reader.structure { reader, field, fieldKind in
      switch field {
      case 1: kind = try reader.integer(fieldKind)
      case 2: header.uncompressedSize = try reader.integer(fieldKind)
      case 3: header.compressedSize = try reader.integer(fieldKind)
      case 5, 7: try header.readPage(&reader)
      case 8: try header.readPageV2(&reader)
      default: return false
      }
      return true
    }
    header.kind = Kind(rawValue: kind)
    for (part, size) in [("a page", header.compressedSize), ("a page, decompressed,", header.uncompressedSize)]
    where size < 0 || size > Int(Int32.max) {
      throw ParquetDamage.outOfRange(part: "\(part)'s size", value: size, limit: "it must lie in 0 ... 2147483647")
    }
    guard header.valueCount >= 0, header.valueCount <= PageHeader.mostValues else {
      throw ParquetDamage.outOfRange(
        part: "a page's number of values", value: header.valueCount, limit: "at most \(PageHeader.mostValues) are read")
    }
    self = header
  }

  /// Writers stop a page at a megabyte; a page of this many values would be a trap.
  static let mostValues = 1 << 26

  private init() {}

  private mutating func readPage(_ reader: inout CompactReader) throws {
    var header = self
    try reader.structure { reader, field, kind in
      switch field {
      case 1: header.valueCount = try reader.integer(kind)
      case 2: header.encoding = try reader.integer(kind)
      case 3 where kind == .int32: header.definitionEncoding = try reader.integer(kind)
      case 4 where kind == .int32: header.repetitionEncoding = try reader.integer(kind)
      default: return false
      }
      return true
    }
    self = header
  }

  private mutating func readPageV2(_ reader: inout CompactReader) throws {
    var header = self
    try reader.structure { reader, field, kind in
      switch field {
      case 1: header.valueCount = try reader.integer(kind)
      case 4: header.encoding = try reader.integer(kind)
      case 5: header.definitionLength = try reader.integer(kind)
      case 6: header.repetitionLength = try reader.integer(kind)
      case 7: header.isCompressed = kind == .yes
      default: return false
      }
      return true
    }
    self = header
  }
}
