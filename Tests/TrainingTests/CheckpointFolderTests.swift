import Files
import Testing

@testable import Training

private func make(_ steps: [Int], in folder: CheckpointFolder) throws {
  for step in steps {
    try folder.write(step: step) { try writeFile(joinPath($0, ResumeState.fileName), [0x7B, 0x7D]) }
  }
}

@Test func `only whole checkpoints count, in the order of their steps`() throws {
  let folder = CheckpointFolder(path: temporaryFolder())
  defer { try? removeFolder(folder.path) }
  #expect(try folder.steps().isEmpty)
  try make([100, 20, 3], in: folder)
  for name in ["checkpoint-5", "checkpoint-007", "checkpoint-x", ".checkpoint-9.partial", "checkpoint--1"] {
    try makeFolder(joinPath(folder.path, name))
  }
  #expect(try folder.steps() == [3, 20, 100])
  try folder.removePartial()
  #expect(!pathExists(joinPath(folder.path, ".checkpoint-9.partial")))
}

@Test func `the oldest checkpoints go first, those that are kept never`() throws {
  let folder = CheckpointFolder(path: temporaryFolder())
  defer { try? removeFolder(folder.path) }
  try make([1, 2, 3, 4], in: folder)
  try folder.rotate(limit: 2, keeping: [1, 4])
  #expect(try folder.steps() == [1, 4])
  try folder.rotate(limit: 1, keeping: [1, 4])
  #expect(try folder.steps() == [1, 4])
  try folder.rotate(limit: 1, keeping: [4])
  #expect(try folder.steps() == [4])
}

@Test func `a checkpoint that fails half-way leaves the earlier one and nothing else`() throws {
  struct Full: Error {}
  let folder = CheckpointFolder(path: temporaryFolder())
  defer { try? removeFolder(folder.path) }
  try make([4], in: folder)
  #expect(throws: Full.self) {
    try folder.write(step: 8) { path in
      try writeFile(joinPath(path, ResumeState.fileName), [])
      throw Full()
    }
  }
  #expect(try listFolder(folder.path) == ["checkpoint-4"])
}
