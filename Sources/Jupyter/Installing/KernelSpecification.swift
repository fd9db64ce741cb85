import Files
import JSON
import Plotting

#if canImport(Glibc)
  import Glibc
#endif

/// The folder by which Jupyter knows a kernel: how it is started, what it is called, its picture.
///
/// Source: Jupyter's "Making kernels for Jupyter", kernel specs.
public struct KernelSpecification {
  /// The program that Jupyter starts.
  let program: String

  /// Describes the running program.
  ///
  /// - Throws: `FileError` where the system does not say which program runs.
  public init() throws {
    guard let path = programPath() else {
      throw FileError.refused(path: "/proc/self/exe", action: "read", reason: "it does not name the running program")
    }
    program = path
  }

  init(program: String) { self.program = program }

  /// Writes the folder where Jupyter looks for it; one that is there is replaced.
  ///
  /// - Parameters:
  ///   - prefix: the folder of a Python environment or of a system, `PREFIX/share/jupyter`; nil for the person's own.
  ///   - environment: gives the values of environment variables.
  /// - Returns: the folder.
  /// - Throws: `JupyterError.noHome`, `FileError`, `PlotError`.
  public func install(prefix: String?, environment: (String) -> String?) throws -> String {
    let kernels = joinPath(try Self.dataFolder(prefix: prefix, environment: environment), "kernels")
    try makeFolder(kernels)
    let staged = joinPath(kernels, ".tunebook.\(getpid()).partial")
    do {
      try makeFolder(staged)
      for (name, bytes) in try files() { try writeFile(joinPath(staged, name), bytes) }
      let final = joinPath(kernels, "tunebook")
      try publishFolder(staged, as: final)
      return final
    } catch {
      try? removeFolder(staged)
      throw error
    }
  }

  /// The folder's files.
  func files() throws -> [(name: String, bytes: [UInt8])] {
    let description: JSON = .object([
      "argv": .array([.string(program), "kernel", "-f", "{connection_file}"]), "display_name": "Tunebook",
      "language": "python", "interrupt_mode": "message", "metadata": .object(["debugger": false]),
    ])
    return [
      ("kernel.json", description.serialized(.indented) + [0x0A]), ("logo-32x32.png", try logo(size: 32)),
      ("logo-64x64.png", try logo(size: 64)),
    ]
  }

  /// Jupyter's folder for data.
  private static func dataFolder(prefix: String?, environment: (String) -> String?) throws(JupyterError) -> String {
    if let prefix { return joinPath(joinPath(prefix, "share"), "jupyter") }
    for (name, below) in [("JUPYTER_DATA_DIR", ""), ("XDG_DATA_HOME", "jupyter"), ("HOME", ".local/share/jupyter")] {
      if let folder = environment(name), !folder.isEmpty { return below.isEmpty ? folder : joinPath(folder, below) }
    }
    throw .noHome
  }
}
