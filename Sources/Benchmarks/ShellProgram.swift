#if canImport(Glibc)
  import Glibc
#endif

/// A program that is run with words and asked for what it prints.
struct ShellProgram {
  private let name: String

  init(_ name: String) { self.name = name }

  /// Runs the program.
  ///
  /// - Returns: what it prints; what it says on standard error is dropped.
  /// - Throws: `BenchmarkError.failed` where it does not start or ends with an error.
  func run(_ words: [String]) throws -> String {
    let command = ([name] + words).map(quoted).joined(separator: " ")
    guard let pipe = popen(command + " 2>/dev/null </dev/null", "re") else {
      throw BenchmarkError.failed(["\(name) does not start"])
    }
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = fread(&buffer, 1, buffer.count, pipe)
      if count == 0 { break }
      output += buffer[..<count]
    }
    guard pclose(pipe) == 0 else { throw BenchmarkError.failed(["\(name) ends with an error"]) }
    return String(decoding: output, as: UTF8.self)
  }

  /// A word for the shell as it is.
  private func quoted(_ word: String) -> String {
    "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
