/// Writes Thrift's compact protocol, as footers and page headers are written.
///
/// Source: thrift, doc/specs/thrift-compact-protocol.md.
struct CompactWriter {
  private(set) var bytes: [UInt8] = []
  private var lastField = 0

  /// A field of a structure that holds a whole number.
  mutating func integer(_ field: Int, _ value: Int, _ kind: CompactReader.Kind = .int32) {
    header(field, kind)
    zigzag(value)
  }

  /// A field that holds text.
  mutating func text(_ field: Int, _ value: String) {
    header(field, .binary)
    element(value)
  }

  /// A field that holds a truth.
  mutating func flag(_ field: Int, _ value: Bool) { header(field, value ? .yes : .no) }

  /// A field that holds a structure.
  mutating func structure(_ field: Int, _ body: (inout CompactWriter) -> Void) {
    header(field, .structure)
    element(body)
  }

  /// A field that holds a list.
  mutating func list<Element>(
    _ field: Int, _ elements: [Element], _ kind: CompactReader.Kind, _ body: (inout CompactWriter, Element) -> Void
  ) {
    header(field, .list)
    if elements.count < 15 {
      bytes.append(UInt8(elements.count << 4) | kind.rawValue)
    } else {
      bytes.append(0xF0 | kind.rawValue)
      varint(UInt64(elements.count))
    }
    for element in elements { body(&self, element) }
  }

  /// An element that is a structure.
  mutating func element(_ body: (inout CompactWriter) -> Void) {
    let outer = lastField
    lastField = 0
    body(&self)
    bytes.append(0)
    lastField = outer
  }

  /// An element that is text.
  mutating func element(_ value: String) {
    varint(UInt64(value.utf8.count))
    bytes += value.utf8
  }

  /// An element that is a whole number.
  mutating func zigzag(_ value: Int) { varint(UInt64(bitPattern: Int64(value << 1 ^ value >> 63))) }

  mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func header(_ field: Int, _ kind: CompactReader.Kind) {
    let step = field - lastField
    if (1...15).contains(step) {
      bytes.append(UInt8(step) << 4 | kind.rawValue)
    } else {
      bytes.append(kind.rawValue)
      zigzag(field)
    }
    lastField = field
  }

  /// The bytes of one structure.
  static func structure(_ body: (inout CompactWriter) -> Void) -> [UInt8] {
    var writer = CompactWriter()
    writer.element(body)
    return writer.bytes
  }
}
