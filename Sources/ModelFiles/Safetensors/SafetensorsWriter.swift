import Files
import JSON
import SourceText
import Tensors

/// A tensor that is to be written; its elements may be made when their turn comes, so that a file of any size is
/// written with one tensor in memory.
public struct PendingTensor {
  /// The name.
  public let name: String
  /// The lengths of the dimensions.
  public let shape: Shape
  /// The elements' type.
  public let elementType: ElementType
  /// Makes the tensor, of that shape and type.
  public let make: () throws -> Tensor

  /// The size of all elements.
  public var sizeInBytes: Int { shape.count * elementType.sizeInBytes }

  /// A tensor that is there.
  public init(_ name: String, _ tensor: Tensor) {
    self.init(name, shape: tensor.shape, elementType: tensor.elementType) { tensor }
  }

  /// A tensor that `make` makes later.
  public init(_ name: String, shape: Shape, elementType: ElementType, make: @escaping () throws -> Tensor) {
    self.name = name
    self.shape = shape
    self.elementType = elementType
    self.make = make
  }
}

/// Writes a safetensors file atomically, byte for byte as the safetensors library does: larger element types first,
/// then by name; the header padded to 8 bytes.
///
/// - Parameters:
///   - path: the file's final name.
///   - tensors: the tensors; each is made once.
///   - metadata: `__metadata__`; what transformers writes unless told otherwise.
/// - Throws: `ModelFileError.duplicateName`, `FileError`, or what making a tensor throws.
public func writeSafetensors(
  _ path: String, _ tensors: [PendingTensor], metadata: [(String, String)] = [("format", "pt")]
) throws {
  let ordered = tensors.sorted { left, right in
    let (a, b) = (StoredType(left.elementType).rank, StoredType(right.elementType).rank)
    return a == b ? Text(left.name) < Text(right.name) : a > b
  }
  var header = JSONObject()
  if !metadata.isEmpty { header["__metadata__"] = .object(JSONObject(metadata.map { ($0, .string($1)) })) }
  var offset = 0
  for tensor in ordered {
    guard header[tensor.name] == nil else { throw ModelFileError.duplicateName(path: path, tensor: tensor.name) }
    header[tensor.name] = .object([
      "dtype": .string(StoredType(tensor.elementType).rawValue),
      "shape": .array(tensor.shape.dimensions.map { .integer($0) }),
      "data_offsets": [.integer(offset), .integer(offset + tensor.sizeInBytes)],
    ])
    offset += tensor.sizeInBytes
  }
  var text = JSON.object(header).serialized(.compact)
  while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
  let length = withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) }
  try writeAtomically(path) { writer in
    try writer.write(length + text)
    for pending in ordered {
      let tensor = try pending.make()
      precondition(
        tensor.shape == pending.shape && tensor.elementType == pending.elementType,
        "\(pending.name) was made with another shape or type than announced")
      try tensor.withBytes { try writer.write($0) }
    }
  }
}
