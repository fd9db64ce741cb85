/// Places that no merge can cross: between two characters that stand side by side in no piece of the vocabulary.
///
/// Chinese text has no spaces, so a pre-tokenizer leaves whole sentences as one piece. Cut at these places a sentence
/// falls into words, most of which are pieces themselves. Nothing changes in what is merged: a merge that crossed
/// such a place would give a piece that holds both characters, or a part of one of them.
struct MergeBoundaries: Sendable {
  private var keys: [UInt64]
  private var count = 0
  /// Whether a piece that begins or ends inside a character has these two bytes side by side, at the end of one
  /// character and the begin of the next.
  private var isPartial = [Bool](repeating: false, count: 65536)

  /// Collects the neighbours inside all pieces.
  ///
  /// - Complexity: O(bytes of the vocabulary).
  init(_ vocabulary: Vocabulary) {
    keys = Array(repeating: 0, count: 1024)
    for id in 0..<vocabulary.idLimit {
      vocabulary.withBytes(of: id) { piece in
        // ASCII pieces are of no use here: cuts lie beside characters of several bytes only.
        if piece.contains(where: { $0 >= 0x80 }) { add(piece) }
      }
    }
  }

  private mutating func add(_ piece: UnsafeBufferPointer<UInt8>) {
    var previous: DecodedScalar?
    var offset = 0
    while offset < piece.count {
      let scalar = decodeScalar(piece, at: offset)
      let isWhole = scalar.length > 1 || piece[offset] < 0x80
      if let previous, isWhole, previous.value != .max {
        insert(previous.value, scalar.value)
      } else if offset > 0 {
        isPartial[Int(piece[offset - 1]) << 8 | Int(piece[offset])] = true
      }
      previous = DecodedScalar(value: isWhole ? scalar.value : .max, length: scalar.length)
      offset += scalar.length
    }
  }

  private static func key(_ left: UInt32, _ right: UInt32) -> UInt64 { UInt64(left) << 32 | UInt64(right) + 1 }

  @inline(__always) private static func place(_ key: UInt64, _ mask: Int) -> Int {
    let product = key &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: product >> 32) & mask
  }

  private mutating func insert(_ left: UInt32, _ right: UInt32) {
    if count * 3 >= keys.count {
      let old = keys
      keys = Array(repeating: 0, count: old.count * 2)
      count = 0
      for key in old where key != 0 { place(key) }
    }
    place(Self.key(left, right))
  }

  private mutating func place(_ key: UInt64) {
    var index = Self.place(key, keys.count - 1)
    while keys[index] != 0 {
      if keys[index] == key { return }
      index = (index + 1) & (keys.count - 1)
    }
    keys[index] = key
    count += 1
  }

  /// Whether no merge crosses the place between two characters, whose bytes meet there.
  @inline(__always)
  func separates(_ left: UInt32, _ leftByte: UInt8, _ right: UInt32, _ rightByte: UInt8) -> Bool {
    if isPartial[Int(leftByte) << 8 | Int(rightByte)] { return false }
    let key = Self.key(left, right)
    var index = Self.place(key, keys.count - 1)
    while keys[index] != 0 {
      if keys[index] == key { return false }
      index = (index + 1) & (keys.count - 1)
    }
    return true
  }
}
