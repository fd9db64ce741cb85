import Files
import JSON

#if canImport(Glibc)
  import Glibc
#endif

/// The cells of earlier sessions, one JSON string a line, readable by their owner alone.
///
/// libedit's own file needs a header and mangles Chinese in some locales.
struct HistoryFile {
  /// The number of cells that are kept.
  static let limit = 5000

  let path: String

  /// The file of this person: `$XDG_STATE_HOME/tunebook/history.jsonl`; nil where there is no home.
  static func standard(environment: (String) -> String?) -> HistoryFile? {
    if let state = environment("XDG_STATE_HOME"), state.hasPrefix("/") {
      return HistoryFile(path: joinPath(state, "tunebook/history.jsonl"))
    }
    guard let home = environment("HOME"), home.hasPrefix("/") else { return nil }
    return HistoryFile(path: joinPath(home, ".local/state/tunebook/history.jsonl"))
  }

  /// The most bytes of a cell that is kept: a larger one is no cell that anyone recalls to edit.
  static let largestCell = 1 << 18

  /// The cells, oldest first; lines that are no JSON strings are passed over.
  func load() -> [String] {
    guard let bytes = try? readFile(path) else { return [] }
    let lines = bytes.split(separator: 0x0A).suffix(Self.limit)
    return lines.compactMap { (try? JSON.parse($0))?.string }.filter { !$0.isEmpty }
  }

  /// Adds a cell. A history that cannot be written is no reason to stop.
  func append(_ cell: String) {
    guard cell.utf8.count <= Self.largestCell else { return }
    let folder = parentFolder(of: path)
    if !isFolder(folder) {
      guard (try? makeFolder(folder)) != nil else { return }
      chmod(folder, 0o700)
    }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    let line = JSON.string(cell).serialized() + [0x0A]
    _ = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
  }

  /// Drops all but the last cells once the file has grown to twice the limit.
  func shorten() {
    guard let bytes = try? readFile(path), bytes.count(where: { $0 == 0x0A }) > 2 * Self.limit else { return }
    let kept = bytes.split(separator: 0x0A).suffix(Self.limit)
    guard (try? writeFile(path, Array(kept.joined(separator: [0x0A])) + [0x0A])) != nil else { return }
    chmod(path, 0o600)
  }
}
