import Files
import JSON
import Tensors
import TestSupport
import Testing

@testable import ModelFiles

@Suite struct CheckpointTests {
  private let tensors = (0..<5).map { PendingTensor("t\($0)", Tensor([Float($0), 1], shape: [2])) }

  @Test func `shards are written with an index and read as one`() throws {
    let folder = try TemporaryFolder()
    try Checkpoint.write(folder: folder.path, tensors, shardSize: 16)
    #expect(
      try listFolder(folder.path) == [
        "model-00001-of-00003.safetensors", "model-00002-of-00003.safetensors", "model-00003-of-00003.safetensors",
        "model.safetensors.index.json",
      ])
    let checkpoint = try Checkpoint(folder: folder.path)
    #expect(checkpoint.names == ["t0", "t1", "t2", "t3", "t4"])
    #expect(try checkpoint.tensor("t3").floats() == [3, 1])
    let index = try JSON.parse(readFile(folder.path("model.safetensors.index.json")))
    #expect(index["metadata"]?["total_size"]?.integer == 40)
  }

  @Test func `writing again leaves nothing of the earlier writing`() throws {
    let folder = try TemporaryFolder()
    try writeFile(folder.path("model-of-mine.safetensors"), [])
    try Checkpoint.write(folder: folder.path, tensors, shardSize: 16)
    try Checkpoint.write(folder: folder.path, tensors)
    #expect(try listFolder(folder.path) == ["model-of-mine.safetensors", "model.safetensors"])
  }

  @Test(arguments: [
    (#"{"weight_map":{"t0":"../secret.safetensors"}}"#, #"the file name "../secret.safetensors" leaves the folder"#),
    (#"{"weight_map":{"t0":".."}}"#, #"the file name ".." leaves the folder"#),
    (#"{"weight_map":{"t0":"a.bin"}}"#, #""a.bin" is no safetensors file"#),
    (#"{"weight_map":{"t0":3}}"#, "weight_map names no file for t0"), ("{}", "it has no weight_map"),
    ("", "invalid JSON at line 1"), (#"{"weight_map":{"t9":"a.safetensors"}}"#, "tensor t9 is not in a.safetensors"),
    (#"{"weight_map":{"t0":"b.safetensors"}}"#, "no file or folder at"),
  ]) func `a broken index is refused`(index: String, wanted: String) throws {
    let folder = try TemporaryFolder()
    try writeSafetensors(folder.path("a.safetensors"), tensors)
    try writeFile(folder.path("model.safetensors.index.json"), Array(index.utf8))
    let said = message { try Checkpoint(folder: folder.path) }
    #expect(said.contains(wanted), "\(said)")
  }

  @Test func `a folder without weights says what it has`() throws {
    let folder = try TemporaryFolder()
    try writeFile(folder.path("pytorch_model.bin"), [])
    let said = message { try Checkpoint(folder: folder.path) }
    #expect(said.contains("it has pytorch_model.bin, which Tunebook does not read: save it as safetensors"))
    #expect(message { try Checkpoint(folder: folder.path("none")) }.contains("no file or folder at"))
  }
}
