import SourceText

/// Pieces and their ids, both ways: the pieces' bytes end to end in one array, found through a flat hash table.
struct Vocabulary: Sendable {
  private struct Entry {
    var start: UInt32 = 0
    /// The number of bytes; `.max` where the id has no piece.
    var length = UInt32.max
  }

  private struct Slot {
    var tag: UInt32
    var id: UInt32
  }

  private static let empty = Slot(tag: 0, id: .max)
  private var storage: [UInt8] = []
  private var entries: [Entry] = []
  private var table: [Slot]

  /// The number of pieces.
  private(set) var count = 0

  /// One more than the highest id.
  var idLimit: Int { entries.count }

  /// Makes an empty vocabulary with room for a number of pieces.
  init(capacity: Int = 16) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    table = Array(repeating: Self.empty, count: size)
    entries.reserveCapacity(capacity)
    storage.reserveCapacity(capacity * 8)
  }

  @inline(__always) private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(bytes.count)
    var offset = 0
    let raw = UnsafeRawBufferPointer(bytes)
    while offset + 8 <= bytes.count {
      hash = (hash ^ raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 32
      offset += 8
    }
    var rest: UInt64 = 0
    while offset < bytes.count {
      rest = rest << 8 | UInt64(bytes[offset])
      offset += 1
    }
    hash = (hash ^ rest) &* 0x9E37_79B9_7F4A_7C15
    return hash ^ hash >> 29
  }

  /// Adds a piece under an id; false where either is taken, or there are gigabytes already.
  mutating func insert(_ piece: some Collection<UInt8>, id: Int) -> Bool {
    if contains(id) || storage.count > 1 << 30 { return false }
    if count * 2 >= table.count { grow() }
    let start = storage.count
    storage.append(contentsOf: piece)
    let length = storage.count - start
    let (place, tag) = storage.withUnsafeBufferPointer { storage in
      slot(UnsafeBufferPointer(rebasing: storage[start..<start + length]), storage)
    }
    guard table[place].id == .max else {
      storage.removeLast(length)
      return false
    }
    while entries.count <= id { entries.append(Entry()) }
    entries[id] = Entry(start: UInt32(start), length: UInt32(length))
    table[place] = Slot(tag: tag, id: UInt32(id))
    count += 1
    return true
  }

  /// Whether an id has a piece.
  func contains(_ id: Int) -> Bool { id >= 0 && id < entries.count && entries[id].length != .max }

  /// The bytes of a piece; none for an unknown id.
  func bytes(of id: Int) -> ArraySlice<UInt8> {
    guard contains(id) else { return [] }
    return storage[Int(entries[id].start)..<Int(entries[id].start + entries[id].length)]
  }

  /// Lends the bytes of a piece; none for an unknown id.
  func withBytes<Result>(of id: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    bytes(of: id).withUnsafeBufferPointer(body)
  }

  /// The id of a piece, or nil.
  @inline(__always)
  func id(of piece: UnsafeBufferPointer<UInt8>) -> UInt32? {
    let id = storage.withUnsafeBufferPointer { table[slot(piece, $0).place].id }
    return id == .max ? nil : id
  }

  /// The id of a piece, or nil.
  func id(of piece: [UInt8]) -> UInt32? { piece.withUnsafeBufferPointer { id(of: $0) } }

  /// Where a piece stands in the table, or the free place for it; and its tag.
  @inline(__always)
  private func slot(
    _ piece: UnsafeBufferPointer<UInt8>, _ storage: UnsafeBufferPointer<UInt8>
  ) -> (place: Int, tag: UInt32) {
    let hash = Self.hash(piece)
    let tag = UInt32(truncatingIfNeeded: hash >> 32)
    var place = Int(truncatingIfNeeded: hash) & (table.count - 1)
    while true {
      let slot = table[place]
      if slot.id == .max { return (place, tag) }
      if slot.tag == tag {
        let entry = entries[Int(slot.id)]
        let start = Int(entry.start)
        if Int(entry.length) == piece.count,
          UnsafeBufferPointer(rebasing: storage[start..<start + piece.count]).elementsEqual(piece)
        {
          return (place, tag)
        }
      }
      place = (place + 1) & (table.count - 1)
    }
  }

  private mutating func grow() {
    let old = table
    table = Array(repeating: Self.empty, count: old.count * 2)
    for slot in old where slot.id != .max {
      let (place, tag) = storage.withUnsafeBufferPointer { storage in
        let entry = entries[Int(slot.id)]
        let range = Int(entry.start)..<Int(entry.start + entry.length)
        return self.slot(UnsafeBufferPointer(rebasing: storage[range]), storage)
      }
      table[place] = Slot(tag: tag, id: slot.id)
    }
  }
}
