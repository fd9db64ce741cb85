import Files

/// A path with `*`, `?`, `[a-z]` or `**` in it, which means every file that it fits.
///
/// `*` stays within a folder's name, `**` as a whole name means any folders; names that begin with a dot are passed over.
/// Source: `glob` of Python's fsspec, as `datasets` uses it for `data_files`.
struct FilePattern {
  private let folder: String
  private let names: [[UInt8]]

  /// The most folders and files that are looked at.
  private static let mostNames = 1_000_000

  /// Whether a path has a pattern in it.
  static func isPattern(_ path: String) -> Bool { path.contains { "*?[".contains($0) } }

  init(_ pattern: String) {
    let parts = pattern.split(separator: "/").map(String.init)
    let first = parts.firstIndex(where: FilePattern.isPattern) ?? parts.count
    let plain = parts[..<first].joined(separator: "/")
    folder = pattern.hasPrefix("/") ? "/" + plain : plain.isEmpty ? "." : plain
    names = parts[first...].map { Array($0.utf8) }
  }

  /// The files that the pattern fits, sorted.
  ///
  /// - Throws: `FileError` where a folder cannot be read.
  func files() throws -> [String] {
    guard isFolder(folder) else { return [] }
    var (found, looked) = ([String](), 0)
    try walk(folder == "." ? "" : folder, names[...], &looked, &found)
    return Array(Set(found)).sorted()
  }

  private func walk(_ folder: String, _ rest: ArraySlice<[UInt8]>, _ looked: inout Int, _ found: inout [String]) throws
  {
    guard let pattern = rest.first else { return }
    let isAny = pattern == Array("**".utf8)
    if isAny { try walk(folder, rest.dropFirst(), &looked, &found) }
    for name in try listFolder(folder.isEmpty ? "." : folder) where !name.hasPrefix(".") {
      looked += 1
      guard looked <= FilePattern.mostNames else {
        throw DatasetError.badArgument(
          "a pattern of data_files looks at more than a million names: begin it lower down")
      }
      let path = folder.isEmpty ? name : joinPath(folder, name)
      let isFolder = Files.isFolder(path)
      if isAny {
        if isFolder { try walk(path, rest, &looked, &found) } else if rest.count == 1 { found.append(path) }
      } else if FilePattern.fits(Array(name.utf8)[...], pattern[...]) {
        if rest.count > 1 {
          if isFolder { try walk(path, rest.dropFirst(), &looked, &found) }
        } else if !isFolder {
          found.append(path)
        }
      }
    }
  }

  /// Whether a name fits a pattern, going back to the last star only.
  ///
  /// - Complexity: O(name times pattern).
  static func fits(_ name: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
    var (name, pattern) = (name, pattern)
    var star: (pattern: ArraySlice<UInt8>, name: ArraySlice<UInt8>)?
    while true {
      if pattern.first == UInt8(ascii: "*") {
        star = (pattern.dropFirst(), name)
        pattern = pattern.dropFirst()
      } else if let byte = name.first, let rest = afterMatch(byte, pattern) {
        name = name.dropFirst()
        pattern = rest
      } else if name.isEmpty, pattern.isEmpty {
        return true
      } else if let last = star, !last.name.isEmpty {
        star = (last.pattern, last.name.dropFirst())
        (pattern, name) = (last.pattern, last.name.dropFirst())
      } else {
        return false
      }
    }
  }

  /// What is left of a pattern whose beginning fits a byte; nil where it does not.
  private static func afterMatch(_ byte: UInt8, _ pattern: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard let first = pattern.first else { return nil }
    let rest = pattern.dropFirst()
    if first == UInt8(ascii: "?") { return rest }
    guard first == UInt8(ascii: "["), let end = rest.dropFirst().firstIndex(of: UInt8(ascii: "]")) else {
      return first == byte ? rest : nil
    }
    var set = rest[..<end]
    let isNegated = set.first == UInt8(ascii: "!") || set.first == UInt8(ascii: "^")
    if isNegated { set = set.dropFirst() }
    var isIn = false
    while let low = set.popFirst() {
      if set.count >= 2, set.first == UInt8(ascii: "-") {
        set.removeFirst()
        if let high = set.popFirst(), low <= byte, byte <= high { isIn = true }
      } else if low == byte {
        isIn = true
      }
    }
    return isIn != isNegated ? rest[(end + 1)...] : nil
  }
}

extension DataFiles {
  /// The files that a path means: itself, or every file that a pattern such as `data/train-*.parquet` fits.
  ///
  /// - Throws: `DatasetError.missingFile` where a pattern fits none.
  public static func matching(_ path: String) throws -> [String] {
    guard FilePattern.isPattern(path), !pathExists(path) else { return [path] }
    let files: [String]
    do {
      files = try FilePattern(path).files()
    } catch let error as FileError {
      throw DatasetError.unreadableFile(reason: "\(error)")
    }
    guard !files.isEmpty else { throw DatasetError.missingFile(path: path) }
    return files
  }
}
