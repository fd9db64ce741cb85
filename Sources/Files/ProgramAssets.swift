/// The folder of the program, and those above it, nearest first.
public func foldersAboveProgram() -> [String] {
  guard let program = programPath() else { return [] }
  return Array(
    sequence(first: parentFolder(of: program)) { place in
      let parent = parentFolder(of: place)
      return parent == place ? nil : parent
    })
}

/// The program's `assets` folder: the nearest above it that has one, else `share/tunebook` of its prefix; nil where there
/// is none.
public func programAssetsFolder() -> String? {
  foldersAboveProgram().lazy
    .flatMap { [joinPath($0, "assets"), joinPath($0, "share/tunebook")] }
    .first { isFolder(joinPath($0, "genshin")) }
}
