import Files
import FoundationEssentials

/// Where the cache is, where the hub is, and who asks: what the environment says.
///
/// Source: huggingface_hub's environment variables.
public struct HubSettings: Sendable {
  /// The folder of the cached repositories.
  public var cache: String

  /// The hub's address, without a slash at its end.
  public var endpoint: String

  /// What proves who asks; never shown.
  var token: String?

  /// Whether nothing may be fetched.
  public var isOffline: Bool

  /// How often a transfer that broke off is taken up again.
  public var attempts = 5

  /// Seconds before the first further attempt; each later one waits twice as long.
  public var firstDelay = 0.5

  /// Seconds that a busy hub may ask to wait and is waited for.
  public var longestWait = 5.0

  /// Settings of their own, for tests and for `cache_dir` and `token` of a call.
  public init(cache: String, endpoint: String, token: String? = nil, isOffline: Bool = false) {
    self.cache = cache
    self.endpoint = Self.trimmed(endpoint)
    self.token = token
    self.isOffline = isOffline
  }

  /// What environment variables say.
  public init(environment: [String: String]) {
    func value(_ names: String...) -> String? {
      names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    }
    let personal = value("XDG_CACHE_HOME") ?? joinPath(value("HOME") ?? ".", ".cache")
    let home = Self.expanded(value("HF_HOME") ?? joinPath(personal, "huggingface"), environment)
    cache = Self.expanded(value("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE") ?? joinPath(home, "hub"), environment)
    endpoint = Self.trimmed(value("HF_ENDPOINT") ?? "https://huggingface.co")
    let file = Self.expanded(value("HF_TOKEN_PATH") ?? joinPath(home, "token"), environment)
    let kept = (try? readFile(file)).map { String(decoding: $0.prefix(4096), as: UTF8.self) }
    token = (value("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN") ?? kept).map(Self.withoutSpace)
    if token?.isEmpty == true { token = nil }
    let offline = [
      environment["HF_HUB_OFFLINE"], environment["TRANSFORMERS_OFFLINE"], environment["HF_DATASETS_OFFLINE"],
    ]
    isOffline = offline.contains { ["1", "ON", "YES", "TRUE"].contains($0?.uppercased()) }
  }

  /// The same with another token.
  public func with(token: String?) -> HubSettings {
    var changed = self
    if let token { changed.token = Self.withoutSpace(token) }
    return changed
  }

  /// The hub's address for messages: without a name and a password in it.
  var shownEndpoint: String {
    let scheme = endpoint.hasPrefix("https://") ? "https://" : "http://"
    guard let at = endpoint.lastIndex(of: "@"), endpoint.hasPrefix(scheme) else { return endpoint }
    return scheme + endpoint[endpoint.index(after: at)...]
  }

  private static func expanded(_ path: String, _ environment: [String: String]) -> String {
    guard path.hasPrefix("~/"), let home = environment["HOME"] else { return path }
    return joinPath(home, String(path.dropFirst(2)))
  }

  private static func trimmed(_ address: String) -> String {
    var address = withoutSpace(address)
    while address.hasSuffix("/") { address.removeLast() }
    return address
  }

  private static func withoutSpace(_ text: String) -> String {
    String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
