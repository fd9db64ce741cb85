import Display
import Notebook

#if canImport(Glibc)
  import Glibc
#endif

/// What another room does for `tunebook kernel`.
public struct KernelCommands {
  /// Serves the front that wrote a connection file until it ends the kernel.
  public var serve:
    (
      _ connectionFile: String, _ log: @escaping @Sendable (String) -> Void,
      _ makeSession: (any DisplaySink) throws -> Session
    ) throws -> Void

  /// Makes Jupyter offer Tunebook, for a prefix or for the person alone, and gives the folder that says so.
  public var install: (_ prefix: String?, _ environment: (String) -> String?) throws -> String

  /// Makes the commands.
  public init(
    serve:
      @escaping (
        _ connectionFile: String, _ log: @escaping @Sendable (String) -> Void,
        _ makeSession: (any DisplaySink) throws -> Session
      ) throws -> Void,
    install: @escaping (_ prefix: String?, _ environment: (String) -> String?) throws -> String
  ) {
    self.serve = serve
    self.install = install
  }
}

extension Program {
  /// `tunebook kernel`.
  func run(_ request: KernelRequest) throws {
    guard let kernel else { throw UsageError.notYet("kernel") }
    switch request {
    case .install(let prefix):
      let folder = try kernel.install(prefix, environment)
      output.write("Jupyter offers Tunebook now: \(folder)\n")
    case .serve(let file):
      Signals.clear(endsAtSecond: false)
      let log: @Sendable (String) -> Void = {
        OutputChannel(descriptor: STDERR_FILENO, environment: { _ in nil }).write("tunebook: \($0)\n")
      }
      try kernel.serve(file, log) { try askableSession($0) }
    }
  }
}
