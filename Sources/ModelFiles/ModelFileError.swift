/// Why a file of weights could not be read or written.
public enum ModelFileError: Error, Equatable, Sendable {
  /// The file ends before its header or a tensor does; `tensor` is nil for the header.
  case cutShort(path: String, size: Int, tensor: String?, needed: Int)
  /// The first bytes give no sensible length of a header.
  case notSafetensors(path: String, headerLength: UInt64)
  /// The header is no JSON object.
  case badHeader(path: String, reason: String)
  /// A tensor's entry in the header is malformed.
  case badEntry(path: String, tensor: String, reason: String)
  /// A tensor's bytes do not begin where the one before ends.
  case misplaced(path: String, tensor: String, begin: Int, expected: Int)
  /// Bytes follow the last tensor.
  case trailingBytes(path: String, count: Int)
  /// The element type is one that Tunebook does not compute with.
  case unsupportedType(path: String, tensor: String, type: String)
  /// No tensor has the name.
  case unknownTensor(path: String, tensor: String, nearest: String?)
  /// An index file is malformed.
  case badIndex(path: String, reason: String)
  /// A folder holds no weights that can be read; `others` are files of weights in other formats.
  case noWeights(folder: String, wanted: [String], others: [String])
  /// Two tensors have one name.
  case duplicateName(path: String, tensor: String)
  /// The first bytes are not those of a GGUF file.
  case notGGUF(path: String)
  /// A GGUF file of a version that is not read.
  case unsupportedVersion(path: String, version: UInt32)
  /// A number that is to be written is too large for the type.
  case tooLarge(path: String, tensor: String, type: String)
  /// A part of a GGUF file that is cut into several is not there.
  case missingPart(path: String, part: String, count: Int)
  /// A folder holds several GGUF files, and none is named.
  case severalFiles(folder: String, names: [String])
  /// A key of a GGUF file's metadata is malformed.
  case badMetadata(path: String, key: String, reason: String)
}

extension ModelFileError: CustomStringConvertible {
  /// One sentence for people.
  public var description: String {
    switch self {
    case .cutShort(let path, let size, let tensor, let needed):
      "\(path): the file ends at byte \(size), \(tensor.map { "tensor \($0)" } ?? "its header") needs \(needed): "
        + "the download is incomplete, fetch it again"
    case .notSafetensors(let path, let length):
      "\(path) is no safetensors file: it would have a header of \(length) bytes (the limit is 100,000,000)"
    case .badHeader(let path, let reason): "\(path): the safetensors header is broken: \(reason)"
    case .badEntry(let path, let tensor, let reason):
      "\(path): the header's entry of tensor \(tensor) is broken: \(reason)"
    case .misplaced(let path, let tensor, let begin, let expected):
      "\(path): tensor \(tensor) begins at byte \(begin) of the data, \(expected) was expected: "
        + "tensors must follow one another without gap or overlap"
    case .trailingBytes(let path, let count):
      "\(path): \(count) bytes follow the last tensor: the file is broken or not a safetensors file"
    case .unsupportedType(let path, let tensor, let type):
      "\(path): tensor \(tensor) has elements of type \(type), which Tunebook does not compute with: "
        + "convert it to F32, F16 or BF16"
    case .unknownTensor(let path, let tensor, let nearest):
      "\(path) holds no tensor \(tensor)" + (nearest.map { "; did you mean \($0)?" } ?? "")
    case .badIndex(let path, let reason): "\(path): the index of shards is broken: \(reason)"
    case .noWeights(let folder, let wanted, let others):
      "\(folder) holds no \(wanted.joined(separator: " or "))"
        + (others.isEmpty
          ? ": is it the folder of a model?"
          : "; it has \(others.joined(separator: ", ")), which Tunebook does not read: save it as safetensors")
    case .duplicateName(let path, let tensor): "\(path): two tensors have the name \(tensor)"
    case .notGGUF(let path): "\(path) is no GGUF file: it does not begin with the letters GGUF"
    case .unsupportedVersion(let path, let version):
      "\(path): GGUF version \(version) is not read"
        + (version.byteSwapped < 16
          ? ": the file is big-endian, Tunebook reads little-endian ones" : ", only 2 and 3 are")
    case .tooLarge(let path, let tensor, let type):
      "\(path) was not written: tensor \(tensor) holds numbers that \(type) has no room for: take bf16 or f32"
    case .missingPart(let path, let part, let count):
      "\(path) is one of \(count) parts, and \(part) is not there: the download is incomplete, fetch it too"
    case .severalFiles(let folder, let names):
      "\(folder) holds several GGUF files (\(names.joined(separator: ", "))): give the path of one"
    case .badMetadata(let path, let key, let reason): "\(path): the metadata's \(key) is broken: \(reason)"
    }
  }
}
