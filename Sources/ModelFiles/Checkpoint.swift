import Files
import JSON
import SourceText
import Tensors

/// The weights of a model or an adapter in a folder: one safetensors file, or several with an index.
public struct Checkpoint: Sendable {
  /// The files, in the index's order.
  public let files: [SafetensorsFile]

  /// The path that messages name: the single file, or the index.
  public let path: String

  private let owners: [Text: Int]

  /// Opens a single file.
  ///
  /// - Throws: `ModelFileError`, `FileError`.
  public init(file path: String) throws {
    let file = try SafetensorsFile(path: path)
    self.path = path
    files = [file]
    owners = Dictionary(uniqueKeysWithValues: file.names.map { (Text($0), 0) })
  }

  /// Opens the weights of a folder: `NAME.safetensors`, else the shards of `NAME.safetensors.index.json`.
  ///
  /// - Throws: `ModelFileError`, `FileError`.
  public init(folder: String, name: String = "model") throws {
    let single = joinPath(folder, "\(name).safetensors")
    let index = joinPath(folder, "\(name).safetensors.index.json")
    if pathExists(single) {
      try self.init(file: single)
    } else if pathExists(index) {
      try self.init(index: index)
    } else {
      let others = try listFolder(folder).filter { file in
        [".bin", ".pt", ".pth", ".ckpt", ".h5", ".msgpack", ".gguf", ".onnx"].contains { file.hasSuffix($0) }
      }
      throw ModelFileError.noWeights(
        folder: folder, wanted: ["\(name).safetensors", "\(name).safetensors.index.json"], others: others)
    }
  }

  /// Opens the shards that an index file names.
  private init(index path: String) throws {
    self.path = path
    let root: JSON
    do {
      root = try JSON.parse(readFile(path))
    } catch let error as JSONError {
      throw ModelFileError.badIndex(path: path, reason: error.description)
    }
    guard let map = root["weight_map"]?.object else {
      throw ModelFileError.badIndex(path: path, reason: "it has no weight_map")
    }
    var files: [SafetensorsFile] = []
    var fileIndices: [Text: Int] = [:]
    var owners: [Text: Int] = [:]
    for (tensor, value) in map.members {
      guard let shard = value.text else {
        throw ModelFileError.badIndex(path: path, reason: "weight_map names no file for \(tensor)")
      }
      if fileIndices[shard] == nil {
        try Checkpoint.check(shard: shard.string, index: path)
        fileIndices[shard] = files.count
        files.append(try SafetensorsFile(path: joinPath(parentFolder(of: path), shard.string)))
      }
      guard let place = fileIndices[shard] else { continue }
      guard files[place].entry(tensor.string) != nil else {
        throw ModelFileError.badIndex(path: path, reason: "tensor \(tensor) is not in \(shard), where it should be")
      }
      owners[tensor] = place
    }
    self.files = files
    self.owners = owners
  }

  /// A shard lies beside its index: a name that leads elsewhere is refused.
  private static func check(shard: String, index: String) throws {
    let isPlain = !shard.isEmpty && !shard.utf8.contains(UInt8(ascii: "/")) && !shard.utf8.contains(0)
    guard isPlain, shard != ".", shard != ".." else {
      throw ModelFileError.badIndex(path: index, reason: "the file name \"\(shard)\" leaves the folder")
    }
    guard shard.hasSuffix(".safetensors") else {
      throw ModelFileError.badIndex(path: index, reason: "\"\(shard)\" is no safetensors file")
    }
  }

  /// The tensors' names, file by file.
  public var names: [String] {
    files.indices.flatMap { place in files[place].names.filter { owners[Text($0)] == place } }
  }

  /// The entry of a name, or nil.
  public func entry(_ name: String) -> SafetensorsFile.Entry? {
    owners[Text(name)].flatMap { files[$0].entry(name) }
  }

  /// A tensor over the mapped bytes.
  ///
  /// - Throws: `ModelFileError.unknownTensor`, `.unsupportedType`.
  public func tensor(_ name: String) throws(ModelFileError) -> Tensor {
    guard let place = owners[Text(name)] else {
      throw .unknownTensor(path: path, tensor: name, nearest: nearestName(to: name, among: names))
    }
    return try files[place].tensor(name)
  }
}
