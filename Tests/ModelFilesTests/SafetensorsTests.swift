import Files
import JSON
import Tensors
import TestSupport
import Testing

@testable import ModelFiles

@Suite struct SafetensorsTests {
  static let models = [
    "models/tiny-untied/model.safetensors", "forward/tiny-untied.safetensors",
    "train/untied-nonzero/lora_init.safetensors", "train/untied-nonzero/merged/model.safetensors",
  ]

  @Test(arguments: models) func `what was read is written byte for byte`(name: String) throws {
    let folder = try TemporaryFolder()
    let file = try SafetensorsFile(path: fixture(name))
    try writeSafetensors(
      folder.path("copy.safetensors"), file.names.reversed().map { PendingTensor($0, try file.tensor($0)) },
      metadata: file.metadata.map { ($0.key, $0.value) })
    #expect(try readFile(folder.path("copy.safetensors")) == readFile(fixture(name)))
  }

  @Test func `every element type goes round, odd sizes and scalars included`() throws {
    let folder = try TemporaryFolder()
    let tensors: [(String, Tensor)] = [
      ("f", Tensor([1.5, -2, 0.1], shape: [3])), ("h", Tensor([1.5, -2, 7], shape: [3, 1]).converted(to: .float16)),
      ("b", Tensor([1.5, -2, 7], shape: [1, 3]).converted(to: .bfloat16)), ("i", Tensor([1, -9], shape: [2])),
      ("scalar", Tensor([4], shape: [])), ("empty", Tensor([Float](), shape: [0, 4])),
      ("u", Tensor(zeros: [5], .uint8)), ("t", Tensor(zeros: [3], .bool)), ("w", Tensor(zeros: [1], .int32)),
    ]
    let path = folder.path("all.safetensors")
    try writeSafetensors(path, tensors.map { PendingTensor($0, $1) })
    let file = try SafetensorsFile(path: path)
    #expect(file.names == ["i", "scalar", "empty", "f", "w", "b", "h", "u", "t"])
    for (name, tensor) in tensors {
      let back = try file.tensor(name)
      #expect(back.shape == tensor.shape && back.elementType == tensor.elementType)
      #expect(back.floats() == tensor.floats())
    }
  }

  @Test func `a file without tensors is read`() throws {
    let folder = try TemporaryFolder()
    try writeSafetensors(folder.path("none.safetensors"), [])
    #expect(try SafetensorsFile(path: folder.path("none.safetensors")).names == [])
  }

  @Test func `a tensor that lies crooked is copied`() throws {
    let header =
      #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}}"#
    let folder = try TemporaryFolder()
    try writeFile(folder.path("x"), file(header, [7, 0, 0, 0x80, 0x3F]))
    let tensor = try SafetensorsFile(path: folder.path("x")).tensor("b")
    #expect(tensor.floats() == [1] && !tensor.storage.isMapped)
  }

  @Test func `an element type that is not computed with is refused when asked for`() throws {
    let folder = try TemporaryFolder()
    try writeFile(folder.path("x"), file(#"{"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}"#, [0]))
    let opened = try SafetensorsFile(path: folder.path("x"))
    #expect(
      message { try opened.tensor("a") }
        == """
        X: tensor a has elements of type F8_E4M3, which Tunebook does not compute with: convert it to F32, F16 or BF16
        """.replacingX(folder.path("x")))
    #expect(message { try opened.tensor("b") } == "\(folder.path("x")) holds no tensor b; did you mean a?")
  }

  static let broken: [(header: String, data: Int, message: String)] = [
    (
      #"{"\ud800":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"\ud801":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#,
      0, "a tensor's name holds control or ill-formed characters"
    ), (#"{"a\u001b[31m":{}}"#, 0, "a tensor's name holds control or ill-formed characters"),
    ("[]", 0, "the safetensors header is broken: it is a list, not an object"),
    ("{", 0, "the safetensors header is broken: invalid JSON at line 1 column 2"),
    (#"{"__metadata__":{"a":1}}"#, 0, "__metadata__ holds a number under a, only strings are allowed"),
    (entry("F99", "[1]", "[0,4]"), 4, "dtype is F99, not one of the format's"),
    (entry("F32", "[-1]", "[0,4]"), 4, "its shape holds something else than a length"),
    (entry("F32", "[1.0]", "[0,4]"), 4, "its shape holds something else than a length"),
    (entry("F32", "[4611686018427387904,4]", "[0,4]"), 4, "its shape has more elements than 64 bits count"),
    (entry("F32", "[0,4611686018427387904,4]", "[0,0]"), 0, ""),
    (entry("F32", "[2]", "[0,4]"), 4, "its data_offsets hold 4 bytes, F32 [2] takes 8"),
    (entry("F32", "[1]", "[4,0]"), 4, "data_offsets are not two rising places"),
    (entry("F32", "[1]", "[-4,0]"), 4, "data_offsets are not two rising places"),
    (entry("F32", "[2]", "[0,8]"), 4, "tensor a needs 70: the download is incomplete"),
    (
      entry("U8", "[1]", "[9223372036854775806,9223372036854775807]"), 1,
      "tensor a needs 9223372036854775807: the download is incomplete"
    ), (entry("F32", "[1]", "[4,8]"), 8, "tensor a begins at byte 4 of the data, 0 was expected"),
    (entry("F32", "[1]", "[0,4]"), 6, "2 bytes follow the last tensor"),
    (
      #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}"#, 3,
      "tensor b begins at byte 1 of the data, 2 was expected"
    ),
  ]

  @Test(arguments: broken) func `a broken header is refused`(header: String, data: Int, message wanted: String) throws {
    let folder = try TemporaryFolder()
    try writeFile(folder.path("x"), file(header, [UInt8](repeating: 0, count: data)))
    let said = message { try SafetensorsFile(path: folder.path("x")) }
    #expect(wanted.isEmpty ? said.isEmpty : said.contains(wanted), "\(said)")
  }

  @Test func `a file that is cut short or none at all is refused`() throws {
    let folder = try TemporaryFolder()
    let whole = try readFile(fixture("models/tiny-untied/model.safetensors"))
    for (count, wanted) in [
      (0, "the file ends at byte 0, its header needs 8"), (7, "the file ends at byte 7, its header needs 8"),
      (100, "the file ends at byte 100, its header needs"),
      (whole.count - 1, "the file ends at byte \(whole.count - 1), tensor"),
    ] {
      try writeFile(folder.path("cut"), Array(whole[..<count]))
      let said = message { try SafetensorsFile(path: folder.path("cut")) }
      #expect(said.contains(wanted), "\(said)")
    }
    try writeFile(folder.path("text"), Array("hello, this is text".utf8))
    #expect(message { try SafetensorsFile(path: folder.path("text")) }.contains("is no safetensors file"))
    #expect(message { try SafetensorsFile(path: folder.path("gone")) }.contains("no file or folder at"))
  }

  @Test func `a file with any bytes changed is read or refused`() throws {
    let folder = try TemporaryFolder()
    let whole = try readFile(fixture("train/untied-nonzero/lora_init.safetensors"))
    var generator = MersenneTwister(seed: 5)
    for _ in 0..<400 {
      var bytes = whole
      for _ in 0...generator.next() % 3 { bytes[Int(generator.next()) % 2600] = UInt8(generator.next() & 0xFF) }
      if generator.next() % 4 == 0 { bytes.removeLast(Int(generator.next()) % bytes.count) }
      try bytes.withUnsafeBytes { bytes in
        guard let header = try? SafetensorsHeader(path: "x", bytes: bytes) else { return }
        for entry in header.entries { #expect(entry.offset >= 8 && entry.offset + entry.sizeInBytes <= bytes.count) }
      }
    }
  }

  private static func entry(_ type: String, _ shape: String, _ offsets: String) -> String {
    #"{"a":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}}"#
  }

  private func file(_ header: String, _ data: [UInt8]) -> [UInt8] {
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) } + Array(header.utf8) + data
  }
}

extension String {
  fileprivate func replacingX(_ path: String) -> String { path + dropFirst() }
}

/// What a failing body says; empty where it does not fail.
func message(_ body: () throws -> some Any) -> String {
  do {
    _ = try body()
    return ""
  } catch { return "\(error)" }
}
