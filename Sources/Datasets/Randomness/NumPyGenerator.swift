/// numpy's `default_rng(seed)`: PCG64 seeded by `SeedSequence`, as far as `permutation` needs it.
///
/// Source: O'Neill 2014 (PCG XSL RR 128/64); numpy's `SeedSequence`, `Generator.permutation`.
struct NumPyGenerator {
  private static let multiplier = UInt128(2_549_297_995_355_413_924) << 64 | UInt128(4_865_540_595_714_422_341)

  private var state: UInt128
  private let increment: UInt128
  private var pendingHalf: UInt32?

  init(seed: UInt64) {
    let words = SeedSequence(seed: seed).words(4)
    increment = (UInt128(words[2]) << 64 | UInt128(words[3])) << 1 | 1
    state = increment &+ (UInt128(words[0]) << 64 | UInt128(words[1]))
    step()
  }

  private mutating func step() { state = state &* Self.multiplier &+ increment }

  private mutating func next64() -> UInt64 {
    step()
    let mixed = UInt64(truncatingIfNeeded: state >> 64) ^ UInt64(truncatingIfNeeded: state)
    let turn = UInt64(truncatingIfNeeded: state >> 122)
    return mixed >> turn | mixed << ((64 &- turn) & 63)
  }

  private mutating func next32() -> UInt32 {
    if let half = pendingHalf {
      pendingHalf = nil
      return half
    }
    let word = next64()
    pendingHalf = UInt32(truncatingIfNeeded: word >> 32)
    return UInt32(truncatingIfNeeded: word)
  }

  /// A number in `0 ... limit`: bits as wide as the limit's are drawn until they are no larger.
  private mutating func bounded(_ limit: UInt32) -> UInt32 {
    if limit == 0 { return 0 }
    let mask = UInt32.max >> UInt32(limit.leadingZeroBitCount)
    while true {
      let number = next32() & mask
      if number <= limit { return number }
    }
  }

  /// `permutation(count)`, for fewer than 2^32 rows.
  mutating func permutation(_ count: Int) -> [Int] {
    precondition(count <= UInt32.max, "a permutation of more than 2^32 rows")
    var order = Array(0..<count)
    for i in stride(from: count - 1, to: 0, by: -1) { order.swapAt(i, Int(bounded(UInt32(i)))) }
    return order
  }
}

/// numpy's `SeedSequence` without spawn keys.
struct SeedSequence {
  private var pool: [UInt32] = [0, 0, 0, 0]

  init(seed: UInt64) {
    let entropy = [UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)]
    var constant: UInt32 = 0x43B0_D7E5
    func hashed(_ value: UInt32) -> UInt32 {
      var mixed = value ^ constant
      constant = constant &* 0x931E_8875
      mixed = mixed &* constant
      return mixed ^ mixed >> 16
    }
    for i in 0..<4 { pool[i] = hashed(i < entropy.count ? entropy[i] : 0) }
    for source in 0..<4 {
      for target in 0..<4 where source != target {
        let mixed = 0xCA01_F9DD &* pool[target] &- 0x4973_F715 &* hashed(pool[source])
        pool[target] = mixed ^ mixed >> 16
      }
    }
  }

  /// The first 64-bit words of its state.
  func words(_ count: Int) -> [UInt64] {
    var constant: UInt32 = 0x8B51_F9DD
    let halves = (0..<count * 2).map { i -> UInt32 in
      var value = pool[i % 4] ^ constant
      constant = constant &* 0x58F3_8DED
      value = value &* constant
      return value ^ value >> 16
    }
    return (0..<count).map { UInt64(halves[2 * $0]) | UInt64(halves[2 * $0 + 1]) << 32 }
  }
}
