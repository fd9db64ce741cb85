import Cluster
import Glibc
import PythonValues
import Tensors

/// The random numbers of CPython's `random.Random`, bit for bit.
///
/// Source: CPython 3.11, `Lib/random.py` and `Modules/_randommodule.c`.
final class RandomSource {
  private var twister = MersenneTwister(seed: 0)
  private var nextGauss: Double?

  init() { seedFromClock() }

  /// Seeds from the clock.
  func seedFromClock() {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    let own = UInt(bitPattern: time.tv_sec &* 1_000_003 &+ time.tv_nsec) % (1 << 53)
    // Ranks that share a run draw the same numbers.
    seed((try? Cluster.current.broadcast(Double(own))).map { UInt($0) } ?? own)
  }

  /// Seeds as `random.seed(int)` does.
  func seed(_ number: UInt) {
    twister = MersenneTwister(pythonSeed: UInt64(number))
    nextGauss = nil
  }

  /// A float in 0 ..< 1 with 53 bits.
  func random() -> Double {
    let high = Double(twister.next() >> 5)
    let low = Double(twister.next() >> 6)
    return (high * 67_108_864 + low) / 9_007_199_254_740_992
  }

  /// `count` random bits; at most 64.
  func bits(_ count: Int) -> UInt {
    if count <= 0 { return 0 }
    if count <= 32 { return UInt(twister.next() >> UInt32(32 - count)) }
    let low = UInt(twister.next())
    return low | UInt(twister.next() >> UInt32(64 - count)) << 32
  }

  /// A number in `0 ..< limit`, without bias.
  func below(_ limit: UInt) -> UInt {
    if limit == 0 { return 0 }
    let count = UInt.bitWidth - limit.leadingZeroBitCount
    var number = bits(count)
    while number >= limit { number = bits(count) }
    return number
  }

  /// An index in `0 ..< count`.
  func index(below count: Int) -> Int { Int(below(UInt(max(0, count)))) }

  func gauss(_ mean: Double, _ deviation: Double) -> Double {
    if let next = nextGauss {
      nextGauss = nil
      return mean + next * deviation
    }
    let angle = random() * 2 * .pi
    let radius = sqrt(-2 * log(1 - random()))
    nextGauss = sin(angle) * radius
    return mean + cos(angle) * radius * deviation
  }

  func normal(_ mean: Double, _ deviation: Double) -> Double {
    let magic = 4 * exp(-0.5) / sqrt(2.0)
    while true {
      let first = random()
      let second = 1 - random()
      let z = magic * (first - 0.5) / second
      if z * z / 4 <= -log(second) { return mean + z * deviation }
    }
  }
}
