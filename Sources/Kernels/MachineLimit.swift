import CKernels
import Tensors

/// What the processor or the memory can do at most, measured by running it.
public enum MachineLimit: String, Sendable, CaseIterable {
  /// Float32 multiply-adds in registers, on all threads.
  case float32
  /// Multiply-adds of bfloat16 with float32 sums in registers, on all threads; float32's where there are none.
  case bfloat16
  /// Reading memory, on all threads.
  case memory

  /// Does a round of the work.
  ///
  /// - Parameters:
  ///   - rounds: how much, about 100 ns to 1 µs each.
  ///   - memory: float32, what `memory` reads over and over: larger than the processor's caches.
  /// - Returns: operations, or bytes read.
  public func work(rounds: Int, memory: Tensor? = nil) -> Double {
    switch self {
    case .float32: return kernel_spin(0, rounds)
    case .bfloat16: return kernel_spin(1, rounds)
    case .memory:
      guard let memory else { return 0 }
      kernel_read_memory(memory.floatAddress, memory.count / 128 * 128)
      return Double(memory.count / 128 * 128 * 4)
    }
  }
}
