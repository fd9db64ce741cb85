/// A flat hash table from a pair of ids to what the pair merges into: open addressing, linear probing.
struct PairTable: Sendable {
  /// What a pair merges into, and when: lower ranks merge first.
  struct Merge: Equatable, Sendable {
    let rank: UInt32
    let id: UInt32
  }

  private struct Slot {
    var key: UInt64
    var merge: Merge
  }

  private static let emptyKey = UInt64.max
  private var slots: [Slot]
  private var mask: Int

  /// The number of pairs.
  private(set) var count = 0

  /// Makes a table with room for a number of pairs; it grows when more come.
  init(capacity: Int) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    slots = Array(repeating: Slot(key: Self.emptyKey, merge: Merge(rank: .max, id: 0)), count: size)
    mask = size - 1
  }

  @inline(__always) private static func hash(_ key: UInt64) -> Int {
    let product = key &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: product ^ product >> 32)
  }

  /// The merge of a pair of ids, or nil.
  @inline(__always)
  func merge(_ left: UInt32, _ right: UInt32) -> Merge? {
    let key = UInt64(left) << 32 | UInt64(right)
    var index = Self.hash(key) & mask
    while true {
      let slot = slots[index]
      if slot.key == key { return slot.merge }
      if slot.key == Self.emptyKey { return nil }
      index = (index + 1) & mask
    }
  }

  /// Adds a pair; of two entries the first one stays.
  mutating func insert(_ left: UInt32, _ right: UInt32, _ merge: Merge) {
    if count * 2 >= slots.count { grow() }
    place(UInt64(left) << 32 | UInt64(right), merge)
  }

  private mutating func place(_ key: UInt64, _ merge: Merge) {
    var index = Self.hash(key) & mask
    while slots[index].key != Self.emptyKey {
      if slots[index].key == key { return }
      index = (index + 1) & mask
    }
    slots[index] = Slot(key: key, merge: merge)
    count += 1
  }

  private mutating func grow() {
    let old = slots
    self = PairTable(capacity: old.count)
    for slot in old where slot.key != Self.emptyKey { place(slot.key, slot.merge) }
  }
}
