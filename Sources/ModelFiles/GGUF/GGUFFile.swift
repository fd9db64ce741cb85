import Files
import SourceText
import Tensors

/// A GGUF file, mapped into memory; every count, length and offset is checked when it is opened.
///
/// A file that is one of several parts stands for all of them: their tensors are its own.
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
    /// Which of the parts holds the bytes, counted from 0.
    var part = 0
  }

  /// The path it was opened with.
  public let path: String

  /// The metadata in the file's order.
  public let metadata: [(key: Text, value: GGUFValue)]

  /// The tensors in the order of the header.
  public let entries: [Entry]

  private let files: [MappedFile]
  private let places: [Text: Int]
  private let keys: [Text: Int]

  /// Opens and checks a file.
  ///
  /// - Throws: `ModelFileError` with the tensor or key and the numbers, or with the part that is not there; `FileError`
  ///   where the file cannot be read.
  /// - Complexity: O(header length); the tensors are not read.
  public init(path: String) throws {
    let parts = GGUFParts(path: path)?.paths ?? [path]
    self.path = parts[0]
    var (files, headers): ([MappedFile], [GGUFHeader]) = ([], [])
    for part in parts {
      if part != path, !pathExists(part) {
        throw ModelFileError.missingPart(path: path, part: part, count: parts.count)
      }
      let file = try MappedFile(path: part)
      headers.append(try GGUFHeader(path: part, bytes: file.bytes))
      files.append(file)
    }
    self.files = files
    metadata = headers[0].metadata
    entries = headers.enumerated().flatMap { part, header in
      header.entries.map { entry in
        var entry = entry
        entry.part = part
        return entry
      }
    }
    var names: Set<String> = []
    if let twice = entries.first(where: { !names.insert($0.name).inserted }) {
      throw ModelFileError.duplicateName(path: path, tensor: twice.name)
    }
    places = Dictionary(uniqueKeysWithValues: entries.enumerated().map { (Text($1.name), $0) })
    keys = Dictionary(uniqueKeysWithValues: metadata.enumerated().map { ($1.key, $0) })
  }

  /// The GGUF file that a path stands for: the path of the file itself, or of the one in a folder, whose first part it is
  /// where it has several; nil where there is none. Projectors of pictures (`mmproj-...`) do not count.
  ///
  /// - Throws: `ModelFileError.severalFiles` where a folder holds more than one: none is chosen for a person.
  public static func path(at path: String) throws(ModelFileError) -> String? {
    guard isFolder(path) else { return path.hasSuffix(".gguf") && pathExists(path) ? path : nil }
    guard let all = try? listFolder(path) else { return nil }
    let names = all.filter { name in
      name.hasSuffix(".gguf") && !name.hasPrefix("mmproj") && !isFolder(joinPath(path, name))
        && GGUFParts(path: name).map { $0.paths[0] == name } ?? true
    }
    if names.count > 1 { throw .severalFiles(folder: path, names: names) }
    return names.first.map { joinPath(path, $0) }
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
    let window = Storage(mapped: files[entry.part], offset: entry.offset, count: entry.sizeInBytes)
    let tensor = Tensor(shape: entry.shape, elementType: stored, storage: window)
    guard stored.isQuantized, let type else { return tensor }
    return tensor.converted(to: type)
  }

  /// Lends a tensor's bytes as the file has them.
  func withBytes<R>(of entry: Entry, _ body: (UnsafeRawBufferPointer) -> R) -> R {
    withExtendedLifetime(files[entry.part]) { file in
      body(UnsafeRawBufferPointer(rebasing: file.bytes[entry.offset..<entry.offset + entry.sizeInBytes]))
    }
  }
}
