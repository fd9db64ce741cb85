import ModelFiles
import Tensors

/// Random blocks whose values have mean 0 and a deviation of about 0.02.
struct RandomBlocks {
  private let type: ElementType
  private var state: UInt64

  /// Begins a sequence.
  init(_ type: ElementType, seed: UInt64) {
    self.type = type
    state = seed
  }

  /// A matrix of blocks.
  mutating func matrix(_ shape: Shape) -> Tensor {
    let tensor = Tensor(uninitialized: shape, type)
    let bytes = UnsafeMutableRawBufferPointer(start: tensor.address, count: tensor.sizeInBytes)
    for place in stride(from: 0, to: bytes.count - 7, by: 8) {
      state &+= 0x9E37_79B9_7F4A_7C15
      let word = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
      bytes.storeBytes(of: word ^ word >> 29, toByteOffset: place, as: UInt64.self)
    }
    for block in stride(from: 0, to: bytes.count, by: type.sizeInBytes) {
      for (offset, bits) in scales { bytes.storeBytes(of: bits, toByteOffset: block + offset, as: UInt16.self) }
    }
    return tensor
  }

  /// The half-precision numbers of a block: place and bits.
  private var scales: [(offset: Int, bits: UInt16)] {
    switch type {
    case .bits8: [(0, half(0.00027))]
    case .bits4WithLeast: [(0, half(0.0043)), (2, half(-0.03225))]
    case .bits4K: [(0, half(0.00008)), (2, half(0.0006))]
    case .bits6K: [(208, half(0.000017))]
    default: [(0, half(0.0043))]
    }
  }
}
