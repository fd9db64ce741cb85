/// The type of a tensor's elements.
public enum ElementType: String, Sendable, CaseIterable {
  /// IEEE single precision.
  case float32
  /// The upper half of a single precision number.
  case bfloat16
  /// IEEE half precision.
  case float16
  /// Signed 64-bit integers.
  case int64
  /// Signed 32-bit integers.
  case int32
  /// Unsigned bytes.
  case uint8
  /// Truth values, a byte each.
  case bool
  /// Blocks of 32 floating-point numbers: a scale and 4 bits each; ggml's Q4_0.
  case bits4
  /// Blocks of 32: a scale, a least value and 4 bits each; Q4_1.
  case bits4WithLeast
  /// Blocks of 32: a scale and 5 bits each; Q5_0.
  case bits5
  /// Blocks of 32: a scale, a least value and 5 bits each; Q5_1.
  case bits5WithLeast
  /// Blocks of 32: a scale and 8 bits each; Q8_0.
  case bits8
  /// Blocks of 256 in 8 parts: 6-bit scales and least values, 4 bits each; Q4_K.
  case bits4K
  /// Blocks of 256 in 8 parts: 6-bit scales and least values, 5 bits each; Q5_K.
  case bits5K
  /// Blocks of 256 in 16 parts: 8-bit scales, 6 bits each; Q6_K.
  case bits6K

  /// The size of one element, or of one block.
  public var sizeInBytes: Int {
    switch self {
    case .float32, .int32: 4
    case .bfloat16, .float16: 2
    case .int64: 8
    case .uint8, .bool: 1
    case .bits4: 18
    case .bits4WithLeast: 20
    case .bits5: 22
    case .bits5WithLeast: 24
    case .bits8: 34
    case .bits4K: 144
    case .bits5K: 176
    case .bits6K: 210
    }
  }

  /// The number of elements of a block, which are neighbours in a row; 1 where there are no blocks.
  public var blockCount: Int {
    switch self {
    case .bits4, .bits4WithLeast, .bits5, .bits5WithLeast, .bits8: 32
    case .bits4K, .bits5K, .bits6K: 256
    default: 1
    }
  }

  /// The size of a number of elements, which fill whole blocks.
  public func sizeInBytes(of count: Int) -> Int { count / blockCount * sizeInBytes }

  /// Whether elements are floating-point numbers of a few bits that come in blocks.
  public var isQuantized: Bool { blockCount > 1 }

  /// Whether elements are floating-point numbers by themselves.
  public var isFloatingPoint: Bool { self == .float32 || self == .bfloat16 || self == .float16 }
}
