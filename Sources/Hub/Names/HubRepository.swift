/// A repository of a hub: a model's or a dataset's files under a name such as `org/name`.
public struct HubRepository: Sendable, Hashable {
  /// What a repository holds.
  public enum Kind: String, Sendable {
    /// Weights, configuration, tokenizer.
    case model
    /// Rows.
    case dataset
  }

  /// What it holds.
  public let kind: Kind

  /// `org/name`, or a bare name as the oldest repositories have.
  public let name: String

  /// A repository, or nil where no hub could have one of that name.
  ///
  /// Source: huggingface_hub's `validate_repo_id`.
  public init?(_ kind: Kind, _ name: String) {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), name.utf8.count <= 96, parts.allSatisfy(Self.isWord),
      !name.contains("--"), !name.contains(".."), !name.hasSuffix(".git")
    else { return nil }
    self.kind = kind
    self.name = name
  }

  private static func isWord(_ part: Substring) -> Bool {
    guard let first = part.utf8.first, let last = part.utf8.last else { return false }
    let edges = [UInt8(ascii: "-"), UInt8(ascii: ".")]
    return !edges.contains(first) && !edges.contains(last)
      && part.utf8.allSatisfy { isLetterOrDigit($0) || [0x2D, 0x2E, 0x5F].contains($0) }
  }

  /// Whether the name has an owner: `org/name`.
  public var hasOwner: Bool { name.contains("/") }

  /// The folder's name in the cache: `models--org--name`.
  var folderName: String { "\(kind.rawValue)s--" + name.replacing("/", with: "--") }

  /// The part of an address that leads to the files: nothing for a model, `datasets/` for a dataset.
  var addressPrefix: String { kind == .model ? "" : "datasets/" }
}

func isLetterOrDigit(_ byte: UInt8) -> Bool {
  (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
}

func isHexadecimal(_ text: String) -> Bool {
  text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
}
