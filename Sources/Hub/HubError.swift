/// Why a repository's files could not be had. No case ever carries the token.
public enum HubError: Error, Equatable, Sendable {
  /// The environment forbids fetching, and the cache lacks what is wanted.
  case offline(repository: HubRepository, wanted: String, cache: String)
  /// The hub has no such repository or revision.
  case notFound(repository: HubRepository, revision: String, endpoint: String)
  /// The hub refuses access (401, 403).
  case refused(repository: HubRepository, status: Int, hasToken: Bool, endpoint: String)
  /// The hub asks to wait (429); `seconds` is what it asks for.
  case busy(repository: HubRepository, seconds: Int?, endpoint: String)
  /// The hub answers with another error.
  case answered(status: Int, repository: HubRepository, endpoint: String)
  /// No connection, or one that broke off again and again.
  case connection(reason: String, repository: HubRepository, attempts: Int, endpoint: String)
  /// What arrived is not what the hub says the file is.
  case damaged(file: String, repository: HubRepository, expected: String, found: String)
  /// The repository lacks what is wanted.
  case nothingWanted(repository: HubRepository, wanted: String, found: [String])
  /// The hub's list of files cannot be understood.
  case badListing(repository: HubRepository, reason: String, endpoint: String)
  /// The disk is too full.
  case noRoom(needed: Int, free: Int, folder: String)
  /// The `curl` program is not there.
  case noCurl
  /// The token, the address or a revision holds characters that none can have.
  case malformed(what: String)
}

extension HubError {
  /// Whether what is wanted is not there, rather than not reached.
  public var isAbsence: Bool {
    switch self {
    case .offline, .notFound, .refused, .nothingWanted: true
    default: false
    }
  }
}

extension HubError: CustomStringConvertible {
  /// One sentence for people.
  public var description: String {
    switch self {
    case .offline(let repository, let wanted, let cache):
      "\(repository.shown) is not in the cache \(cache) with \(wanted), and HF_HUB_OFFLINE=1 forbids downloading: "
        + "unset HF_HUB_OFFLINE, or copy the files there"
    case .notFound(let repository, let revision, let endpoint):
      "\(endpoint) has no \(repository.kind.rawValue) \(repository.name)\(revision == "main" ? "" : " at revision \(revision)") (404): "
        + "check the name, or give the path of a folder"
    case .refused(let repository, let status, let hasToken, let endpoint):
      "\(endpoint) refuses \(repository.shown) (\(status)): \(Self.remedy(status, hasToken, repository, endpoint))"
    case .busy(let repository, let seconds, let endpoint):
      "\(endpoint) is too busy for \(repository.shown) (429): try again "
        + (seconds.map { "in \($0) seconds" } ?? "later") + "; what has arrived is kept"
    case .answered(let status, let repository, let endpoint):
      "\(endpoint) answers \(status) for \(repository.shown): try again later; what has arrived is kept"
    case .connection(let reason, let repository, let attempts, let endpoint):
      "\(repository.shown) could not be fetched from \(endpoint): \(reason)"
        + (attempts > 1 ? ", \(attempts) times" : "") + "; run the cell again to go on from there"
    case .damaged(let file, let repository, let expected, let found):
      "\(file) of \(repository.shown) arrived damaged: \(expected) expected, \(found) found; it was thrown away: try again"
    case .nothingWanted(let repository, let wanted, let found):
      "\(repository.shown) has no \(wanted)" + (found.isEmpty ? ": it is empty" : "; it has \(Self.list(found))")
    case .badListing(let repository, let reason, let endpoint):
      "the list of files that \(endpoint) gives of \(repository.shown) cannot be read: \(reason)"
    case .noRoom(let needed, let free, let folder):
      "\(folder) needs \(needed) bytes more and the disk has \(free): make room, or set HF_HOME to another disk"
    case .noCurl: "downloading needs the curl program: install it (apt-get install curl)"
    case .malformed(let what): "\(what) holds characters that it cannot have, or is too long"
    }
  }

  private static func remedy(_ status: Int, _ hasToken: Bool, _ repository: HubRepository, _ endpoint: String) -> String
  {
    if !hasToken {
      return "it does not exist, is private, or wants its terms accepted; set HF_TOKEN if you have access"
    }
    return status == 401
      ? "it does not exist, or the token in HF_TOKEN is not valid for it"
      : "the token has no access; accept its terms at \(endpoint)/\(repository.addressPrefix)\(repository.name)"
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(5).joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more" : "")
  }
}

extension HubRepository {
  /// The repository for messages.
  var shown: String { "the \(kind.rawValue) \(name)" }
}
