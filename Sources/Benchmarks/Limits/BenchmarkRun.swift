import Display
import Files
import Kernels
import LanguageModels
import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// One run of some benchmarks: what it has found the machine's limits to be, and what the benchmarks share.
///
/// A limit is measured in turns with what is compared with it, in slices that take as long, and the best of each counts:
/// on a machine with other work both lose alike.
public final class BenchmarkRun {
  /// The best rate seen of each limit so far: operations or bytes a second.
  public private(set) var limits: [MachineLimit: Double] = [:]

  /// Models that were written for one benchmark and serve others.
  var checkpoints: [String: String] = [:]

  /// The seconds of a step of trainings that others are compared with.
  var stepSeconds: [String: Double] = [:]

  private var memory: Tensor?
  private var roundsPerSecond: [MachineLimit: Double] = [:]

  private var scratchFolder: String?

  /// Begins a run; `deinit` removes its files.
  public init() {}

  deinit { if let scratchFolder { try? removeFolder(scratchFolder) } }

  /// How often the work and its limit take turns at least.
  static let fewestTurns = 5

  /// Times work in turns with a limit.
  ///
  /// - Parameters:
  ///   - limit: what it is compared with.
  ///   - seconds: how long the turns go on.
  /// - Returns: the shortest time of the work, and the limit's best rate.
  func race(
    _ limit: MachineLimit, seconds: Double, _ work: () throws -> Void
  ) rethrows -> (seconds: Double, limit: Double) {
    try raceOwnTime(limit, seconds: seconds) { try shortest(of: 1, work) }
  }

  /// The same for work that says itself how long the part took that counts.
  func raceOwnTime(
    _ limit: MachineLimit, seconds: Double, _ work: () throws -> Double
  ) rethrows -> (seconds: Double, limit: Double) {
    var best = Double.infinity
    var top = 0.0
    let end = monotonicSeconds() + seconds
    var turns = 0
    while turns < BenchmarkRun.fewestTurns || monotonicSeconds() < end {
      if turns > 0 { top = max(top, slice(limit, seconds: best)) }
      best = min(best, try work())
      turns += 1
    }
    return (best, top)
  }

  /// Measures a limit for a moment: as long as what it is compared with, at least 1 ms and at most 200 ms.
  ///
  /// - Returns: operations or bytes a second.
  @discardableResult
  func slice(_ limit: MachineLimit, seconds: Double) -> Double {
    let wanted = min(0.2, max(0.001, seconds))
    let rate = limit == .memory ? readingRate(seconds: wanted) : spinningRate(limit, seconds: wanted)
    limits[limit] = max(limits[limit] ?? 0, rate)
    return rate
  }

  private func spinningRate(_ limit: MachineLimit, seconds: Double) -> Double {
    let rounds = max(1000, Int(seconds * (roundsPerSecond[limit] ?? 1e6)))
    let start = monotonicSeconds()
    let done = limit.work(rounds: rounds)
    let elapsed = monotonicSeconds() - start
    roundsPerSecond[limit] = max(roundsPerSecond[limit] ?? 0, Double(rounds) / elapsed)
    return done / elapsed
  }

  /// Reads a tensor larger than the processor's caches from end to end, once at least.
  private func readingRate(seconds: Double) -> Double {
    let read = memory ?? Tensor(uninitialized: [64 << 20])
    if memory == nil {
      read.withMutableFloats { $0.update(repeating: 1) }
      memory = read
    }
    let start = monotonicSeconds()
    var done = 0.0
    while true {
      done += MachineLimit.memory.work(rounds: 1, memory: read)
      let elapsed = monotonicSeconds() - start
      if elapsed >= seconds { return done / elapsed }
    }
  }

  /// Gives back the memory that the memory limit reads, and what is kept of models that are no more; the peak begins anew.
  func forgetMemory() {
    memory = nil
    releaseUnusedMemory()
    SystemResources.forgetPeakMemory()
  }

  /// Where large files are kept while benchmarks run, made when it is first asked for.
  ///
  /// - Parameter size: the bytes that are to be written.
  /// - Throws: `BenchmarkError.noSpace` where they do not fit, `FileError`.
  func scratch(for size: Int) throws -> String {
    let folder = try scratchFolder ?? newScratchFolder()
    scratchFolder = folder
    guard let free = SystemResources.freeSpace(at: folder), free < size + size / 50 else { return folder }
    throw BenchmarkError.noSpace(path: temporaryFilesFolder, needed: size, free: free)
  }

  /// A folder whose name tells the process, after those of processes that are no more (killed ones) were removed.
  private func newScratchFolder() throws -> String {
    let prefix = "tunebook-bench-"
    for name in try listFolder(temporaryFilesFolder) where name.hasPrefix(prefix) {
      guard let process = name.dropFirst(prefix.count).split(separator: "-").first.flatMap({ pid_t($0) }),
        kill(process, 0) != 0, errno == ESRCH
      else { continue }
      try? removeFolder(joinPath(temporaryFilesFolder, name))
    }
    return try makeTemporaryFolder("\(prefix)\(getpid())")
  }

  /// The best rate of a limit, from a few slices where none was taken yet.
  public func rate(of limit: MachineLimit) -> Double {
    if limits[limit] == nil { for _ in 0..<12 { slice(limit, seconds: 0.02) } }
    return limits[limit] ?? 0
  }

  /// What the machine can do, for `tunebook doctor`: name and finding.
  public static func findings() -> [(name: String, finding: String)] {
    let run = BenchmarkRun()
    defer { run.forgetMemory() }
    return MachineLimit.allCases.map { limit in
      (limit.name, "\(decimals(run.rate(of: limit) / 1e9, 0)) \(limit.unit) on \(Processor.threads) threads")
    }
  }
}

extension MachineLimit {
  /// The name of the figure.
  public var name: String {
    switch self {
    case .float32: "limit-f32"
    case .bfloat16: "limit-bf16"
    case .memory: "limit-memory"
    }
  }

  /// The unit of 1e9.
  var unit: String { self == .memory ? "GB/s" : "GFLOP/s" }

  fileprivate var summary: String {
    switch self {
    case .float32: "float32 multiply-adds in registers, all threads"
    case .bfloat16: "bfloat16 multiply-adds in registers, all threads"
    case .memory: "reading 256 MB of memory, all threads"
    }
  }
}

extension Benchmark {
  /// The machine's limits themselves.
  static var limits: [Benchmark] {
    MachineLimit.allCases.map { limit in
      Benchmark(limit.name, limit.summary, aim: "") { run in limit.measurement(run) }
    }
  }
}

extension MachineLimit {
  /// The best that a run has seen.
  func measurement(_ run: BenchmarkRun) -> Measurement {
    let best = run.rate(of: self) / 1e9
    return Measurement(best, unit, limit: best)
  }
}
