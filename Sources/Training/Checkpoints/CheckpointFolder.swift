import Files

/// The checkpoints in an output folder: `checkpoint-218`, staged as `.checkpoint-218.partial`.
struct CheckpointFolder {
  /// The output folder.
  let path: String

  /// The place of a step's checkpoint.
  func checkpoint(step: Int) -> String { joinPath(path, "checkpoint-\(step)") }

  /// The place where a step's checkpoint is written before it has its name.
  func staged(step: Int) -> String { joinPath(path, ".checkpoint-\(step).partial") }

  /// The steps of all whole checkpoints, ascending.
  func steps() throws -> [Int] {
    guard isFolder(path) else { return [] }
    return try listFolder(path).compactMap { step(of: $0) }.sorted()
  }

  private func step(of name: String) -> Int? {
    guard name.hasPrefix("checkpoint-"), let step = Int(name.dropFirst(11)), name == "checkpoint-\(step)" else {
      return nil
    }
    return pathExists(joinPath(joinPath(path, name), ResumeState.fileName)) ? step : nil
  }

  /// Writes a checkpoint so that its name never shows a part of it.
  func write(step: Int, _ body: (_ folder: String) throws -> Void) throws {
    try makeFolder(path)
    let staged = staged(step: step)
    try removeFolder(staged)
    try makeFolder(staged)
    do {
      try body(staged)
      try publishFolder(staged, as: checkpoint(step: step))
    } catch {
      try? removeFolder(staged)
      throw error
    }
  }

  /// Removes the oldest checkpoints until only `limit` are left; the kept ones stay in any case.
  func rotate(limit: Int, keeping kept: Set<Int>) throws {
    let steps = try steps()
    var excess = steps.count - max(limit, kept.count)
    for step in steps where excess > 0 && !kept.contains(step) {
      try removeFolder(checkpoint(step: step))
      excess -= 1
    }
  }

  /// Removes what interrupted runs have left half-written.
  func removePartial() throws {
    guard isFolder(path) else { return }
    for name in try listFolder(path)
    where name.hasPrefix(".checkpoint-") && (name.hasSuffix(".partial") || name.hasSuffix(".old")) {
      try removeFolder(joinPath(path, name))
    }
  }
}
