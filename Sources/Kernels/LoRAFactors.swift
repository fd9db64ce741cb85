import Tensors

/// The low-rank factors that adapt one module: y += scale * B (A x).
///
/// For a linear layer `a` is [R, in] and `b` is [out, R]; for a token table `a` is [R, V] and `b` is [C, R].
///
/// Source: Hu et al. 2021; the layouts are peft's.
public struct LoRAFactors {
  /// The factor that the input meets first.
  public let a: Parameter

  /// The factor that leads to the output.
  public let b: Parameter

  /// Alpha over rank (or over its root).
  public let scale: Float

  /// The probability with which a feature of the input is dropped before `a`; token tables have no dropout.
  public let dropout: Float

  /// The module's place in the model, which tells its dropout masks from those of others.
  public let module: Int

  /// Makes an adapter of its factors.
  public init(a: Parameter, b: Parameter, scale: Float, dropout: Float = 0, module: Int = 0) {
    precondition(a.shape.rank == 2 && b.shape.rank == 2, "LoRA factors are matrices")
    precondition(a.shape[0] == b.shape[1], "the factors' ranks differ")
    self.a = a
    self.b = b
    self.scale = scale
    self.dropout = dropout
    self.module = module
  }

  /// The rank.
  public var rank: Int { a.shape[0] }

  /// Whether either factor is trained.
  public var isTrainable: Bool { a.isTrainable || b.isTrainable }
}

/// Which dropout masks a forward pass draws: the same key gives the same masks, whatever the packing or threads.
public struct DropoutKey: Hashable, Sendable {
  /// The run's seed.
  public let seed: UInt64

  /// The optimizer step.
  public let step: Int

  /// Makes a key.
  public init(seed: UInt64, step: Int) {
    self.seed = seed
    self.step = step
  }

  /// The seed of one module's mask.
  func seed(module: Int) -> UInt64 {
    var hash = seed
    for part in [UInt64(truncatingIfNeeded: step), UInt64(truncatingIfNeeded: module)] {
      hash = (hash ^ (part &+ 0x9E37_79B9_7F4A_7C15)) &* 0xBF58_476D_1CE4_E5B9
      hash ^= hash >> 29
    }
    return hash
  }
}
