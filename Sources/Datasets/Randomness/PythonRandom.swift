import Tensors

/// CPython's `random.Random(seed)`, as far as drawing and shuffling need it.
///
/// Source: CPython's `random.py` and `_randommodule.c`.
struct PythonRandom {
  private var twister: MersenneTwister

  init(seed: UInt64) { twister = MersenneTwister(pythonSeed: seed) }

  /// A number in `0 ..< count`, for `1 ... 2^31`.
  mutating func below(_ count: Int) -> Int {
    let bits = Int.bitWidth - count.leadingZeroBitCount
    while true {
      let number = Int(twister.next() >> UInt32(32 - bits))
      if number < count { return number }
    }
  }

  /// `sample(range(population), count)`.
  mutating func sample(_ population: Int, _ count: Int) -> [Int] {
    precondition((0...population).contains(count), "a sample no larger than what it is drawn from")
    var poolLimit = 21
    if count > 5 {
      var power = 4
      while power < count * 3 { power *= 4 }
      poolLimit += power
    }
    guard population <= poolLimit else { return sparseSample(population, count) }
    var pool = Array(0..<population)
    return (0..<count).map { i in
      let j = below(population - i)
      defer { pool[j] = pool[population - i - 1] }
      return pool[j]
    }
  }

  private mutating func sparseSample(_ population: Int, _ count: Int) -> [Int] {
    var seen: Set<Int> = []
    return (0..<count).map { _ in
      var j = below(population)
      while !seen.insert(j).inserted { j = below(population) }
      return j
    }
  }

  /// `shuffle(list)`.
  mutating func shuffle<Element>(_ list: inout [Element]) {
    for i in stride(from: list.count - 1, to: 0, by: -1) { list.swapAt(i, below(i + 1)) }
  }
}
