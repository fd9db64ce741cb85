/// The hash table under dicts and sets: entries in the order of insertion, found by hash and Python's equality.
///
/// Equality may run a cell's `__eq__`, which may change this very table: no storage is borrowed while it runs, and a
/// search starts anew when the table changed under it.
public class ValueTable {
  struct Entry {
    let hash: Int
    var key: Value
    var value: Value
    var isLive: Bool
  }

  final var entries: [Entry] = []
  final var slots: [Int32] = []
  /// Counts every insertion and removal.
  final var version = 0

  /// The number of live entries.
  public final private(set) var count = 0

  init() {}

  deinit {
    guard entries.contains(where: { DeferredRelease.isNested($0.value) || DeferredRelease.isNested($0.key) }) else {
      return
    }
    var values = entries.map(\.value) + entries.map(\.key)
    entries = []
    DeferredRelease.release(&values)
  }

  final func index(of key: Value, hash: Int) throws -> Int? {
    guard count > 0 else { return nil }
    if slots.isEmpty { return try scan(key, hash) }
    let mask = slots.count - 1
    var place = spread(hash) & mask
    while true {
      let index = Int(slots[place])
      if index < 0 { return nil }
      if entries[index].isLive, entries[index].hash == hash {
        let before = version
        if try isSameKey(entries[index].key, key) { return index }
        if version != before { return try self.index(of: key, hash: hash) }
      }
      place = (place + 1) & mask
    }
  }

  private final func scan(_ key: Value, _ hash: Int) throws -> Int? {
    var index = 0
    while index < entries.count {
      if entries[index].isLive, entries[index].hash == hash {
        let before = version
        if try isSameKey(entries[index].key, key) { return index }
        if version != before { return try self.index(of: key, hash: hash) }
      }
      index += 1
    }
    return nil
  }

  @inline(__always) private final func spread(_ hash: Int) -> Int {
    let mixed = UInt(bitPattern: hash) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed >> 20)
  }

  final func insert(_ key: Value, hash: Int, value: Value) throws {
    if let index = try index(of: key, hash: hash) {
      entries[index].value = value
      return
    }
    version += 1
    count += 1
    entries.append(Entry(hash: hash, key: key, value: value, isLive: true))
    if entries.count <= 8, slots.isEmpty { return }
    if entries.count * 3 >= slots.count * 2 { rebuild() } else { place(entries.count - 1, hash) }
  }

  final func remove(at index: Int) {
    version += 1
    count -= 1
    entries[index].isLive = false
    entries[index].key = .none
    entries[index].value = .none
    while let last = entries.last, !last.isLive, slots.isEmpty { entries.removeLast() }
    if entries.count > 16, count < entries.count / 4 { rebuild() }
  }

  final func clear() {
    version += 1
    count = 0
    entries = []
    slots = []
  }

  final func copyContents(of other: ValueTable) {
    entries = other.entries
    slots = other.slots
    count = other.count
    version += 1
  }

  private final func rebuild() {
    if count < entries.count { entries.removeAll { !$0.isLive } }
    var capacity = 16
    while capacity < entries.count * 3 { capacity *= 2 }
    slots = [Int32](repeating: -1, count: capacity)
    for index in entries.indices { place(index, entries[index].hash) }
  }

  private final func place(_ index: Int, _ hash: Int) {
    let mask = slots.count - 1
    var place = spread(hash) & mask
    while slots[place] >= 0 { place = (place + 1) & mask }
    slots[place] = Int32(truncatingIfNeeded: index)
  }

  /// The first live entry at or after an index, for iterating.
  final func nextIndex(from index: Int) -> Int? {
    var index = index
    while index < entries.count {
      if entries[index].isLive { return index }
      index += 1
    }
    return nil
  }
}

/// Whether two keys of equal hash are the same key.
@inline(__always) private func isSameKey(_ left: Value, _ right: Value) throws -> Bool {
  switch (left, right) {
  case (.str(let a), .str(let b)): return a == b
  case (.int(let a), .int(let b)): return a == b
  default: return try left.isIdentical(to: right) || left.equals(right)
  }
}
