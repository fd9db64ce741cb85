#if canImport(Glibc)
  import Glibc
#endif

/// The folder for files that nobody misses: TMPDIR's, else `/tmp`.
public var temporaryFilesFolder: String { environmentVariable("TMPDIR") ?? "/tmp" }

/// Makes a new folder for files that nobody misses, which only this person can read; whoever asks for it removes it.
///
/// - Parameter name: what its name begins with.
/// - Throws: `FileError`.
public func makeTemporaryFolder(_ name: String) throws(FileError) -> String {
  var template = Array("\(joinPath(temporaryFilesFolder, name))-XXXXXX".utf8CString)
  guard mkdtemp(&template) != nil else { throw FileError.last(temporaryFilesFolder, "make a folder in") }
  return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
