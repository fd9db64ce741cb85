import Files
import SourceText

extension NotebookDocument {
  /// Reads a `.nb` file, or an `.ipynb` file as one.
  ///
  /// - Throws: `FileError` where it cannot be read, `SessionError.malformed` where it is no text.
  public static func read(_ path: String) throws -> NotebookDocument {
    let bytes = try readFile(path)
    if path.hasSuffix(".ipynb") { return try IPythonNotebook.parse(bytes, path: path) }
    let sample = bytes.prefix(4096)
    guard !sample.contains(0), String(validating: bytes, as: UTF8.self) != nil else {
      throw SessionError.malformed(path: path, reason: "this is no text in UTF-8: is it a notebook?")
    }
    return NotebookDocument(parsing: bytes)
  }
}
