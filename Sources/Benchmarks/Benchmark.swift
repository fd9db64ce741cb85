/// One figure that `tunebook bench` measures beside what the machine can do.
public struct Benchmark {
  /// The name it is asked for by: `gemm-bf16`.
  public let name: String

  /// What is measured, in one line.
  public let summary: String

  /// What it should come to, for people: `92 % of the limit`.
  public let aim: String

  /// Checks its answer, then measures.
  let measure: (BenchmarkRun) throws -> Measurement

  /// Describes a benchmark.
  ///
  /// - Parameter measure: must compare what it computes with a plainer computation and throw
  ///   `BenchmarkError.wrongAnswer` where they differ, before it starts the clock.
  init(_ name: String, _ summary: String, aim: String, measure: @escaping (BenchmarkRun) throws -> Measurement) {
    self.name = name
    self.summary = summary
    self.aim = aim
    self.measure = measure
  }
}

/// What a benchmark came to.
public struct Measurement: Sendable {
  /// The figure.
  public var value: Double

  /// Its unit.
  public var unit: String

  /// What the machine could reach at most, or what is to be reached, in the same unit.
  public var limit: Double

  /// The part of the limit that is reached; of times, which are better small, the limit over the value.
  public var ratio: Double

  /// What else is worth knowing, for people.
  public var note: String

  /// Further figures of the same work; their names begin with the benchmark's.
  public var parts: [(name: String, measurement: Measurement)] = []

  /// What people are shown instead of the parts, a line each; empty where those are shown.
  public var table: [String] = []

  /// A rate beside the largest possible.
  init(_ value: Double, _ unit: String, limit: Double, note: String = "") {
    self.value = value
    self.unit = unit
    self.limit = limit
    ratio = value / limit
    self.note = note
  }

  /// A time or a size beside the one that is wanted.
  init(_ value: Double, _ unit: String, atMost wanted: Double, note: String = "") {
    self.value = value
    self.unit = unit
    limit = wanted
    ratio = wanted / value
    self.note = note
  }
}

extension Benchmark {
  /// All benchmarks, in the order in which they are run and shown.
  public static var all: [Benchmark] {
    limits + products + [sweep] + trainings + generations + tokenizations + columns + clusters + starts + large
  }

  /// The benchmarks of some names, all where there is none.
  ///
  /// - Throws: `BenchmarkError.unknown` where there is none of a name.
  public static func named(_ names: [String]) throws(BenchmarkError) -> [Benchmark] {
    guard !names.isEmpty else { return all }
    var found: [Benchmark] = []
    for name in names {
      guard let benchmark = all.first(where: { $0.name == name }) else {
        throw .unknown(name: name, known: all.map(\.name))
      }
      found.append(benchmark)
    }
    return found
  }
}
