import Files
import SourceText
import Tensors

/// A GGUF file, mapped into memory; every count, length and offset is checked when it is opened.
///
/// Source: the GGUF format, version 3 (version 2 has the same layout).
public struct GGUFFile: Sendable {
  /// One tensor as the header describes it.
  public struct Entry: Sendable, Equatable {
    /// The tensor's name.
    public let name: String
    /// The elements' type.
    public let type: GGUFElementType
    /// The lengths of the dimensions, outermost first (the file lists them innermost first).
    public let shape: Shape
    /// The place of the first byte, from the file's beginning.
    public let offset: Int
    /// The size of all elements.
    public let sizeInBytes: Int
  }

  /// The path it was opened with.
  public let path: String

  /// The metadata in the file's order.
  public let metadata: [(key: Text, value: GGUFValue)]

  /// The tensors in the order of the header.
  public let entries: [Entry]

  private let file: MappedFile
  private let places: [Text: Int]
  private let keys: [Text: Int]

  /// Opens and checks a file.
  ///
  /// - Throws: `ModelFileError` with the tensor or key and the numbers, `FileError` where the file cannot be read.
  /// - Complexity: O(header length); the tensors are not read.
  public init(path: String) throws {
    self.path = path
    file = try MappedFile(path: path)
    let header = try GGUFHeader(path: path, bytes: file.bytes)
    metadata = header.metadata
    entries = header.entries
    places = Dictionary(uniqueKeysWithValues: entries.enumerated().map { (Text($1.name), $0) })
    keys = Dictionary(uniqueKeysWithValues: metadata.enumerated().map { ($1.key, $0) })
  }

  /// The GGUF file that a path stands for: the path of the file itself, or of the first one in a folder (parts of one
  /// model are numbered); nil where there is none.
  public static func path(at path: String) -> String? {
    guard isFolder(path) else { return path.hasSuffix(".gguf") && pathExists(path) ? path : nil }
    guard let names = try? listFolder(path) else { return nil }
    return names.first { $0.hasSuffix(".gguf") && !isFolder(joinPath(path, $0)) }.map { joinPath(path, $0) }
  }

  /// The names of the tensors in the order of the header.
  public var names: [String] { entries.map(\.name) }

  /// The value of a key, or nil.
  public func value(_ key: String) -> GGUFValue? { keys[Text(key)].map { metadata[$0].value } }

  /// The entry of a name, or nil.
  public func entry(_ name: String) -> Entry? { places[Text(name)].map { entries[$0] } }

  /// A tensor over the mapped bytes, or with its blocks decoded.
  ///
  /// - Parameters:
  ///   - name: the tensor's name in the file.
  ///   - type: what blocks are decoded to: float32 or bfloat16; nil leaves them as they lie. Plain numbers keep their
  ///     own type.
  /// - Throws: `ModelFileError.unknownTensor`, `.unsupportedType`.
  /// - Complexity: O(1), O(elements) where blocks are decoded.
  public func tensor(_ name: String, decodingTo type: ElementType? = nil) throws(ModelFileError) -> Tensor {
    guard let entry = entry(name) else {
      throw .unknownTensor(path: path, tensor: name, nearest: nearestName(to: name, among: names))
    }
    guard let stored = entry.type.elementType else {
      throw .unsupportedType(path: path, tensor: name, type: entry.type.name)
    }
    if !stored.isQuantized, entry.offset % stored.sizeInBytes != 0 {
      let copy = Tensor(uninitialized: entry.shape, stored)
      withBytes(of: entry) {
        UnsafeMutableRawBufferPointer(start: copy.address, count: entry.sizeInBytes).copyMemory(from: $0)
      }
      return copy
    }
    let window = Storage(mapped: file, offset: entry.offset, count: entry.sizeInBytes)
    let tensor = Tensor(shape: entry.shape, elementType: stored, storage: window)
    guard stored.isQuantized, let type else { return tensor }
    return tensor.converted(to: type)
  }

  /// Lends a tensor's bytes as the file has them.
  func withBytes<R>(of entry: Entry, _ body: (UnsafeRawBufferPointer) -> R) -> R {
    withExtendedLifetime(file) {
      body(UnsafeRawBufferPointer(rebasing: file.bytes[entry.offset..<entry.offset + entry.sizeInBytes]))
    }
  }
}
