/// The values of some pages of a leaf column, with the levels that say where they stand.
struct DecodedLeaf {
  let leaf: Leaf

  /// The definition level of each place; empty where every place has a value.
  private(set) var definitions: [UInt8] = []

  /// The repetition level of each place; empty where nothing repeats.
  private(set) var repetitions: [UInt8] = []

  /// The number of places.
  private(set) var count = 0

  /// The number of places that have a value.
  private(set) var presentCount = 0

  /// The values; with a dictionary first its entries.
  var values = LeafValues()

  /// Which value stands at each place that has one; nil where they stand in order.
  var indices: [Int32]?

  init(_ leaf: Leaf) { self.leaf = leaf }

  /// Whether every place has a value.
  var isFull: Bool { presentCount == count }

  /// Makes room for places of pages to come.
  mutating func reserve(places: Int) {
    if leaf.maxRepetition > 0 { repetitions.makeRoom(for: places) }
  }

  /// Adds the places of a page, whose levels closures read.
  ///
  /// - Parameters:
  ///   - isFull: whether every place of the page is known to have a value; its definition levels are not read then.
  ///   - readRepetitions: fills repetition levels; not called where nothing repeats.
  ///   - readDefinitions: fills definition levels.
  /// - Returns: how many of the places have a value.
  mutating func addPlaces(
    _ added: Int, isFull: Bool,
    repetitions readRepetitions: (UnsafeMutableBufferPointer<UInt8>) throws -> Void,
    definitions readDefinitions: (UnsafeMutableBufferPointer<UInt8>) throws -> Void
  ) throws -> Int {
    if leaf.maxRepetition > 0 {
      let most = UInt8(leaf.maxRepetition)
      try repetitions.grow(by: added) { levels in
        try readRepetitions(levels)
        _ = try checkedCount(of: most, in: levels, most: most)
      }
    }
    let most = UInt8(leaf.maxDefinition)
    var present = added
    if isFull {
      if !definitions.isEmpty { definitions += repeatElement(most, count: added) }
    } else {
      if definitions.isEmpty { definitions = [UInt8](repeating: most, count: count) }
      try definitions.grow(by: added) { levels in
        try readDefinitions(levels)
        present = try checkedCount(of: most, in: levels, most: most)
      }
    }
    count += added
    presentCount += present
    if self.isFull { definitions.removeAll(keepingCapacity: true) }
    return present
  }

  /// Calls a closure with the definition and the repetition level of each place.
  @inline(__always)
  func forEachPlace(_ body: (_ definition: UInt8, _ repetition: UInt8) throws -> Void) rethrows {
    let most = UInt8(leaf.maxDefinition)
    try definitions.withUnsafeBufferPointer { definitions in
      try repetitions.withUnsafeBufferPointer { repetitions in
        for place in 0..<count {
          try body(
            definitions.isEmpty ? most : definitions[place], repetitions.isEmpty ? 0 : repetitions[place])
        }
      }
    }
  }
}

extension DecodedLeaf {
  /// The places of some of the rows that begin here; what goes on from before the first is left out.
  func rows(_ rows: Range<Int>) -> DecodedLeaf {
    let places = self.places(rows)
    if places == 0..<count { return self }
    let used = present(before: places.lowerBound)..<present(before: places.upperBound)
    var part = DecodedLeaf(leaf)
    (part.count, part.presentCount) = (places.count, used.count)
    part.definitions = definitions.isEmpty || part.isFull ? [] : Array(definitions[places])
    part.repetitions = repetitions.isEmpty ? [] : Array(repetitions[places])
    part.values = values
    part.indices = indices.map { Array($0[used]) } ?? (used.lowerBound == 0 ? nil : used.map { Int32($0) })
    return part
  }

  /// The last places, as if nothing stood before them; nil where values stand in a dictionary.
  func end(places wanted: Int) -> DecodedLeaf? {
    guard indices == nil, wanted <= count else { return nil }
    let before = present(before: count - wanted)
    var part = DecodedLeaf(leaf)
    (part.count, part.presentCount) = (wanted, presentCount - before)
    part.definitions = definitions.isEmpty || part.isFull ? [] : Array(definitions.suffix(wanted))
    part.repetitions = Array(repetitions.suffix(wanted))
    part.values = values.end(presentCount - before, of: leaf)
    return part
  }

  private func present(before place: Int) -> Int {
    let most = UInt8(leaf.maxDefinition)
    return definitions.isEmpty ? place : definitions[..<place].reduce(0) { $0 + ($1 == most ? 1 : 0) }
  }

  private func places(_ rows: Range<Int>) -> Range<Int> {
    if repetitions.isEmpty { return rows.clamped(to: 0..<count) }
    var (row, start) = (-1, count)
    for (place, repetition) in repetitions.enumerated() where repetition == 0 {
      row += 1
      if row == rows.lowerBound { start = place }
      if row == rows.upperBound { return start..<place }
    }
    return start..<count
  }
}

/// How many levels are one level; none may be beyond the most that is possible.
private func checkedCount(of level: UInt8, in levels: UnsafeMutableBufferPointer<UInt8>, most: UInt8) throws -> Int {
  var (count, largest) = (0, UInt8(0))
  for found in levels {
    count += found == level ? 1 : 0
    largest = max(largest, found)
  }
  guard largest <= most else {
    throw ParquetDamage.outOfRange(part: "a level", value: Int(largest), limit: "at most \(most) is possible")
  }
  return count
}
