import Files
import JSON
import SourceText
import Tensors
import TestSupport
import Testing

@testable import ModelFiles

@Suite struct GGUFWriterTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("x.gguf")
  }

  private func pending(_ name: String, _ tensor: Tensor, _ type: GGUFElementType) -> PendingGGUFTensor {
    PendingGGUFTensor(name, shape: tensor.shape, type: type) { tensor }
  }

  @Test func `what is written is read: metadata of every kind, tensors of every type`() throws {
    let metadata: [(key: String, value: GGUFValue)] = [
      ("a", 7), ("b", .integer(-7)), ("c", .integer(1 << 40)), ("d", .number(0.5)), ("e", .bool(true)),
      ("f", .text(Text(bytes: [0xFF, 0, 0x41]))), ("g", .array([1, -2])), ("h", .array([.integer(1 << 40)])),
      ("i", .array(["x", ""])), ("j", .array([.number(1.5)])), ("k", .array([.bool(false)])), ("l", .array([])),
      ("m", .unsigned(.max)),
    ]
    let values = (0..<96).map { Float($0) * 0.25 - 12 }
    let tensor = Tensor(values, shape: [3, 32])
    try writeGGUF(
      path, metadata: metadata,
      [
        pending("one", Tensor([Float(2)], shape: [1]), .f32), pending("f32", tensor, .f32),
        pending("f16", tensor, .f16),
        pending("bf16", tensor, .bf16), pending("q8", tensor, .bits8),
        pending("own", tensor.converted(to: .bfloat16), .bf16),
      ])
    let file = try GGUFFile(path: path)
    #expect(file.metadata.map(\.key) == metadata.map { Text($0.key) })
    #expect(file.metadata.map(\.value) == metadata.map(\.value))
    #expect(file.entries.map(\.offset).allSatisfy { $0 % 32 == 0 })
    for name in ["f32", "f16", "bf16", "own"] {
      #expect(try file.tensor(name).floats() == values, "\(name)")
      #expect(file.holds(name, tensor))
    }
    #expect(try file.tensor("one").floats() == [2])
    let rounded = try file.tensor("q8").floats()
    for (a, b) in zip(rounded, values) { #expect(abs(a - b) <= 12 / 127.0 / 2 + 1e-3) }
    #expect(file.holds("q8", tensor) && !file.holds("none", tensor) && !file.holds("one", tensor))
  }

  @Test func `blocks of 8 bits are those of the recorded encoder`() throws {
    let cases = try #require(try fixtureJSON("gguf/q8.json").array)
    for entry in cases {
      let values = try #require(entry["values"]?.array).map { Float(try #require($0.number)) }
      var bytes: [UInt8] = []
      #expect(ElementEncoder(.bits8).encode(Tensor(values, shape: [values.count])) { bytes += $0 })
      #expect(bytes.map { Int($0) } == entry["bytes"]?.array?.compactMap(\.integer))
    }
  }

  @Test func `a long tensor is encoded in stretches`() throws {
    let values = (0..<100_000).map { Float($0 % 251) - 125 }
    for type in ElementEncoder.types {
      try writeGGUF(path, metadata: [], [pending("w", Tensor(values, shape: [3125, 32]), type)])
      let file = try GGUFFile(path: path)
      #expect(file.holds("w", Tensor(values, shape: [3125, 32])))
      var other = values
      other[99_999] += 1
      #expect(!file.holds("w", Tensor(other, shape: [3125, 32])), "\(type.name)")
    }
  }

  @Test func `a number that half precision has no room for is refused, and no file is left`() throws {
    for value in [Float(70_000), -1e30] {
      do {
        try writeGGUF(path, metadata: [], [pending("w", Tensor([1, value], shape: [1, 2]), .f16)])
        Issue.record("it was written")
      } catch {
        #expect("\(error)".hasSuffix("tensor w holds numbers that F16 has no room for: take bf16 or f32"))
      }
    }
    #expect(try listFolder(folder.path) == [])
    #expect(throws: ModelFileError.duplicateName(path: path, tensor: "w")) {
      try writeGGUF(
        path, metadata: [],
        [pending("w", Tensor([Float(1)], shape: [1]), .f32), pending("w", Tensor([Float(1)], shape: [1]), .f32)])
    }
  }

  @Test func `a checkpoint holds a tensor where every bit is the same`() throws {
    let tensor = Tensor([1, .nan, -0.0], shape: [3])
    try Checkpoint.write(
      folder: folder.path, [PendingTensor("w", tensor), PendingTensor("h", tensor.converted(to: .float16))])
    let checkpoint = try Checkpoint(folder: folder.path)
    #expect(checkpoint.holds("w", tensor) && checkpoint.holds("h", tensor))
    #expect(
      !checkpoint.holds("w", Tensor([1, .nan, 0], shape: [3])) && !checkpoint.holds("w", tensor.reshaped([1, 3])))
    let large = Tensor([1e9], shape: [1])
    try Checkpoint.write(folder: folder.path, [PendingTensor("w", large.converted(to: .float16))])
    #expect(try !Checkpoint(folder: folder.path).holds("w", large))
  }
}
