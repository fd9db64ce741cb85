/// A set of byte strings with a number each, walked byte by byte; the edges stand in one flat hash table.
struct ByteTrie: Sendable {
  private var keys: [UInt64]
  private var children: [UInt32]
  private var values: [Int32] = [-1]
  private var edgeCount = 0

  /// Makes an empty set.
  init() {
    keys = Array(repeating: 0, count: 64)
    children = Array(repeating: 0, count: 64)
  }

  /// Whether nothing was inserted.
  var isEmpty: Bool { edgeCount == 0 }

  private static func key(_ node: UInt32, _ byte: UInt8) -> UInt64 { (UInt64(node) << 8 | UInt64(byte)) + 1 }

  @inline(__always) private func slot(_ key: UInt64) -> Int {
    let product = key &* 0x9E37_79B9_7F4A_7C15
    var index = Int(truncatingIfNeeded: product >> 20) & (keys.count - 1)
    while keys[index] != 0, keys[index] != key { index = (index + 1) & (keys.count - 1) }
    return index
  }

  /// The node below a node, or nil; the root is node 0.
  @inline(__always) func child(of node: UInt32, _ byte: UInt8) -> UInt32? {
    let index = slot(Self.key(node, byte))
    return keys[index] == 0 ? nil : children[index]
  }

  /// Adds a string; an equal one's number is replaced.
  mutating func insert(_ string: some Sequence<UInt8>, value: Int32) {
    var node: UInt32 = 0
    for byte in string {
      if let next = child(of: node, byte) {
        node = next
        continue
      }
      if edgeCount * 2 >= keys.count { grow() }
      let key = Self.key(node, byte)
      let index = slot(key)
      keys[index] = key
      node = UInt32(values.count)
      children[index] = node
      values.append(-1)
      edgeCount += 1
    }
    values[Int(node)] = value
  }

  private mutating func grow() {
    let (oldKeys, oldChildren) = (keys, children)
    keys = Array(repeating: 0, count: oldKeys.count * 2)
    children = Array(repeating: 0, count: oldKeys.count * 2)
    for (index, key) in oldKeys.enumerated() where key != 0 {
      let place = slot(key)
      keys[place] = key
      children[place] = oldChildren[index]
    }
  }

  /// The longest string of the set that begins at an offset: its number and length; nil where there is none.
  func longestMatch(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> (value: Int32, length: Int)? {
    var node: UInt32 = 0
    var index = offset
    var best: (value: Int32, length: Int)?
    while index < bytes.count, let next = child(of: node, bytes[index]) {
      node = next
      index += 1
      if values[Int(node)] >= 0 { best = (values[Int(node)], index - offset) }
    }
    return best
  }
}
