import Files
import JSON
import SourceText
import Tensors
import TestSupport
import Testing

@testable import ModelFiles

@Suite struct GGUFTests {
  /// Opens bytes as a file.
  private func open(_ bytes: [UInt8]) throws -> GGUFFile {
    let folder = try TemporaryFolder()
    try writeFile(folder.path("x.gguf"), bytes)
    return try GGUFFile(path: folder.path("x.gguf"))
  }

  /// What opening bytes says, without the path.
  private func fault(_ bytes: [UInt8]) -> String? {
    do {
      _ = try open(bytes)
      return nil
    } catch {
      let text = "\(error)"
      guard let name = text.firstRange(of: "x.gguf") else { return text }
      return String(text[name.upperBound...])
    }
  }

  @Test(arguments: ["Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q4_K", "Q5_K", "Q6_K"])
  func `blocks decode to what their description says, bit for bit`(kind: String) throws {
    let cases = try fixtureJSON("gguf/blocks.json")
    let bytes = try hexBytes(#require(cases[kind]?["bytes"]?.string))
    let values = try #require(cases[kind]?["values"]?.array).map { Float(try #require($0.number)) }
    let type = try #require(GGUFElementType.allCases.first { $0.name == kind })
    var builder = GGUFBytes()
    builder.add(
      tensor: "w", [UInt64(type.blockCount), UInt64(values.count / type.blockCount)], type: type.rawValue, bytes)
    let file = try open(builder.file)
    let packed = try file.tensor("w")
    #expect(packed.storage.isMapped && packed.elementType == type.elementType && packed.sizeInBytes == bytes.count)
    let tensor = try file.tensor("w", decodingTo: .float32)
    #expect(packed.floats() == tensor.floats())
    #expect(tensor.shape == [values.count / type.blockCount, type.blockCount])
    #expect(tensor.floats().map(\.bitPattern) == values.map(\.bitPattern))
    let rounded = try file.tensor("w", decodingTo: .bfloat16)
    #expect(rounded.floats() == tensor.converted(to: .bfloat16).floats())
  }

  private func hexBytes(_ text: String) throws -> [UInt8] {
    let digits = Array(text.utf8)
    return try stride(from: 0, to: digits.count, by: 2).map {
      try #require(UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16))
    }
  }

  @Test func `a long tensor of blocks is decoded in batches`() throws {
    let block: [UInt8] = [0x00, 0x3C] + (0..<32).map { UInt8($0) }
    var builder = GGUFBytes()
    builder.add(tensor: "w", [32, 300], type: 8, [[UInt8]](repeating: block, count: 300).flatMap(\.self))
    let values = try open(builder.file).tensor("w", decodingTo: .bfloat16).floats()
    #expect(values == (0..<9600).map { Float($0 % 32) })
  }

  @Test func `plain numbers stay mapped in their own type`() throws {
    var builder = GGUFBytes()
    builder.add(tensor: "f", [3], [1.5, -2, 0.1])
    builder.add(tensor: "h", [1, 2], type: 1, [0, 0x3C, 0, 0xC0])
    builder.add(tensor: "b", [2], type: 30, [0x80, 0x3F, 0, 0xC0])
    let file = try open(builder.file)
    #expect(file.names == ["f", "h", "b"])
    #expect(try file.tensor("f").floats() == [1.5, -2, 0.1] && file.tensor("f").storage.isMapped)
    #expect(try file.tensor("h").floats() == [1, -2] && file.tensor("h").shape == [2, 1])
    #expect(try file.tensor("b").floats() == [1, -2] && file.tensor("b").elementType == .bfloat16)
  }

  @Test func `metadata of every type is read`() throws {
    var builder = GGUFBytes()
    builder.add("a", type: 0, [200])
    builder.add("b", type: 1, [200])
    builder.add("c", type: 2, [0xFF, 0xFF])
    builder.add("d", type: 3, [0xFF, 0xFF])
    builder.add("e", 7)
    builder.add("f", type: 5, [0xFE, 0xFF, 0xFF, 0xFF])
    builder.add("g", Float(0.5))
    builder.add("h", true)
    builder.add("i", "雨")
    builder.add("j", type: 10, GGUFBytes.bytes(UInt64.max))
    builder.add("k", type: 10, GGUFBytes.bytes(UInt64(9)))
    builder.add("l", type: 11, GGUFBytes.bytes(Int64.min))
    builder.add("m", type: 12, GGUFBytes.bytes((-0.25).bitPattern))
    builder.add("n", ["", "x"])
    builder.add(
      "o", type: 9,
      GGUFBytes.bytes(UInt32(9)) + GGUFBytes.bytes(UInt64(1)) + GGUFBytes.bytes(UInt32(0)) + GGUFBytes.bytes(UInt64(2))
        + [1, 2])
    let expected: [GGUFValue] = [
      .integer(200), .integer(-56), .integer(65_535), .integer(-1), .integer(7), .integer(-2), .number(0.5),
      .bool(true),
      .text("雨"), .unsigned(.max), .integer(9), .integer(.min), .number(-0.25), .array([.text(""), .text("x")]),
      .array([.array([.integer(1), .integer(2)])]),
    ]
    let file = try open(builder.file)
    #expect(file.metadata.map(\.value) == expected)
    #expect(file.value("i")?.text == "雨" && file.value("z") == nil)
  }

  @Test func `a file of nothing is read`() throws {
    let file = try open(GGUFBytes().file)
    #expect(file.names == [] && file.metadata.isEmpty)
  }

  @Test func `the tiny model is read`() throws {
    let file = try GGUFFile(path: fixture("gguf/tiny-gemma3-f32.gguf"))
    #expect(file.entries.count == 80 && file.value("general.architecture")?.text == "gemma3")
    #expect(try file.tensor("token_embd.weight").shape == [768, 64])
  }

  @Test func `a model in parts is one file, from whichever part it is opened, and a part that lacks is named`() throws {
    let folder = try TemporaryFolder()
    for part in 1...3 {
      var builder = GGUFBytes()
      builder.add(tensor: "w\(part)", [2], type: 0, [UInt8](repeating: UInt8(part), count: 8))
      try writeFile(folder.path("m-0000\(part)-of-00003.gguf"), builder.file)
    }
    try writeFile(folder.path("mmproj-m.gguf"), [])
    let first = folder.path("m-00001-of-00003.gguf")
    #expect(try GGUFFile.path(at: folder.path) == first)
    for part in 1...3 {
      let file = try GGUFFile(path: folder.path("m-0000\(part)-of-00003.gguf"))
      #expect(file.path == first)
      #expect(file.names == ["w1", "w2", "w3"])
      #expect(try file.tensor("w3").floats() == [Float](repeating: Float(bitPattern: 0x0303_0303), count: 2))
    }
    try removeFile(folder.path("m-00002-of-00003.gguf"))
    #expect(throws: ModelFileError.missingPart(path: first, part: folder.path("m-00002-of-00003.gguf"), count: 3)) {
      try GGUFFile(path: first)
    }
    try writeFile(folder.path("other.gguf"), [])
    #expect(
      throws: ModelFileError.severalFiles(folder: folder.path, names: ["m-00001-of-00003.gguf", "other.gguf"])
    ) { try GGUFFile.path(at: folder.path) }
  }

  @Test func `a download that ends early is named with its numbers`() throws {
    var builder = GGUFBytes()
    builder.add(tensor: "blk.0.w", [4, 2], [1, 2, 3, 4, 5, 6, 7, 8])
    let whole = builder.file
    #expect(
      fault(Array(whole.dropLast()))
        == ": the file ends at byte \(whole.count - 1), tensor blk.0.w needs \(whole.count): "
        + "the download is incomplete, fetch it again")
    // Wherever else it ends, the header is named.
    for size in stride(from: 4, to: whole.count - 32, by: 5) {
      let message = try #require(fault(Array(whole.prefix(size))))
      #expect(message.contains(": the file ends at byte \(size), "))
    }
  }

  @Test func `counts and lengths beyond the file are refused without taking memory`() {
    var builder = GGUFBytes()
    builder.keyCount = .max
    #expect(fault(builder.file)?.contains("the download is incomplete") == true)
    builder = GGUFBytes()
    builder.tensorCount = 1 << 40
    #expect(fault(builder.file)?.contains("the download is incomplete") == true)
    builder = GGUFBytes()
    builder.add("a", type: 9, GGUFBytes.bytes(UInt32(0)) + GGUFBytes.bytes(UInt64(1) << 62))
    #expect(fault(builder.file)?.contains("the download is incomplete") == true)
    builder = GGUFBytes()
    builder.add("a", type: 8, GGUFBytes.bytes(UInt64.max))
    #expect(fault(builder.file)?.contains("the download is incomplete") == true)
  }

  @Test func `what is no GGUF is named`() {
    #expect(fault([])?.contains("is no GGUF file") == true)
    #expect(fault(Array("GGML and more".utf8)) == " is no GGUF file: it does not begin with the letters GGUF")
    var builder = GGUFBytes()
    builder.version = 1
    #expect(fault(builder.file) == ": GGUF version 1 is not read, only 2 and 3 are")
    builder.version = UInt32(3).byteSwapped
    #expect(fault(builder.file)?.contains("big-endian") == true)
  }

  @Test func `malformed metadata is named by its key`() {
    func message(_ change: (inout GGUFBytes) -> Void) -> String? {
      var builder = GGUFBytes()
      change(&builder)
      return fault(builder.file)
    }
    #expect(message { $0.add("k", type: 13, []) } == ": the metadata's k is broken: values of type 13 are not known")
    #expect(
      message { $0.add("k", type: 9, GGUFBytes.bytes(UInt32(99)) + GGUFBytes.bytes(UInt64(0))) }
        == ": the metadata's k is broken: elements of type 99 are not known")
    #expect(
      message {
        $0.add("k", 1)
        $0.add("k", 2)
      } == ": the metadata's k is broken: it is there twice")
    #expect(
      message { $0.add("general.alignment", 24) }
        == ": the metadata's general.alignment is broken: it is no power of two up to 1048576")
    let deeper = (0..<5).flatMap { _ in GGUFBytes.bytes(UInt32(9)) + GGUFBytes.bytes(UInt64(1)) }
    #expect(
      message { $0.add("k", type: 9, deeper + [UInt8](repeating: 0, count: 12)) }
        == ": the metadata's k is broken: its arrays are nested deeper than 4")
  }

  @Test func `malformed tensors are named`() {
    func message(_ dimensions: [UInt64], type: UInt32 = 0, offset: UInt64? = nil) -> String? {
      var builder = GGUFBytes()
      builder.add(tensor: "w", dimensions, type: type, [UInt8](repeating: 0, count: 64), offset: offset)
      return fault(builder.file)
    }
    #expect(message([16]) == nil)
    #expect(message([0])?.hasSuffix("a dimension of 0 is not possible") == true)
    #expect(message([.max])?.hasSuffix("a dimension of 18446744073709551615 is not possible") == true)
    #expect(message([1 << 39, 1 << 39, 1 << 39])?.contains("are too large") == true)
    #expect(message([1, 1, 1, 1, 1])?.hasSuffix("it has 5 dimensions, the limit is 4") == true)
    #expect(message([33], type: 8)?.hasSuffix("rows of 33 are no whole blocks of 32, which Q8_0 needs") == true)
    #expect(message([1], offset: 8)?.hasSuffix("its offset 8 is no multiple of 32") == true)
    #expect(message([1], offset: .max - 31)?.contains("is no multiple of") == true)
    #expect(message([1], offset: 1 << 50)?.contains("tensor w needs") == true)
    #expect(message([256], type: 16)?.contains("has elements of type IQ2_XXS") == true)
    #expect(message([256], type: 77)?.contains("has elements of type number 77") == true)
    var builder = GGUFBytes()
    builder.add(tensor: "w", [1], [1])
    builder.add(tensor: "w", [1], [1])
    #expect(fault(builder.file) == ": two tensors have the name w")
  }

  @Test func `any bytes end in an error or in a file, never in a trap`() throws {
    let whole = try readFile(fixture("gguf/tiny-gemma3-f32.gguf")).prefix(3000)
    var generator = MersenneTwister(seed: 4)
    for _ in 0..<80 {
      var bytes = Array(whole)
      for _ in 0..<3 {
        bytes[Int(generator.next() % UInt32(bytes.count))] = UInt8(truncatingIfNeeded: generator.next())
      }
      _ = fault(bytes)
    }
  }
}
