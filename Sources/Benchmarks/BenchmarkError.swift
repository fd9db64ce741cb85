import SourceText

/// Why a benchmark gives no figure.
public enum BenchmarkError: Error, Equatable, Sendable {
  /// There is no benchmark of a name.
  case unknown(name: String, known: [String])
  /// A model's files are not there.
  case missingAssets(path: String)
  /// The files that a benchmark writes do not fit where they would stand.
  case noSpace(path: String, needed: Int, free: Int)
  /// A program that was started did not do what it is timed for.
  case notStarted(program: String, reason: String)
  /// Benchmarks failed, each with its reason.
  case failed([String])
  /// What is to be timed computes something else than the plain computation.
  case wrongAnswer(name: String, what: String, found: Double, expected: Double, tolerance: Double)
}

extension BenchmarkError: CustomStringConvertible {
  /// One sentence for people.
  public var description: String {
    switch self {
    case .unknown(let name, let known):
      "there is no benchmark '\(name)'"
        + (nearestName(to: name, among: known).map { ": did you mean '\($0)'?" } ?? "; tunebook bench --list names all")
    case .missingAssets(let path): "no \(path): make assets fetches it"
    case .noSpace(let path, let needed, let free):
      "\(path) has \(decimals(Double(free) / 1e9, 1)) GB free and \(decimals(Double(needed) / 1e9, 1)) GB are needed: "
        + "set TMPDIR to a folder with more"
    case .notStarted(let program, let reason): "\(program) cannot be timed: \(reason)"
    case .failed(let reasons): "not measured: " + reasons.joined(separator: "; ")
    case .wrongAnswer(let name, let what, let found, let expected, let tolerance):
      "\(name) is not timed: \(what) is \(found), the plain computation says \(expected), "
        + "a difference of more than \(tolerance)"
    }
  }
}

/// Refuses a value that is not the expected one.
///
/// - Parameter tolerance: the relative difference that is allowed.
/// - Throws: `BenchmarkError.wrongAnswer`.
func check(
  _ name: String, _ what: String, _ found: Double, is expected: Double, within tolerance: Double
) throws(BenchmarkError) {
  let isClose = abs(found - expected) <= tolerance * max(abs(expected), 1e-30)  // false for NaN
  guard isClose else {
    throw .wrongAnswer(name: name, what: what, found: found, expected: expected, tolerance: tolerance)
  }
}
