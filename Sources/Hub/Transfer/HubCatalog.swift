import Files
import JSON

/// Asks the hub which files a repository has.
struct HubCatalog {
  let transfer: Transfer

  /// The folder for answers while they are read.
  let folder: String

  /// Bytes that one answer may have.
  private static let largestAnswer = 64 << 20

  /// Pages of a list that are read.
  private static let mostPages = 100

  /// The files at the revision, with sizes and hashes as far as the hub says them.
  ///
  /// - Throws: `HubError`.
  func listing(progress: () throws -> Void) throws -> HubListing {
    var listing: HubListing?
    do {
      let (document, headers) = try answer("revision", "?blobs=true", progress)
      if var found = HubListing(revision: document) {
        found.commit = found.commit ?? headers["x-repo-commit"].flatMap(HubListing.validCommit)
        listing = found
      }
    } catch HubError.notFound {
      // A mirror that speaks only the other route.
    }
    if let listing, listing.files.allSatisfy({ $0.hash != nil && $0.size != nil }) { return listing }
    do {
      var tree = try tree(progress)
      if let commit = listing?.commit { tree.commit = commit }
      return tree
    } catch HubError.notFound where listing != nil {
      return listing ?? HubListing.none
    }
  }

  private func tree(_ progress: () throws -> Void) throws -> HubListing {
    var whole = HubListing.none
    var (document, headers) = try answer("tree", "?recursive=true", progress)
    for _ in 0..<Self.mostPages {
      guard let page = HubListing(tree: document) else { throw bad("it is no list of files") }
      whole.files += page.files
      if let commit = headers["x-repo-commit"].flatMap(HubListing.validCommit) { whole.commit = commit }
      guard let next = headers.nextPage else { return whole }
      (document, headers) = try get(next.hasPrefix("/") ? transfer.settings.endpoint + next : next, progress)
    }
    throw bad("it has more than \(Self.mostPages) pages")
  }

  private func answer(_ route: String, _ query: String, _ progress: () throws -> Void) throws -> (JSON, ResponseHeaders)
  {
    let repository = transfer.repository
    let revision = percentEncoded(transfer.revision, keepingSlashes: false)
    return try get(
      "\(transfer.settings.endpoint)/api/\(repository.kind.rawValue)s/\(repository.name)/\(route)/\(revision)\(query)",
      progress)
  }

  private func get(_ address: String, _ progress: () throws -> Void) throws -> (JSON, ResponseHeaders) {
    // The token goes to the hub's own address only, wherever a page says that the next one is.
    guard address.hasPrefix(transfer.settings.endpoint + "/") else { throw bad("its next page is at another address") }
    let path = joinPath(folder, ".listing-\(UInt64.random(in: 0 ... .max))")
    defer { try? removeFile(path) }
    let headers = try transfer.fetch(address, to: path, limit: Self.largestAnswer) { _ in try progress() }
    do {
      return (try JSON.parse(try readFile(path)), headers)
    } catch let error as JSONError {
      throw bad("\(error)")
    }
  }

  private func bad(_ reason: String) -> HubError {
    .badListing(repository: transfer.repository, reason: reason, endpoint: transfer.settings.shownEndpoint)
  }
}

extension HubListing {
  /// A repository without files.
  static let none = HubListing(commit: nil, files: [])

  private init(commit: String?, files: [HubFile]) {
    self.commit = commit
    self.files = files
  }
}

/// A path as it stands in an address.
func percentEncoded(_ text: String, keepingSlashes: Bool) -> String {
  let digits = Array("0123456789ABCDEF".utf8)
  var bytes: [UInt8] = []
  for byte in text.utf8 {
    let isPlain = isLetterOrDigit(byte) || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte) || (byte == 0x2F && keepingSlashes)
    bytes += isPlain ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }
  return String(decoding: bytes, as: UTF8.self)
}
