/// Builds the bytes of a GGUF file by hand, also malformed ones.
public struct GGUFBytes {
  /// The number of keys that the header tells.
  public var keyCount: UInt64 = 0
  /// The number of tensors that the header tells.
  public var tensorCount: UInt64 = 0
  /// The version that the header tells.
  public var version: UInt32 = 3
  private var metadata: [UInt8] = []
  private var entries: [UInt8] = []
  private var data: [UInt8] = []

  /// No keys, no tensors.
  public init() {}

  /// A number as its little-endian bytes.
  public static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  /// A text with its length before it.
  public static func text(_ value: String) -> [UInt8] { bytes(UInt64(value.utf8.count)) + Array(value.utf8) }

  /// Adds a key with the type and bytes of its value.
  public mutating func add(_ key: String, type: UInt32, _ value: [UInt8]) {
    keyCount += 1
    metadata += Self.text(key) + Self.bytes(type) + value
  }

  /// Adds a text.
  public mutating func add(_ key: String, _ value: String) { add(key, type: 8, Self.text(value)) }

  /// Adds a 32-bit number.
  public mutating func add(_ key: String, _ value: Int) { add(key, type: 4, Self.bytes(UInt32(value))) }

  /// Adds a truth value.
  public mutating func add(_ key: String, _ value: Bool) { add(key, type: 7, [value ? 1 : 0]) }

  /// Adds a single-precision number.
  public mutating func add(_ key: String, _ value: Float) { add(key, type: 6, Self.bytes(value.bitPattern)) }

  /// Adds texts.
  public mutating func add(_ key: String, _ values: [String]) {
    add(key, type: 9, Self.bytes(UInt32(8)) + Self.bytes(UInt64(values.count)) + values.flatMap(Self.text))
  }

  /// Adds 32-bit numbers.
  public mutating func add(_ key: String, _ values: [Int]) {
    add(
      key, type: 9, Self.bytes(UInt32(5)) + Self.bytes(UInt64(values.count)) + values.flatMap { Self.bytes(Int32($0)) })
  }

  /// Adds single-precision numbers.
  public mutating func add(_ key: String, _ values: [Float]) {
    add(
      key, type: 9,
      Self.bytes(UInt32(6)) + Self.bytes(UInt64(values.count)) + values.flatMap { Self.bytes($0.bitPattern) })
  }

  /// Adds a tensor: dimensions innermost first, the number of its type, its bytes; `offset` overrides its place.
  public mutating func add(
    tensor name: String, _ dimensions: [UInt64], type: UInt32, _ bytes: [UInt8], offset: UInt64? = nil
  ) {
    tensorCount += 1
    data += [UInt8](repeating: 0, count: (32 - data.count % 32) % 32)
    entries += Self.text(name) + Self.bytes(UInt32(dimensions.count)) + dimensions.flatMap { Self.bytes($0) }
    entries += Self.bytes(type) + Self.bytes(offset ?? UInt64(data.count))
    data += bytes
  }

  /// Adds a tensor of single-precision numbers.
  public mutating func add(tensor name: String, _ dimensions: [UInt64], _ values: [Float]) {
    add(tensor: name, dimensions, type: 0, values.flatMap { Self.bytes($0.bitPattern) })
  }

  /// The whole file.
  public var file: [UInt8] {
    let head =
      Array("GGUF".utf8) + Self.bytes(version) + Self.bytes(tensorCount) + Self.bytes(keyCount) + metadata + entries
    return head + [UInt8](repeating: 0, count: (32 - head.count % 32) % 32) + data
  }
}
