import SourceText

/// Reads little-endian values one after the other; every length is checked before it is believed.
struct GGUFCursor {
  let path: String
  let bytes: UnsafeRawBufferPointer
  private(set) var offset = 0
  /// Elements of arrays that may still come: their memory is bounded whatever the file says.
  private var elementsLeft = GGUFCursor.mostElements

  /// The most elements of all arrays together; the largest vocabularies have four arrays of 262,144.
  static let mostElements = 1 << 24
  /// The deepest arrays in arrays.
  static let deepest = 4
  /// The longest key or name.
  static let longestName = 65_535

  init(path: String, bytes: UnsafeRawBufferPointer) {
    self.path = path
    self.bytes = bytes
  }

  /// The bytes that are left.
  var left: Int { bytes.count - offset }

  /// The next number.
  mutating func next<T: FixedWidthInteger>(_: T.Type) throws(ModelFileError) -> T {
    let size = MemoryLayout<T>.size
    guard left >= size else { throw cutShort(size) }
    let value = T(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: T.self))
    offset += size
    return value
  }

  /// The next count; each thing counted takes at least so many bytes of what is left.
  mutating func count(each size: Int) throws(ModelFileError) -> Int {
    let count = try next(UInt64.self)
    guard count <= UInt64(left / size) else {
      let needed = count.multipliedReportingOverflow(by: UInt64(size))
      throw cutShort(needed.overflow ? Int.max : Int(clamping: needed.partialValue))
    }
    return Int(count)
  }

  /// The next text.
  mutating func text() throws(ModelFileError) -> Text {
    let count = try count(each: 1)
    let text = Text(bytes: Array(bytes[offset..<offset + count]))
    offset += count
    return text
  }

  /// The next key or tensor name.
  mutating func name(_ what: String) throws(ModelFileError) -> Text {
    let name = try text()
    guard name.count <= Self.longestName else {
      throw .badMetadata(
        path: path, key: what, reason: "it is \(name.count) bytes long, the limit is \(Self.longestName)")
    }
    return name
  }

  /// The next value of a type.
  mutating func value(_ type: UInt32, key: Text, depth: Int = 0) throws(ModelFileError) -> GGUFValue {
    switch type {
    case 0: return .integer(Int(try next(UInt8.self)))
    case 1: return .integer(Int(try next(Int8.self)))
    case 2: return .integer(Int(try next(UInt16.self)))
    case 3: return .integer(Int(try next(Int16.self)))
    case 4: return .integer(Int(try next(UInt32.self)))
    case 5: return .integer(Int(try next(Int32.self)))
    case 6: return .number(Double(Float(bitPattern: try next(UInt32.self))))
    case 7: return .bool(try next(UInt8.self) != 0)
    case 8: return .text(try text())
    case 9: return try array(key: key, depth: depth + 1)
    case 10:
      let value = try next(UInt64.self)
      return Int(exactly: value).map { .integer($0) } ?? .unsigned(value)
    case 11: return .integer(Int(try next(Int64.self)))
    case 12: return .number(Double(bitPattern: try next(UInt64.self)))
    default:
      throw .badMetadata(path: path, key: key.string, reason: "values of type \(type) are not known")
    }
  }

  private mutating func array(key: Text, depth: Int) throws(ModelFileError) -> GGUFValue {
    guard depth <= Self.deepest else {
      throw .badMetadata(path: path, key: key.string, reason: "its arrays are nested deeper than \(Self.deepest)")
    }
    let type = try next(UInt32.self)
    let sizes = [1, 1, 2, 2, 4, 4, 4, 1, 8, 12, 8, 8, 8]
    guard type < sizes.count else {
      throw .badMetadata(path: path, key: key.string, reason: "elements of type \(type) are not known")
    }
    let count = try count(each: sizes[Int(type)])
    guard count <= elementsLeft else {
      throw .badMetadata(
        path: path, key: key.string, reason: "the arrays have more than \(Self.mostElements) elements together")
    }
    elementsLeft -= count
    var elements: [GGUFValue] = []
    elements.reserveCapacity(count)
    for _ in 0..<count { elements.append(try value(type, key: key, depth: depth)) }
    return .array(elements)
  }

  private func cutShort(_ size: Int) -> ModelFileError {
    let (end, overflows) = offset.addingReportingOverflow(size)
    return .cutShort(path: path, size: bytes.count, tensor: nil, needed: overflows ? Int.max : end)
  }
}
