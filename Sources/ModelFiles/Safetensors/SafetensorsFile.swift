import Files
import JSON
import SourceText
import Tensors

/// A safetensors file, mapped into memory; every length and offset is checked when it is opened.
///
/// Source: the safetensors format: 8 bytes of header length, a JSON header, the tensors' bytes without gaps.
public struct SafetensorsFile: Sendable {
  /// One tensor as the header describes it.
  public struct Entry: Sendable, Equatable {
    /// The tensor's name.
    public let name: String
    /// The elements' type.
    public let type: StoredType
    /// The lengths of the dimensions.
    public let shape: Shape
    /// The place of the first byte, from the file's beginning.
    public let offset: Int
    /// The size of all elements.
    public let sizeInBytes: Int
  }

  /// The path it was opened with.
  public let path: String

  /// The header's `__metadata__`, in the file's order.
  public let metadata: [(key: String, value: String)]

  /// The tensors in the order of the header.
  public let entries: [Entry]

  private let file: MappedFile
  private let places: [Text: Int]

  /// Opens and checks a file.
  ///
  /// - Throws: `ModelFileError` with the tensor and the numbers, `FileError` where the file cannot be read.
  /// - Complexity: O(header length); the tensors are not read.
  public init(path: String) throws {
    self.path = path
    file = try MappedFile(path: path)
    let header = try SafetensorsHeader(path: path, bytes: file.bytes)
    metadata = header.metadata
    entries = header.entries
    places = Dictionary(uniqueKeysWithValues: entries.enumerated().map { (Text($1.name), $0) })
  }

  /// The names of the tensors in the order of the header.
  public var names: [String] { entries.map(\.name) }

  /// The entry of a name, or nil.
  public func entry(_ name: String) -> Entry? { places[Text(name)].map { entries[$0] } }

  /// A tensor over the mapped bytes; one that does not lie at its element's alignment is copied.
  ///
  /// - Throws: `ModelFileError.unknownTensor`, `.unsupportedType`.
  public func tensor(_ name: String) throws(ModelFileError) -> Tensor {
    guard let entry = entry(name) else {
      throw .unknownTensor(path: path, tensor: name, nearest: nearestName(to: name, among: names))
    }
    guard let type = entry.type.elementType else {
      throw .unsupportedType(path: path, tensor: name, type: entry.type.rawValue)
    }
    guard entry.offset % type.sizeInBytes == 0 else {
      let copy = Tensor(zeros: entry.shape, type)
      let source = UnsafeRawBufferPointer(rebasing: file.bytes[entry.offset..<entry.offset + entry.sizeInBytes])
      UnsafeMutableRawBufferPointer(start: copy.address, count: entry.sizeInBytes).copyMemory(from: source)
      return copy
    }
    let window = Storage(mapped: file, offset: entry.offset, count: entry.sizeInBytes)
    return Tensor(shape: entry.shape, elementType: type, storage: window)
  }
}
