import Display
import Files

#if canImport(Glibc)
  import Glibc
#endif

extension Benchmark {
  /// Starting the program.
  static var starts: [Benchmark] {
    [
      Benchmark("repl-start", "from the start of the program to the prompt of its REPL", aim: "20 ms") { _ in
        let program = programPath() ?? "tunebook"
        var best = Double.infinity
        for _ in 0..<10 { best = min(best, try secondsToPrompt(of: program, "In [1]:")) }
        return Measurement(1000 * best, "ms", atMost: 20)
      }
    ]
  }

  /// Starts a program in a terminal of its own, waits until it writes the prompt, and ends it.
  ///
  /// - Throws: `BenchmarkError.notStarted` where it does not within 10 s.
  static func secondsToPrompt(of program: String, _ prompt: String) throws(BenchmarkError) -> Double {
    var (terminal, inside) = (Int32(-1), Int32(-1))
    guard openpty(&terminal, &inside, nil, nil, nil) == 0 else {
      throw .notStarted(program: program, reason: "the system lends no terminal")
    }
    defer { close(terminal) }
    for descriptor in [terminal, inside] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    let start = monotonicSeconds()
    let process: pid_t
    do {
      defer { close(inside) }  // else it would never end here
      process = try started(program, terminal: inside)
    }
    defer {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
    var written: [UInt8] = []
    while !String(decoding: written, as: UTF8.self).contains(prompt) {
      var descriptor = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
      var buffer = [UInt8](repeating: 0, count: 4096)
      guard poll(&descriptor, 1, 10_000) == 1, case let count = read(terminal, &buffer, buffer.count), count > 0 else {
        throw .notStarted(program: program, reason: "it shows no prompt")
      }
      written += buffer[..<count]
    }
    return monotonicSeconds() - start
  }

  private static func started(_ program: String, terminal: Int32) throws(BenchmarkError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in 0...Int32(2) { posix_spawn_file_actions_adddup2(&actions, terminal, descriptor) }
    var process = pid_t()
    var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(program), nil]
    defer { free(arguments[0]) }
    let failure = posix_spawn(&process, program, &actions, nil, &arguments, environ)
    guard failure == 0 else {
      throw .notStarted(program: program, reason: String(cString: strerror(failure)))
    }
    return process
  }
}
