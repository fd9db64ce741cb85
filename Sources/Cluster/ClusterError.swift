/// Why ranks cannot work together.
public enum ClusterError: Error, Equatable, Sendable {
  /// No shim was found at any of the places.
  case noShim(launcher: String, ranks: Int, tried: String)
  /// The system could not open the shim.
  case shimRefused(path: String, reason: String)
  /// The shim is of another Tunebook.
  case otherShim(path: String, abi: Int)
  /// The shim is of another MPI than the launcher.
  case otherMPI(path: String, launcher: String, ranks: Int, found: Int, version: String)
  /// MPI returned an error.
  case failed(action: String, code: Int)
  /// A rank could not reach rank 0 by TCP.
  case unreachable(addresses: [String], port: Int)
  /// Ranks differ in something that must be the same on all.
  case difference(what: String, ranks: [Int])
  /// Ranks that only run scripts were started without one.
  case noScript
}

extension ClusterError: CustomStringConvertible {
  /// One sentence for people.
  public var description: String {
    switch self {
    case .noShim(let launcher, let ranks, let tried):
      "\(launcher) started \(ranks) ranks, and Tunebook's MPI shim is not at \(tried): build it with `make mpi`"
    case .shimRefused(let path, let reason):
      "the MPI shim \(path) cannot be opened (\(reason)): build it anew with `make mpi` on this machine"
    case .otherShim(let path, let abi):
      "the MPI shim \(path) is of another Tunebook (ABI \(abi)): build it anew with `make mpi`"
    case .otherMPI(let path, let launcher, let ranks, let found, let version):
      "\(launcher) started \(ranks) ranks, and the MPI shim \(path) sees \(found): it was built with another MPI "
        + "(\(version)); build it anew with `make mpi`, with the mpicc that belongs to this mpirun"
    case .failed(let action, let code): "MPI could not \(action) (error \(code))"
    case .unreachable(let addresses, let port):
      "rank 0 cannot be reached by TCP at \(addresses.joined(separator: ", ")), port \(port): let the machines of the run "
        + "reach each other, as ranks watch over each other that way"
    case .difference(let what, let ranks):
      "ranks \(ranks.map(String.init).joined(separator: ", ")) have another \(what) than rank 0: give every machine the same "
        + "data, model and configuration"
    case .noScript: "several ranks run a script, not the prompt: mpirun -n 4 tunebook run FILE.nb"
    }
  }
}
