import Files

#if canImport(Glibc)
  import Glibc
#endif

/// Fetches addresses of one repository into files, and takes up again what broke off.
struct Transfer {
  let settings: HubSettings
  let repository: HubRepository
  let revision: String

  /// Fetches an address into a file.
  ///
  /// - Parameters:
  ///   - path: where it goes; what is there already is the beginning, and the rest is asked for.
  ///   - limit: the largest size in bytes that is taken.
  ///   - progress: called with the size so far some times a second; what it throws ends the transfer.
  /// - Returns: the headers of the answer.
  /// - Throws: `HubError`, and what `progress` throws.
  func fetch(_ address: String, to path: String, limit: Int, progress: (Int) throws -> Void) throws -> ResponseHeaders {
    var attempt = 1
    while true {
      let before = fileSize(path)
      let outcome = try run(address, path, limit, progress)
      if outcome.isWhole { return outcome.headers }
      // 33 and 416: the server cannot go on in the middle; the file starts anew.
      if outcome.code == 33 || outcome.status == 416 { try removeFile(path) }
      if fileSize(path) > before { attempt = 1 }
      guard attempt < settings.attempts, let delay = delay(after: outcome, attempt) else {
        throw failure(outcome, attempt)
      }
      attempt += 1
      try pause(delay) { try progress(fileSize(path)) }
    }
  }

  private struct Outcome {
    let code: Int
    let status: Int
    let headers: ResponseHeaders

    var isWhole: Bool { code == 0 && (200..<300).contains(status) }
  }

  private func run(_ address: String, _ path: String, _ limit: Int, _ progress: (Int) throws -> Void) throws -> Outcome
  {
    let headerPath = path + ".headers"
    defer { try? removeFile(headerPath) }
    let process = try CurlProcess(configuration: try configuration(address, path, headerPath))
    let (code, output) = try process.wait {
      let size = fileSize(path)
      guard size <= limit else {
        throw HubError.badListing(
          repository: repository, reason: "more than the \(limit) bytes that were expected arrive",
          endpoint: settings.shownEndpoint)
      }
      try progress(size)
    }
    if code == 127 { throw HubError.noCurl }
    let headers = ResponseHeaders((try? readFile(headerPath)) ?? [])
    return Outcome(code: code, status: Int(output.prefix(3)) ?? 0, headers: headers)
  }

  private func configuration(_ address: String, _ path: String, _ headerPath: String) throws -> String {
    var lines = [
      "silent", "fail", "location", "globoff", "max-redirs = 10", "connect-timeout = 20", "speed-limit = 1",
      "speed-time = 60", "continue-at = -", "write-out = \"%{http_code}\"",
    ]
    for (name, value) in [
      ("url", address), ("proto", "=http,https"), ("proto-redir", "=http,https"), ("output", path),
      ("dump-header", headerPath), ("user-agent", "tunebook"),
    ] {
      guard let quoted = Self.quoted(value) else { throw HubError.malformed(what: "the address \(name)") }
      lines.append("\(name) = \(quoted)")
    }
    if let token = settings.token {
      guard token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
        let header = Self.quoted("Authorization: Bearer " + token)
      else { throw HubError.malformed(what: "the token in HF_TOKEN") }
      lines.append("header = \(header)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A value as curl's configuration files quote it; nil where it holds a control character.
  private static func quoted(_ value: String) -> String? {
    guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
    return "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  /// How long to wait before the next attempt; nil where none would help.
  private func delay(after outcome: Outcome, _ attempt: Int) -> Double? {
    let growing = settings.firstDelay * Double(1 << min(attempt - 1, 6))
    if outcome.status == 429 {
      let asked = outcome.headers["retry-after"].flatMap { Double($0) } ?? growing
      return asked >= 0 && asked <= settings.longestWait && attempt < 3 ? asked : nil
    }
    if outcome.code == 33 || outcome.status == 416 { return 0 }
    if [500, 502, 503, 504].contains(outcome.status) { return attempt < 3 ? growing : nil }
    if outcome.status >= 400 { return nil }
    // Unknown hosts, refused connections and certificates do not get better within seconds.
    return [18, 28, 52, 55, 56, 92].contains(outcome.code) ? growing : nil
  }

  private func failure(_ outcome: Outcome, _ attempt: Int) -> HubError {
    let endpoint = settings.shownEndpoint
    switch outcome.status {
    case 401, 403:
      return .refused(
        repository: repository, status: outcome.status, hasToken: settings.token != nil, endpoint: endpoint)
    case 404: return .notFound(repository: repository, revision: revision, endpoint: endpoint)
    case 429:
      let seconds = outcome.headers["retry-after"].flatMap { Int($0) }
      return .busy(repository: repository, seconds: seconds, endpoint: endpoint)
    case 400...: return .answered(status: outcome.status, repository: repository, endpoint: endpoint)
    default:
      return .connection(
        reason: Self.reason(outcome.code), repository: repository, attempts: attempt, endpoint: endpoint)
    }
  }

  private static func reason(_ code: Int) -> String {
    switch code {
    case 3: "the address is malformed"
    case 5: "the proxy's name is not known"
    case 6: "the host's name is not known (is the network there?)"
    case 7: "no connection could be made"
    case 18, 52, 55, 56, 92: "the connection broke off"
    case 23: "the file could not be written (is the disk full?)"
    case 28: "no answer came in time"
    case 35, 51, 53, 54, 58, 59, 60, 77, 83: "the connection could not be made secure (check certificates and clock)"
    case 47: "it redirects in a circle"
    case 1: "it leads to an address that is neither http nor https"
    default: "curl ended with code \(code)"
    }
  }

  private func pause(_ seconds: Double, _ check: () throws -> Void) throws {
    for _ in 0..<Int(min(60, seconds) / 0.05) {
      try check()
      usleep(50_000)
    }
  }
}
