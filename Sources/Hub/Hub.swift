import Files

#if canImport(Glibc)
  import Glibc
#endif

/// A name -> a local folder: what is in the Hugging Face cache is used as it is, what is not is downloaded into it.
public struct Hub {
  /// Where the cache and the hub are.
  public let settings: HubSettings

  /// How far a download is.
  public struct Progress: Sendable, Equatable {
    /// The file that is being fetched; empty while the hub is asked which there are.
    public var file: String
    /// The bytes that are there.
    public var completed: Int
    /// The bytes of all files that are fetched; 0 where unknown.
    public var total: Int
  }

  /// A hub with its cache.
  public init(_ settings: HubSettings) { self.settings = settings }

  /// The folder with what is wanted of a repository, where the cache has it; never asks the hub.
  public func cachedFolder(_ repository: HubRepository, revision: String = "main", content: HubContent) -> String? {
    let cache = HubCache(repository, in: settings.cache)
    guard Self.isRevision(revision), let folder = cache.snapshot(revision: revision) else { return nil }
    if case .data = content, !settings.isOffline, cache.hasPartialFiles { return nil }
    return content.isComplete(cache.paths(in: folder), shards: cache.shards(in: folder)) ? folder : nil
  }

  /// The names of the repositories that the cache holds something of, sorted.
  public var cachedNames: [String] {
    let folders = (try? listFolder(settings.cache)) ?? []
    return folders.compactMap { folder in
      guard let kind = ["models--", "datasets--"].first(where: folder.hasPrefix) else { return nil }
      return String(folder.dropFirst(kind.count)).replacing("--", with: "/")
    }.sorted()
  }

  /// The folder with what is wanted of a repository, downloaded where the cache lacks it.
  ///
  /// - Parameters:
  ///   - revision: a branch, a tag or a commit.
  ///   - progress: called some times a second while something is fetched; what it throws ends that, and what has
  ///     arrived is kept for the next time.
  /// - Throws: `HubError`, `FileError`, and what `progress` throws.
  public func folder(
    _ repository: HubRepository, revision: String = "main", content: HubContent,
    progress: (Progress) throws -> Void = { _ in }
  ) throws -> String {
    guard Self.isRevision(revision) else { throw HubError.malformed(what: "the revision") }
    if let folder = cachedFolder(repository, revision: revision, content: content) { return folder }
    if settings.isOffline {
      throw HubError.offline(repository: repository, wanted: content.description, cache: settings.cache)
    }
    guard settings.endpoint.hasPrefix("https://") || settings.endpoint.hasPrefix("http://") else {
      throw HubError.malformed(what: "the address in HF_ENDPOINT")
    }
    return try download(repository, revision, content, progress)
  }

  private func download(
    _ repository: HubRepository, _ revision: String, _ content: HubContent, _ progress: (Progress) throws -> Void
  ) throws -> String {
    let cache = HubCache(repository, in: settings.cache)
    let asking = Progress(file: "", completed: 0, total: 0)
    let isNew = !isFolder(cache.top)
    let lock = try cache.locked { try progress(asking) }
    defer { withExtendedLifetime(lock) {} }
    let transfer = Transfer(settings: settings, repository: repository, revision: revision)
    let listing: HubListing
    let wanted: [HubFile]
    do {
      listing = try HubCatalog(transfer: transfer, folder: cache.blobs).listing { try progress(asking) }
      wanted = try wantedFiles(listing, content, repository)
    } catch {
      // A name that stands for nothing leaves no trace.
      if isNew { for folder in [cache.blobs, cache.top] { rmdir(folder) } }
      throw error
    }
    let commit = listing.commit ?? HubListing.validCommit(revision) ?? String(repeating: "0", count: 40)
    try fetch(
      wanted.filter { !pathExists(joinPath(cache.snapshot(commit), $0.path)) }, cache, transfer, commit, progress)
    if revision != commit { try cache.setRevision(revision, commit: commit) }
    return cache.snapshot(commit)
  }

  private func wantedFiles(_ listing: HubListing, _ content: HubContent, _ repository: HubRepository) throws
    -> [HubFile]
  {
    let files = Dictionary(listing.files.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    let wanted = content.wanted(of: files.keys.sorted())
    guard content.isComplete(wanted, shards: wanted.contains(HubContent.index) ? [] : nil) else {
      throw HubError.nothingWanted(
        repository: repository, wanted: content.description, found: files.keys.sorted().filter { !$0.hasPrefix(".") })
    }
    return wanted.compactMap { files[$0] }
  }

  private func fetch(
    _ files: [HubFile], _ cache: HubCache, _ transfer: Transfer, _ commit: String,
    _ progress: (Progress) throws -> Void
  ) throws {
    let total = files.reduce(into: 0) { $0 = $0.addingReportingOverflow($1.size ?? 0).partialValue }
    try checkRoom(total, in: cache.blobs)
    var done = 0
    for file in files {
      if let hash = file.hash, pathExists(joinPath(cache.blobs, hash)) {
        try cache.link(blob: hash, as: file.path, commit: commit)
      } else {
        let blob = try BlobFetch(cache: cache, transfer: transfer, file: file).run { size in
          try progress(Progress(file: file.path, completed: min(done &+ size, max(total, done &+ size)), total: total))
        }
        try cache.link(blob: blob, as: file.path, commit: commit)
      }
      done &+= file.size ?? 0
    }
  }

  private func checkRoom(_ needed: Int, in folder: String) throws {
    var status = statvfs()
    guard statvfs(folder, &status) == 0 else { return }
    let (free, isMore) = Int(clamping: status.f_bavail).multipliedReportingOverflow(by: Int(clamping: status.f_frsize))
    if !isMore, needed > free { throw HubError.noRoom(needed: needed, free: free, folder: folder) }
  }

  private static func isRevision(_ text: String) -> Bool {
    text.utf8.count <= 200 && HubListing.isSafe(text)
  }
}
