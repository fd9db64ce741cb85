/// Reads Thrift's compact protocol, in which footers and page headers are written.
///
/// Source: thrift, doc/specs/thrift-compact-protocol.md.
struct CompactReader {
  /// The kinds of values, by their number in the bytes.
  enum Kind: UInt8 {
    case yes = 1
    case no, byte, int16, int32, int64, double, binary, list, set, map, structure
  }

  var cursor: ByteCursor
  private var depth = 0

  init(_ bytes: UnsafeRawBufferPointer, part: String) { cursor = ByteCursor(bytes, part: part) }

  /// Reads a structure; the closure takes the fields that it knows and answers whether it did.
  mutating func structure(_ take: (inout CompactReader, Int, Kind) throws -> Bool) throws {
    depth += 1
    defer { depth -= 1 }
    guard depth < 64 else { throw malformed("structures nest deeper than 64 levels") }
    var identifier = 0
    while true {
      let header = try cursor.byte()
      if header == 0 { return }
      let kind = try self.kind(header & 15)
      identifier = header >> 4 == 0 ? Int(truncatingIfNeeded: try cursor.zigzag()) : identifier &+ Int(header >> 4)
      if try !take(&self, identifier, kind) { try skip(kind) }
    }
  }

  /// Reads a list; the closure reads one element.
  mutating func list(_ element: (inout CompactReader, Kind) throws -> Void) throws {
    let (count, kind) = try listHeader()
    guard let kind else { return }
    for _ in 0..<count { try element(&self, kind) }
  }

  /// A whole number of any width; the field's kind must be one.
  mutating func integer(_ kind: Kind) throws -> Int {
    switch kind {
    case .byte: return Int(Int8(bitPattern: try cursor.byte()))
    case .int16, .int32, .int64: return Int(try cursor.zigzag())
    default: throw malformed("a field that should be a number is none")
    }
  }

  /// The bytes of a text or binary field.
  mutating func binary(_ kind: Kind) throws -> [UInt8] {
    guard kind == .binary else { throw malformed("a field that should be text is none") }
    return Array(try takeBinary())
  }

  /// The text of a field.
  mutating func text(_ kind: Kind) throws -> String { String(decoding: try binary(kind), as: UTF8.self) }

  /// Reads over a value.
  mutating func skip(_ kind: Kind) throws {
    switch kind {
    case .yes, .no: break
    case .byte: _ = try cursor.byte()
    case .int16, .int32, .int64: _ = try cursor.varint()
    case .double: _ = try cursor.take(8)
    case .binary: _ = try takeBinary()
    case .list, .set:
      let (count, kind) = try listHeader()
      guard let kind else { return }
      for _ in 0..<count { try skipElement(kind) }
    case .map: try skipMap()
    case .structure: try structure { _, _, _ in false }
    }
  }

  /// In lists and maps a truth takes a byte of its own.
  private mutating func skipElement(_ kind: Kind) throws {
    depth += 1
    defer { depth -= 1 }
    guard depth < 64 else { throw malformed("lists nest deeper than 64 levels") }
    if kind == .yes || kind == .no { _ = try cursor.byte() } else { try skip(kind) }
  }

  private mutating func skipMap() throws {
    let count = try self.count(try cursor.varint())
    guard count > 0 else { return }
    let kinds = try cursor.byte()
    let (key, value) = (try kind(kinds >> 4), try kind(kinds & 15))
    for _ in 0..<count {
      try skipElement(key)
      try skipElement(value)
    }
  }

  private mutating func takeBinary() throws -> UnsafeRawBufferPointer {
    let length = try cursor.varint()
    guard length <= UInt64(cursor.remaining) else { throw ParquetDamage.endsEarly(part: cursor.part) }
    return try cursor.take(Int(length))
  }

  private mutating func listHeader() throws -> (count: Int, kind: Kind?) {
    let header = try cursor.byte()
    let count = try self.count(header >> 4 == 15 ? try cursor.varint() : UInt64(header >> 4))
    return (count, count == 0 ? nil : try kind(header & 15))
  }

  /// Each element takes a byte at least, so a count beyond the bytes left is a lie.
  private func count(_ claimed: UInt64) throws -> Int {
    guard claimed <= UInt64(cursor.remaining) else {
      throw ParquetDamage.claimsTooMuch(
        part: "a list", claimed: Int(clamping: claimed), unit: "elements", limit: cursor.remaining,
        place: "the rest in bytes")
    }
    return Int(claimed)
  }

  private func kind(_ number: UInt8) throws -> Kind {
    guard let kind = Kind(rawValue: number) else { throw malformed("an unknown kind of field, \(number)") }
    return kind
  }

  private func malformed(_ reason: String) -> ParquetDamage { .malformed(part: cursor.part, reason: reason) }
}
