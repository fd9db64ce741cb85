import Files

/// A Python that has pyarrow, which nothing but a comparison needs.
struct PythonProgram {
  private let path: String

  /// The Python of `TUNEBOOK_PYTHON`, else the one that `make parquet-test` has set up, else the machine's.
  static func withPyarrow() -> PythonProgram? {
    let own = setting("TUNEBOOK_PYTHON").map { [$0] } ?? []
    let caches = setting("XDG_CACHE_HOME") ?? setting("HOME").map { joinPath($0, ".cache") } ?? ""
    for path in own + [joinPath(caches, "tunebook/parquet/bin/python"), "python3"] {
      let program = PythonProgram(path: path)
      if (try? program.run("import pyarrow.parquet", [])) != nil { return program }
    }
    return nil
  }

  /// Writes a file's rows as pyarrow writes them.
  func rewrite(_ path: String, as target: String, codec: String) throws {
    _ = try run(
      "import sys, pyarrow.parquet as pq; pq.write_table(pq.read_table(sys.argv[1]), sys.argv[2], compression=sys.argv[3])",
      [path, target, codec])
  }

  /// The shortest time in which pyarrow decodes a file with one thread: as a whole, or a row group after the other.
  func secondsToRead(_ path: String) throws -> Double {
    let script = """
      from sys import argv; from time import perf_counter; import pyarrow as pa, pyarrow.parquet as pq
      pa.set_cpu_count(1)
      def whole():
          pq.read_table(argv[1], use_threads=False)
      def groups():
          file = pq.ParquetFile(argv[1])
          for group in range(file.num_row_groups):
              file.read_row_group(group, use_threads=False)
      best = 1e9
      for read in (whole, groups) * 3:
          start = perf_counter()
          read()
          best = min(best, perf_counter() - start)
      print(best)
      """
    let output = try run(script, [path])
    guard let seconds = Double(output.split(separator: "\n").first ?? "") else {
      throw BenchmarkError.failed(["pyarrow: \(output)"])
    }
    return seconds
  }

  private func run(_ script: String, _ arguments: [String]) throws -> String {
    try ShellProgram(path).run(["-c", script] + arguments)
  }
}

/// A variable of the environment that is set to something.
private func setting(_ name: String) -> String? { environmentVariable(name).flatMap { $0.isEmpty ? nil : $0 } }
