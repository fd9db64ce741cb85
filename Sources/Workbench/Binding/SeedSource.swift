import PythonValues
import Tensors

/// The session's random numbers: what `torch.manual_seed` and `set_seed` set, and what new weights are drawn from.
final class SeedSource {
  var generator = MersenneTwister(seed: 42)

  /// Starts the numbers anew.
  func seed(_ seed: Int) { generator = MersenneTwister(seed: UInt64(bitPattern: Int64(seed))) }

  /// A seed drawn from the session's numbers.
  func next() -> UInt64 { UInt64(generator.next()) }
}
