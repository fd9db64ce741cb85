#if canImport(Glibc)
  import Glibc
#endif

/// One run of the `curl` program.
///
/// The address and the headers, and with them the token, go through its standard input: nothing secret is among its
/// arguments, where every process of the machine could read it.
struct CurlProcess {
  private let process: pid_t
  private let output: Int32

  /// Seconds between two looks at how far it is.
  private static let interval: useconds_t = 20_000

  /// Starts the program.
  ///
  /// - Parameter configuration: the lines of a curl configuration file.
  /// - Throws: `HubError.noCurl`, `.malformed` where the lines are longer than a pipe takes.
  init(configuration: String) throws(HubError) {
    let text = Array(configuration.utf8)
    guard text.count < 60_000 else { throw .malformed(what: "the address or the token") }
    var input: [Int32] = [-1, -1]
    var result: [Int32] = [-1, -1]
    guard pipe(&input) == 0, pipe(&result) == 0 else { throw .noCurl }
    for end in input + result { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer {
      close(input[0])
      close(input[1])
      close(result[1])
    }
    // The pipe takes it whole, so that nothing waits for a program that may not even start.
    guard write(input[1], text, text.count) == text.count else { throw .noCurl }
    guard let started = Self.start(input: input[0], output: result[1]) else {
      close(result[0])
      throw .noCurl
    }
    process = started
    output = result[0]
  }

  private static func start(input: Int32, output: Int32) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    let words = ["curl", "--disable", "--config", "-"]
    let arguments: [UnsafeMutablePointer<CChar>?] = words.map { (word: String) in strdup(word) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process = pid_t()
    return posix_spawnp(&process, "curl", &actions, nil, arguments, environ) == 0 ? process : nil
  }

  /// Waits for its end.
  ///
  /// - Parameter whileRunning: called some times a second; what it throws ends the program.
  /// - Returns: the exit code, 127 where it was not found, and what it wrote to its standard output.
  func wait(_ whileRunning: () throws -> Void) throws -> (code: Int, output: String) {
    defer { close(output) }
    var status: Int32 = 0
    do {
      while true {
        let ended = waitpid(process, &status, WNOHANG)
        if ended == process || (ended < 0 && errno != EINTR) { break }
        try whileRunning()
        usleep(Self.interval)
      }
    } catch {
      kill(process, SIGTERM)
      while waitpid(process, &status, 0) < 0, errno == EINTR {}
      throw error
    }
    // Ended by a signal: as if the connection had broken off.
    let code = status & 0x7F == 0 ? Int(status >> 8) & 0xFF : 56
    return (code, written())
  }

  private func written() -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while bytes.count < 65536 {
      let count = read(output, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
