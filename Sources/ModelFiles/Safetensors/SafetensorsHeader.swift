import JSON
import SourceText
import Tensors

/// The checked header of a safetensors file.
struct SafetensorsHeader {
  private(set) var metadata: [(key: String, value: String)] = []
  private(set) var entries: [SafetensorsFile.Entry] = []

  private let path: String
  private let fileSize: Int
  private let dataOffset: Int

  /// The longest header that the format allows.
  static let longestHeader = 100_000_000

  init(path: String, bytes: UnsafeRawBufferPointer) throws {
    self.path = path
    fileSize = bytes.count
    guard bytes.count >= 8 else {
      throw ModelFileError.cutShort(path: path, size: bytes.count, tensor: nil, needed: 8)
    }
    let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    guard length <= UInt64(SafetensorsHeader.longestHeader) else {
      throw ModelFileError.notSafetensors(path: path, headerLength: length)
    }
    dataOffset = 8 + Int(length)
    guard dataOffset <= bytes.count else {
      throw ModelFileError.cutShort(path: path, size: bytes.count, tensor: nil, needed: dataOffset)
    }
    let root: JSON
    do throws(JSONError) {
      root = try JSON.parse(bytes[8..<dataOffset])
    } catch {
      throw ModelFileError.badHeader(path: path, reason: error.description)
    }
    guard case .object(let members) = root else {
      throw ModelFileError.badHeader(path: path, reason: "it is \(root.kind), not an object")
    }
    for (key, value) in members.members {
      if key == "__metadata__" { try readMetadata(value) } else { try readEntry(checkedName(key), value) }
    }
    try checkPlaces()
  }

  private mutating func readMetadata(_ value: JSON) throws {
    guard case .object(let members) = value else {
      throw ModelFileError.badHeader(path: path, reason: "__metadata__ is \(value.kind), not an object")
    }
    for (key, value) in members.members {
      guard let text = value.string else {
        throw ModelFileError.badHeader(
          path: path, reason: "__metadata__ holds \(value.kind) under \(key), only strings are allowed")
      }
      metadata.append((key.string, text))
    }
  }

  /// Refuses names that are no text or would act on a terminal.
  private func checkedName(_ key: Text) throws -> String {
    let name = key.string
    guard Text(name) == key, !key.bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
      throw ModelFileError.badHeader(path: path, reason: "a tensor's name holds control or ill-formed characters")
    }
    return name
  }

  private mutating func readEntry(_ name: String, _ value: JSON) throws {
    guard let typeName = value["dtype"]?.string, let type = StoredType(rawValue: typeName) else {
      throw fault(name, "dtype is \(value["dtype"]?.string ?? "missing"), not one of the format's")
    }
    guard let lengths = value["shape"]?.array, lengths.count <= 64 else { throw fault(name, "it has no shape") }
    var dimensions: [Int] = []
    var size = type.sizeInBytes
    for length in lengths {
      guard let length = length.integer, length >= 0 else {
        throw fault(name, "its shape holds something else than a length")
      }
      let (product, overflows) = size.multipliedReportingOverflow(by: length)
      guard !overflows else { throw fault(name, "its shape has more elements than 64 bits count") }
      size = product
      dimensions.append(length)
    }
    guard let offsets = value["data_offsets"]?.array, offsets.count == 2, let begin = offsets[0].integer,
      let end = offsets[1].integer, begin >= 0, end >= begin
    else { throw fault(name, "data_offsets are not two rising places") }
    guard end - begin == size else {
      throw fault(name, "its data_offsets hold \(end - begin) bytes, \(typeName) \(Shape(dimensions)) takes \(size)")
    }
    let (needed, overflows) = end.addingReportingOverflow(dataOffset)
    guard !overflows, needed <= fileSize else {
      throw ModelFileError.cutShort(path: path, size: fileSize, tensor: name, needed: overflows ? .max : needed)
    }
    entries.append(
      .init(name: name, type: type, shape: Shape(dimensions), offset: dataOffset + begin, sizeInBytes: size))
  }

  /// The tensors' bytes cover the rest of the file, each once.
  private func checkPlaces() throws {
    var expected = dataOffset
    let ordered = entries.sorted { ($0.offset, $0.sizeInBytes) < ($1.offset, $1.sizeInBytes) }
    for entry in ordered {
      guard entry.offset == expected else {
        throw ModelFileError.misplaced(
          path: path, tensor: entry.name, begin: entry.offset - dataOffset, expected: expected - dataOffset)
      }
      expected += entry.sizeInBytes
    }
    guard expected == fileSize else {
      throw ModelFileError.trailingBytes(path: path, count: fileSize - expected)
    }
  }

  private func fault(_ tensor: String, _ reason: String) -> ModelFileError {
    .badEntry(path: path, tensor: tensor, reason: reason)
  }
}
