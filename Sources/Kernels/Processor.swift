import CKernels

/// The instruction sets that the kernels are written for.
public enum InstructionSet: Int, Sendable, CaseIterable, Comparable {
  /// Plain C, the reference.
  case portable
  /// AVX2 with fused multiply-add.
  case avx2
  /// AVX-512.
  case avx512
  /// AVX-512 with bfloat16 dot products.
  case avx512bf16

  /// The name that TUNEBOOK_ISA takes.
  public var name: String { "\(self)" }

  /// What it means, for people.
  public var summary: String {
    switch self {
    case .portable: "plain C"
    case .avx2: "AVX2 with fused multiply-add, 8 floats at a time"
    case .avx512: "AVX-512, 16 floats at a time"
    case .avx512bf16: "AVX-512 with bfloat16 dot products, 32 products at a time"
    }
  }

  /// Whether one set is worse than another.
  public static func < (left: InstructionSet, right: InstructionSet) -> Bool { left.rawValue < right.rawValue }
}

/// What the kernels run on.
public enum Processor {
  /// The best set that the processor and the operating system offer.
  public static var bestInstructionSet: InstructionSet { InstructionSet(kernel_best_set()) }

  /// The set in use: TUNEBOOK_ISA's where the processor has it, else the best.
  public static var instructionSet: InstructionSet { InstructionSet(kernel_active_set()) }

  /// How many threads share the work: TUNEBOOK_THREADS, else the processors this process may use. Never changes
  /// results.
  public static var threads: Int {
    get { Int(kernel_threads()) }
    set { kernel_set_threads(Int32(clamping: newValue)) }
  }

  /// Runs a closure with another instruction set, on this thread only.
  ///
  /// - Returns: The closure's result, or nil where the processor lacks the set.
  public static func withInstructionSet<R>(_ set: InstructionSet, _ body: () throws -> R) rethrows -> R? {
    guard kernel_force_set(Int32(set.rawValue)) == 0 else { return nil }
    defer { _ = kernel_force_set(-1) }
    return try body()
  }
}

extension InstructionSet {
  fileprivate init(_ set: kernel_set) { self = InstructionSet(rawValue: Int(set.rawValue)) ?? .portable }
}
