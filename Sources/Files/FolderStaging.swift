import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#endif

/// Gives a finished folder its final name, so that the name never shows a part of it.
///
/// A folder that has the name already is moved aside first and removed after.
/// - Throws: `FileError`.
public func publishFolder(_ staged: String, as final: String) throws(FileError) {
  FileWriting.note(final)
  guard FileWriting.isKept else { return }
  syncFolder(staged)
  let old = joinPath(parentFolder(of: final), ".\(lastComponent(of: final)).old")
  if pathExists(final) {
    try removeFolder(old)
    guard rename(final, old) == 0 else { throw FileError.last(final, "replace") }
  }
  guard rename(staged, final) == 0 else {
    let failure = FileError.last(final, "rename the finished folder to")
    if pathExists(old) { rename(old, final) }
    throw failure
  }
  syncFolder(parentFolder(of: final))
  try removeFolder(old)
}

/// Gives a finished file of the same folder its final name, in place of what had it.
///
/// - Throws: `FileError`.
public func publishFile(_ staged: String, as final: String) throws(FileError) {
  guard rename(staged, final) == 0 else { throw FileError.last(final, "rename the finished file to") }
  syncFolder(parentFolder(of: final))
}

/// Removes a folder and everything in it; links in it are removed, not followed. One that is not there is no fault.
///
/// - Throws: `FileError`.
public func removeFolder(_ path: String) throws(FileError) {
  guard FileWriting.isKept, pathExists(path) else { return }
  do {
    try FileManager.default.removeItem(atPath: path)
  } catch {
    throw FileError.refused(path: path, action: "remove", reason: "the system gave no reason: \(error)")
  }
}
