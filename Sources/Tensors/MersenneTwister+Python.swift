extension MersenneTwister {
  /// Seeds as CPython's `random.seed(number)` does: MT19937's `init_by_array` with the number's 32-bit words.
  ///
  /// Source: CPython 3.11, `Modules/_randommodule.c`.
  public init(pythonSeed number: UInt64) {
    let key = number >> 32 == 0 ? [UInt32(number)] : [UInt32(truncatingIfNeeded: number), UInt32(number >> 32)]
    var state = [UInt32](repeating: 0, count: 624)
    state[0] = 19_650_218
    for i in 1..<624 { state[i] = 1_812_433_253 &* (state[i - 1] ^ state[i - 1] >> 30) &+ UInt32(i) }
    var (i, j) = (1, 0)
    for _ in 0..<624 {
      state[i] = (state[i] ^ ((state[i - 1] ^ state[i - 1] >> 30) &* 1_664_525)) &+ key[j] &+ UInt32(j)
      (i, j) = (i + 1, (j + 1) % key.count)
      if i == 624 { (state[0], i) = (state[623], 1) }
    }
    for _ in 0..<623 {
      state[i] = (state[i] ^ ((state[i - 1] ^ state[i - 1] >> 30) &* 1_566_083_941)) &- UInt32(i)
      i += 1
      if i == 624 { (state[0], i) = (state[623], 1) }
    }
    state[0] = 0x8000_0000
    self.init(state: state)
  }
}
