#if canImport(Glibc)
  import Glibc
#endif

/// Runs `!command` with the terminal as its own.
enum ShellCommand {
  static func run(_ line: String, output: OutputChannel) {
    var process = pid_t()
    let arguments: [UnsafeMutablePointer<CChar>?] = [strdup("/bin/sh"), strdup("-c"), strdup(line), nil]
    defer { for argument in arguments { free(argument) } }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Ctrl-C is the command's while it runs: it gets the default handling back, which ours is not inherited as.
    let failure = posix_spawn(&process, "/bin/sh", nil, &attributes, arguments, environ)
    guard failure == 0 else { return output.write("cannot start /bin/sh: \(String(cString: strerror(failure)))\n") }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F
    if code != 0 { output.write("[exit code \(code)]\n") }
  }
}
