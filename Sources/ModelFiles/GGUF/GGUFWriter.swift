import Files
import SourceText
import Tensors

/// A tensor that is to be written into a GGUF file; its numbers are made when their turn comes.
public struct PendingGGUFTensor {
  /// The name.
  public let name: String
  /// The lengths of the dimensions, outermost first.
  public let shape: Shape
  /// The elements' type in the file: one of `ElementEncoder.types`, or the tensor's own blocks.
  public let type: GGUFElementType
  /// Makes the numbers, of that shape and any floating-point type, or blocks.
  public let make: () throws -> Tensor

  /// A tensor that `make` makes later.
  public init(_ name: String, shape: Shape, type: GGUFElementType, make: @escaping () throws -> Tensor) {
    precondition((shape.dimensions.last ?? 1) % type.blockCount == 0, "rows of \(name) are no whole blocks")
    self.name = name
    self.shape = shape
    self.type = type
    self.make = make
  }

  /// The size of all elements in the file.
  public var sizeInBytes: Int { shape.count / type.blockCount * type.blockSizeInBytes }
}

/// Writes a GGUF file of version 3 atomically, one tensor in memory at a time.
///
/// Whole numbers are written with 32 bits where they fit, other numbers in single precision, as llama.cpp's converter does.
///
/// - Parameters:
///   - path: the file's final name.
///   - metadata: keys and values, in the file's order.
///   - tensors: the tensors, in the file's order; each is made once.
/// - Throws: `ModelFileError.duplicateName`, `.tooLarge` where a number does not fit the type, `FileError`, or what
///   making a tensor throws.
public func writeGGUF(
  _ path: String, metadata: [(key: String, value: GGUFValue)], _ tensors: [PendingGGUFTensor]
) throws {
  var header = GGUFHeaderBytes(tensorCount: tensors.count, keyCount: metadata.count)
  for (key, value) in metadata { header.add(key, value) }
  var names: Set<String> = []
  var offset = 0
  for tensor in tensors {
    guard names.insert(tensor.name).inserted else {
      throw ModelFileError.duplicateName(path: path, tensor: tensor.name)
    }
    header.add(tensor, offset: offset)
    offset += padded(tensor.sizeInBytes)
  }
  try writeAtomically(path) { writer in
    try writer.write(header.bytes + [UInt8](repeating: 0, count: padded(header.bytes.count) - header.bytes.count))
    for pending in tensors {
      let tensor = try pending.make()
      precondition(tensor.shape == pending.shape, "\(pending.name) was made with another shape than announced")
      if pending.type.elementType == tensor.elementType {
        try tensor.withBytes { try writer.write($0) }
      } else if try !ElementEncoder(pending.type).encode(tensor, { try writer.write($0) }) {
        throw ModelFileError.tooLarge(path: path, tensor: pending.name, type: pending.type.name)
      }
      try writer.write([UInt8](repeating: 0, count: padded(pending.sizeInBytes) - pending.sizeInBytes))
    }
  }
}

/// The next multiple of the format's default alignment.
private func padded(_ size: Int) -> Int { (size + 31) / 32 * 32 }

/// The bytes before the tensors.
private struct GGUFHeaderBytes {
  private(set) var bytes: [UInt8] = Array("GGUF".utf8)

  init(tensorCount: Int, keyCount: Int) {
    append(UInt32(3))
    append(UInt64(tensorCount))
    append(UInt64(keyCount))
  }

  mutating func add(_ key: String, _ value: GGUFValue) {
    append(Text(key))
    append(Self.type(of: value))
    append(value)
  }

  mutating func add(_ tensor: PendingGGUFTensor, offset: Int) {
    append(Text(tensor.name))
    append(UInt32(tensor.shape.rank))
    for length in tensor.shape.dimensions.reversed() { append(UInt64(length)) }
    append(tensor.type.rawValue)
    append(UInt64(offset))
  }

  private mutating func append(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  private mutating func append(_ text: Text) {
    append(UInt64(text.count))
    bytes += text.bytes
  }

  /// The format's number of a value's type.
  private static func type(of value: GGUFValue) -> UInt32 {
    switch value {
    case .integer(let value): UInt32(exactly: value) != nil ? 4 : Int32(exactly: value) != nil ? 5 : 11
    case .number: 6
    case .bool: 7
    case .text: 8
    case .array: 9
    case .unsigned: 10
    }
  }

  /// The same for an array's elements: whole numbers are signed there.
  private static func type(ofElements elements: [GGUFValue]) -> UInt32 {
    guard case .integer? = elements.first else { return elements.first.map(type) ?? 8 }
    return elements.allSatisfy { $0.integer.flatMap(Int32.init(exactly:)) != nil } ? 5 : 11
  }

  private mutating func append(_ value: GGUFValue, as type: UInt32? = nil) {
    switch value {
    case .integer(let number):
      switch type ?? Self.type(of: value) {
      case 4: append(UInt32(truncatingIfNeeded: number))
      case 5: append(Int32(truncatingIfNeeded: number))
      default: append(Int64(number))
      }
    case .unsigned(let number): append(number)
    case .number(let number): append(Float(number).bitPattern)
    case .bool(let isTrue): append(UInt8(isTrue ? 1 : 0))
    case .text(let text): append(text)
    case .array(let elements):
      let type = Self.type(ofElements: elements)
      append(type)
      append(UInt64(elements.count))
      for element in elements {
        precondition(element.kind == elements[0].kind, "an array's elements are of one kind")
        append(element, as: type)
      }
    }
  }
}
