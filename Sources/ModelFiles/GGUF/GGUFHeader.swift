import SourceText
import Tensors

/// The checked header of a GGUF file.
struct GGUFHeader {
  private(set) var metadata: [(key: Text, value: GGUFValue)] = []
  private(set) var entries: [GGUFFile.Entry] = []

  /// An entry before the place of the data is known.
  private struct Listed {
    let name: String
    let type: UInt32
    let dimensions: [UInt64]
    let offset: UInt64
  }

  init(path: String, bytes: UnsafeRawBufferPointer) throws(ModelFileError) {
    var cursor = GGUFCursor(path: path, bytes: bytes)
    guard bytes.count >= 4, bytes.prefix(4).elementsEqual("GGUF".utf8) else { throw .notGGUF(path: path) }
    _ = try cursor.next(UInt32.self)
    let version = try cursor.next(UInt32.self)
    guard version == 2 || version == 3 else { throw .unsupportedVersion(path: path, version: version) }
    let tensorCount = try cursor.count(each: 24)
    let keyCount = try cursor.count(each: 13)
    var alignment = 32
    var keys: Set<Text> = []
    for _ in 0..<keyCount {
      let key = try cursor.name("a key")
      let value = try cursor.value(try cursor.next(UInt32.self), key: key)
      guard keys.insert(key).inserted else {
        throw .badMetadata(path: path, key: key.string, reason: "it is there twice")
      }
      if key == "general.alignment" {
        guard let wanted = value.integer, wanted > 0, wanted <= 1 << 20, wanted & (wanted - 1) == 0 else {
          throw .badMetadata(path: path, key: key.string, reason: "it is no power of two up to 1048576")
        }
        alignment = wanted
      }
      metadata.append((key, value))
    }
    var listed: [Listed] = []
    for _ in 0..<tensorCount { listed.append(try Self.listed(&cursor)) }
    let start = (cursor.offset + alignment - 1) / alignment * alignment
    var names: Set<String> = []
    for tensor in listed {
      guard names.insert(tensor.name).inserted else { throw .duplicateName(path: path, tensor: tensor.name) }
      entries.append(try Self.entry(tensor, path, start: start, alignment: alignment, size: bytes.count))
    }
  }

  private static func listed(_ cursor: inout GGUFCursor) throws(ModelFileError) -> Listed {
    let name = try cursor.name("a tensor's name").string
    let rank = try cursor.next(UInt32.self)
    guard rank <= 4 else {
      throw .badEntry(path: cursor.path, tensor: name, reason: "it has \(rank) dimensions, the limit is 4")
    }
    var dimensions: [UInt64] = []
    for _ in 0..<rank { dimensions.append(try cursor.next(UInt64.self)) }
    let type = try cursor.next(UInt32.self)
    return Listed(name: name, type: type, dimensions: dimensions, offset: try cursor.next(UInt64.self))
  }

  private static func entry(
    _ tensor: Listed, _ path: String, start: Int, alignment: Int, size: Int
  ) throws(ModelFileError) -> GGUFFile.Entry {
    func bad(_ reason: String) -> ModelFileError { .badEntry(path: path, tensor: tensor.name, reason: reason) }
    guard let type = GGUFElementType(rawValue: tensor.type) else {
      throw .unsupportedType(
        path: path, tensor: tensor.name, type: GGUFElementType.name(ofRawValue: tensor.type))
    }
    var count = 1
    var dimensions: [Int] = []
    for length in tensor.dimensions {
      guard length > 0, length < 1 << 40 else { throw bad("a dimension of \(length) is not possible") }
      let (product, overflows) = count.multipliedReportingOverflow(by: Int(length))
      guard !overflows, product < 1 << 50 else { throw bad("its dimensions \(tensor.dimensions) are too large") }
      count = product
      dimensions.append(Int(length))
    }
    guard (dimensions.first ?? 1) % type.blockCount == 0 else {
      throw bad("rows of \(dimensions.first ?? 1) are no whole blocks of \(type.blockCount), which \(type.name) needs")
    }
    guard tensor.offset < 1 << 60, Int(tensor.offset) % alignment == 0 else {
      throw bad("its offset \(tensor.offset) is no multiple of \(alignment)")
    }
    let byteCount = count / type.blockCount * type.blockSizeInBytes
    let offset = start + Int(tensor.offset)
    guard offset + byteCount <= size else {
      throw .cutShort(path: path, size: size, tensor: tensor.name, needed: offset + byteCount)
    }
    return GGUFFile.Entry(
      name: tensor.name, type: type, shape: Shape(dimensions.reversed()), offset: offset, sizeInBytes: byteCount)
  }
}
