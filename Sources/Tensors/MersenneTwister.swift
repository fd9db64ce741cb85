/// The random numbers of torch's CPU generator and of CPython's `random`: MT19937.
///
/// Source: Matsumoto and Nishimura 1998; torch's `randperm` and `uniform_` on the CPU.
public struct MersenneTwister: Sendable {
  private var state: [UInt32]
  private var index = 624

  /// The second of a pair of single normal values, until it is asked for.
  var keptNormal: Double?

  /// Seeds as torch and the reference implementation do; of a wider seed the low 32 bits count.
  public init(seed: UInt64) {
    state = [UInt32](repeating: 0, count: 624)
    state[0] = UInt32(truncatingIfNeeded: seed)
    for i in 1..<624 { state[i] = 1_812_433_253 &* (state[i - 1] ^ state[i - 1] >> 30) &+ UInt32(i) }
  }

  /// Makes a generator of a full state, as `init_by_array` leaves it.
  public init(state: [UInt32]) {
    precondition(state.count == 624, "MT19937 has 624 words of state")
    self.state = state
  }

  /// The next 32 random bits.
  public mutating func next() -> UInt32 {
    if index == 624 { refill() }
    var y = state[index]
    index += 1
    y ^= y >> 11
    y ^= y << 7 & 0x9D2C_5680
    y ^= y << 15 & 0xEFC6_0000
    return y ^ y >> 18
  }

  private mutating func refill() {
    for i in 0..<624 {
      let y = state[i] & 0x8000_0000 | state[(i + 1) % 624] & 0x7FFF_FFFF
      state[i] = state[(i + 397) % 624] ^ y >> 1 ^ (y & 1 == 0 ? 0 : 0x9908_B0DF)
    }
    index = 0
  }

  /// A float in 0 ..< 1 with 24 random bits, as torch's `rand`.
  public mutating func uniform() -> Float { Float(next() & 0xFF_FFFF) * 0x1p-24 }

  /// A permutation of `0 ..< count`, as torch's `randperm`.
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for i in 0..<max(0, count - 1) { order.swapAt(i, i + Int(next() % UInt32(count - i))) }
    return order
  }
}
