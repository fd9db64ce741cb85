import SourceText

/// Pieces and their ids, both ways: the pieces' bytes end to end in one array, found through a flat hash table.
struct Vocabulary: Sendable {
  private var storage: [UInt8] = []
  private var starts: [UInt32] = []
  private var lengths: [UInt32] = []
  private var isPresent: [Bool] = []
  private var table: [UInt32]
  private static let empty = UInt32.max

  /// The number of pieces.
  private(set) var count = 0

  /// One more than the highest id.
  var idLimit: Int { starts.count }

  /// Makes an empty vocabulary with room for a number of pieces.
  init(capacity: Int = 16) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    table = Array(repeating: Self.empty, count: size)
    starts.reserveCapacity(capacity)
    lengths.reserveCapacity(capacity)
    isPresent.reserveCapacity(capacity)
  }

  private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return Int(truncatingIfNeeded: hash ^ hash >> 29)
  }

  /// Adds a piece under an id; false where either is taken. Ids must lie below 2^24.
  mutating func insert(_ piece: some Collection<UInt8>, id: Int) -> Bool {
    if contains(id) { return false }
    if count * 2 >= table.count { grow() }
    let start = storage.count
    storage.append(contentsOf: piece)
    let found = slot(start, storage.count - start)
    guard table[found] == Self.empty else {
      storage.removeLast(storage.count - start)
      return false
    }
    while starts.count <= id {
      starts.append(0)
      lengths.append(0)
      isPresent.append(false)
    }
    starts[id] = UInt32(start)
    lengths[id] = UInt32(storage.count - start)
    isPresent[id] = true
    table[found] = UInt32(id)
    count += 1
    return true
  }

  /// Whether an id has a piece.
  func contains(_ id: Int) -> Bool { id >= 0 && id < isPresent.count && isPresent[id] }

  /// The bytes of a piece; none for an unknown id.
  func bytes(of id: Int) -> ArraySlice<UInt8> {
    guard contains(id) else { return [] }
    return storage[Int(starts[id])..<Int(starts[id] + lengths[id])]
  }

  /// The id of a piece, or nil.
  func id(of piece: UnsafeBufferPointer<UInt8>) -> UInt32? {
    storage.withUnsafeBufferPointer { storage in
      var index = Self.hash(piece) & (table.count - 1)
      while table[index] != Self.empty {
        let id = Int(table[index])
        let start = Int(starts[id])
        if Int(lengths[id]) == piece.count,
          UnsafeBufferPointer(rebasing: storage[start..<start + piece.count]).elementsEqual(piece)
        {
          return UInt32(id)
        }
        index = (index + 1) & (table.count - 1)
      }
      return nil
    }
  }

  /// The id of a piece, or nil.
  func id(of piece: [UInt8]) -> UInt32? { piece.withUnsafeBufferPointer { id(of: $0) } }

  private func slot(_ start: Int, _ length: Int) -> Int {
    storage.withUnsafeBufferPointer { storage in
      let piece = UnsafeBufferPointer(rebasing: storage[start..<start + length])
      var index = Self.hash(piece) & (table.count - 1)
      while table[index] != Self.empty {
        let id = Int(table[index])
        let other = Int(starts[id])
        if Int(lengths[id]) == length,
          UnsafeBufferPointer(rebasing: storage[other..<other + length]).elementsEqual(piece)
        {
          return index
        }
        index = (index + 1) & (table.count - 1)
      }
      return index
    }
  }

  private mutating func grow() {
    table = Array(repeating: Self.empty, count: table.count * 2)
    for id in starts.indices where isPresent[id] {
      table[slot(Int(starts[id]), Int(lengths[id]))] = UInt32(id)
    }
  }
}
