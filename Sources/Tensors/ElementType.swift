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

  /// The size of one element.
  public var sizeInBytes: Int {
    switch self {
    case .float32, .int32: 4
    case .bfloat16, .float16: 2
    case .int64: 8
    case .uint8, .bool: 1
    }
  }

  /// Whether elements are floating-point numbers.
  public var isFloatingPoint: Bool { self == .float32 || self == .bfloat16 || self == .float16 }
}
