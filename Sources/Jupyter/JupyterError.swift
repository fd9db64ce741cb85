/// Why a kernel cannot start or be installed.
public enum JupyterError: Error, Equatable, Sendable {
  /// The library that carries the messages is not there.
  case noZeroMQ
  /// The library that carries the messages lacks a function.
  case oldZeroMQ(missing: String)
  /// A connection file is not what Jupyter writes.
  case badConnectionFile(path: String, reason: String)
  /// A socket cannot be opened at the place that the connection file names.
  case cannotListen(address: String, reason: String)
  /// The system has no more descriptors or threads.
  case exhausted(String)
  /// Nobody says where Jupyter's own files are.
  case noHome
}

extension JupyterError: CustomStringConvertible {
  /// One sentence for people.
  public var description: String {
    switch self {
    case .noZeroMQ: "Jupyter's messages go over ZeroMQ, which is not installed: apt-get install libzmq5"
    case .oldZeroMQ(let missing): "the installed ZeroMQ is too old, it has no \(missing): apt-get install libzmq5"
    case .badConnectionFile(let path, let reason): "\(path) is no connection file of Jupyter's: \(reason)"
    case .cannotListen(let address, let reason): "the kernel cannot listen at \(address): \(reason)"
    case .exhausted(let what): "the system has no more \(what): end other programs, or raise the limit"
    case .noHome: "HOME is not set, so Jupyter's folder is not known: give one with --prefix"
    }
  }
}
