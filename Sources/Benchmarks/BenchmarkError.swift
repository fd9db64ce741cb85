import SourceText

/// Why a benchmark gives no figure.
public enum BenchmarkError: Error, Equatable, Sendable {
  /// There is no benchmark of a name.
  case unknown(name: String, known: [String])
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
