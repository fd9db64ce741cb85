/// The symbols of one piece while byte-pair merging runs over them: a linked list in flat arrays.
struct MergeScratch {
  private struct Symbol {
    var id: UInt32
    var start: Int32
    var end: Int32
    var previous: Int32
    var next: Int32
    var merge: PairTable.Merge
  }

  private static let none = PairTable.Merge(rank: .max, id: 0)
  private var symbols: [Symbol] = []
  private var heap: [UInt64] = []

  /// Empties the list.
  mutating func removeAll() { symbols.removeAll(keepingCapacity: true) }

  /// Adds a symbol that covers bytes `start..<end` of the piece.
  @inline(__always)
  mutating func append(_ id: UInt32, _ start: Int, _ end: Int) {
    let index = Int32(symbols.count)
    symbols.append(
      Symbol(
        id: id, start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: end), previous: index - 1,
        next: index + 1, merge: Self.none))
  }

  /// Merges as byte-pair encoding does, lowest rank first, of equal ranks the leftmost, and hands out what stays.
  ///
  /// - Complexity: O(n log n) for n symbols.
  mutating func merge(with pairs: PairTable, into sink: (UInt32, Int, Int) -> Void) {
    guard let last = symbols.indices.last else { return }
    symbols[last].next = -1
    for index in 0..<last { symbols[index].merge = pairs.merge(symbols[index].id, symbols[index + 1].id) ?? Self.none }
    if last < 48 { mergeByScanning(pairs) } else { mergeByHeap(pairs) }
    var index = 0
    while index >= 0 {
      let symbol = symbols[index]
      sink(symbol.id, Int(symbol.start), Int(symbol.end))
      index = Int(symbol.next)
    }
  }

  private mutating func mergeByScanning(_ pairs: PairTable) {
    while true {
      var best = -1
      var bestRank = UInt32.max
      var index = 0
      while index >= 0 {
        if symbols[index].merge.rank < bestRank {
          bestRank = symbols[index].merge.rank
          best = index
        }
        index = Int(symbols[index].next)
      }
      if best < 0 { return }
      join(best, pairs)
    }
  }

  private mutating func mergeByHeap(_ pairs: PairTable) {
    heap.removeAll(keepingCapacity: true)
    for index in symbols.indices where symbols[index].merge.rank != .max { push(index) }
    while let key = popLowest() {
      let index = Int(key & 0xFFFF_FFFF)
      guard symbols[index].merge.rank == UInt32(key >> 32), symbols[index].next >= 0 else { continue }
      let previous = Int(symbols[index].previous)
      join(index, pairs)
      if symbols[index].merge.rank != .max { push(index) }
      if previous >= 0, symbols[previous].merge.rank != .max { push(previous) }
    }
  }

  /// Replaces a symbol and the one after it by what they merge into.
  private mutating func join(_ index: Int, _ pairs: PairTable) {
    let gone = Int(symbols[index].next)
    symbols[index].id = symbols[index].merge.id
    symbols[index].end = symbols[gone].end
    let next = symbols[gone].next
    symbols[index].next = next
    symbols[gone].merge = Self.none
    if next >= 0 {
      symbols[Int(next)].previous = Int32(index)
      symbols[index].merge = pairs.merge(symbols[index].id, symbols[Int(next)].id) ?? Self.none
    } else {
      symbols[index].merge = Self.none
    }
    let previous = Int(symbols[index].previous)
    if previous >= 0 {
      symbols[previous].merge = pairs.merge(symbols[previous].id, symbols[index].id) ?? Self.none
    }
  }

  private mutating func push(_ index: Int) {
    heap.append(UInt64(symbols[index].merge.rank) << 32 | UInt64(index))
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      if heap[parent] <= heap[child] { return }
      heap.swapAt(parent, child)
      child = parent
    }
  }

  private mutating func popLowest() -> UInt64? {
    guard let lowest = heap.first, let last = heap.popLast() else { return nil }
    if heap.isEmpty { return lowest }
    heap[0] = last
    var parent = 0
    while true {
      var child = parent * 2 + 1
      if child >= heap.count { return lowest }
      if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
      if heap[parent] <= heap[child] { return lowest }
      heap.swapAt(parent, child)
      parent = child
    }
  }
}
