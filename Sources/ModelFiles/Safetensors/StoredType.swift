import Tensors

/// The element types that a safetensors file may name.
///
/// Source: the `Dtype` of the safetensors format. The order is the format's: writers put larger ones first.
public enum StoredType: String, Sendable, CaseIterable {
  /// Truth values, a byte each.
  case bool = "BOOL"
  /// Unsigned bytes.
  case unsigned8 = "U8"
  /// Signed bytes.
  case signed8 = "I8"
  /// 8-bit floats with 2 bits of fraction.
  case float8e5m2 = "F8_E5M2"
  /// 8-bit floats with 3 bits of fraction.
  case float8e4m3 = "F8_E4M3"
  /// Signed 16-bit integers.
  case signed16 = "I16"
  /// Unsigned 16-bit integers.
  case unsigned16 = "U16"
  /// IEEE half precision.
  case float16 = "F16"
  /// The upper half of a single precision number.
  case bfloat16 = "BF16"
  /// Signed 32-bit integers.
  case signed32 = "I32"
  /// Unsigned 32-bit integers.
  case unsigned32 = "U32"
  /// IEEE single precision.
  case float32 = "F32"
  /// IEEE double precision.
  case float64 = "F64"
  /// Signed 64-bit integers.
  case signed64 = "I64"
  /// Unsigned 64-bit integers.
  case unsigned64 = "U64"

  /// The stored type of a tensor's elements, which are no blocks.
  public init(_ type: ElementType) {
    switch type {
    case .float32: self = .float32
    case .bfloat16: self = .bfloat16
    case .float16: self = .float16
    case .int64: self = .signed64
    case .int32: self = .signed32
    case .uint8: self = .unsigned8
    case .bool: self = .bool
    case .bits4, .bits4WithLeast, .bits5, .bits5WithLeast, .bits8, .bits4K, .bits5K, .bits6K:
      preconditionFailure("safetensors has no blocks")
    }
  }

  /// The size of one element.
  public var sizeInBytes: Int {
    switch self {
    case .bool, .unsigned8, .signed8, .float8e5m2, .float8e4m3: 1
    case .signed16, .unsigned16, .float16, .bfloat16: 2
    case .signed32, .unsigned32, .float32: 4
    case .float64, .signed64, .unsigned64: 8
    }
  }

  /// The type that a tensor in memory has, or nil for those that Tunebook does not compute with.
  public var elementType: ElementType? {
    switch self {
    case .float32: .float32
    case .bfloat16: .bfloat16
    case .float16: .float16
    case .signed64: .int64
    case .signed32: .int32
    case .unsigned8: .uint8
    case .bool: .bool
    case .signed8, .float8e5m2, .float8e4m3, .signed16, .unsigned16, .unsigned32, .float64, .unsigned64: nil
    }
  }

  /// The place in the format's order.
  var rank: Int { StoredType.allCases.firstIndex(of: self) ?? 0 }
}
