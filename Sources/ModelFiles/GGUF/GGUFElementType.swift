import Tensors

/// The element types that a GGUF file may name: plain numbers, and blocks of a few bits a weight.
///
/// Source: `ggml_type` of ggml; the raw values are the format's.
public enum GGUFElementType: UInt32, Sendable, CaseIterable {
  /// IEEE single precision.
  case f32 = 0
  /// IEEE half precision.
  case f16 = 1
  /// Blocks of 32: a scale and 4 bits each.
  case bits4 = 2
  /// Blocks of 32: a scale, a least value and 4 bits each.
  case bits4WithLeast = 3
  /// Blocks of 32: a scale and 5 bits each.
  case bits5 = 6
  /// Blocks of 32: a scale, a least value and 5 bits each.
  case bits5WithLeast = 7
  /// Blocks of 32: a scale and 8 bits each.
  case bits8 = 8
  /// Blocks of 256 in 8 parts: 6-bit scales and least values, 4 bits each.
  case bits4K = 12
  /// Blocks of 256 in 8 parts: 6-bit scales and least values, 5 bits each.
  case bits5K = 13
  /// Blocks of 256 in 16 parts: 8-bit scales, 6 bits each.
  case bits6K = 14
  /// Signed bytes.
  case i8 = 24
  /// Signed 16-bit integers.
  case i16 = 25
  /// Signed 32-bit integers.
  case i32 = 26
  /// Signed 64-bit integers.
  case i64 = 27
  /// IEEE double precision.
  case f64 = 28
  /// The upper half of a single precision number.
  case bf16 = 30

  /// The name as llama.cpp writes it.
  public var name: String {
    switch self {
    case .bits4: "Q4_0"
    case .bits4WithLeast: "Q4_1"
    case .bits5: "Q5_0"
    case .bits5WithLeast: "Q5_1"
    case .bits8: "Q8_0"
    case .bits4K: "Q4_K"
    case .bits5K: "Q5_K"
    case .bits6K: "Q6_K"
    default: "\(self)".uppercased()
    }
  }

  /// The number of elements of a block; 1 for plain numbers.
  public var blockCount: Int { elementType?.blockCount ?? 1 }

  /// The size of a block, or of one plain number.
  public var blockSizeInBytes: Int {
    switch self {
    case .i8: 1
    case .i16: 2
    case .f64: 8
    default: elementType?.sizeInBytes ?? 1
    }
  }

  /// Whether elements come in blocks.
  public var isQuantized: Bool { blockCount > 1 }

  /// The type that a tensor over the file's own bytes has; nil for what is not computed with.
  public var elementType: ElementType? {
    switch self {
    case .f32: .float32
    case .f16: .float16
    case .bf16: .bfloat16
    case .i32: .int32
    case .i64: .int64
    case .bits4: .bits4
    case .bits4WithLeast: .bits4WithLeast
    case .bits5: .bits5
    case .bits5WithLeast: .bits5WithLeast
    case .bits8: .bits8
    case .bits4K: .bits4K
    case .bits5K: .bits5K
    case .bits6K: .bits6K
    case .i8, .i16, .f64: nil
    }
  }

  /// The name of a type by its number, also of types that are not read.
  static func name(ofRawValue value: UInt32) -> String {
    if let known = GGUFElementType(rawValue: value) { return known.name }
    let others: [UInt32: String] = [
      9: "Q8_1", 10: "Q2_K", 11: "Q3_K", 15: "Q8_K", 16: "IQ2_XXS", 17: "IQ2_XS", 18: "IQ3_XXS", 19: "IQ1_S",
      20: "IQ4_NL", 21: "IQ3_S", 22: "IQ2_S", 23: "IQ4_XS", 29: "IQ1_M", 34: "TQ1_0", 35: "TQ2_0", 39: "MXFP4",
    ]
    return others[value] ?? "number \(value)"
  }
}
