import Testing

@testable import Parquet

private func hybrid(_ bytes: [UInt8], width: Int, count: Int) throws -> [Int32] {
  var numbers = [Int32](repeating: -1, count: count)
  try bytes.withUnsafeBytes { bytes in
    try numbers.withUnsafeMutableBufferPointer { try readHybrid(bytes, bitWidth: width, part: "numbers", into: $0) }
  }
  return numbers
}

@Test(
  arguments: [
    // The specification's own example: 0 to 7 in three bits.
    ([3, 0b1000_1000, 0b1100_0110, 0b1111_1010], 3, 8, [0, 1, 2, 3, 4, 5, 6, 7]),
    ([3, 0b1000_1000, 0b1100_0110, 0b1111_1010], 3, 5, [0, 1, 2, 3, 4]),
    ([10, 4], 3, 5, [4, 4, 4, 4, 4]),
    ([10, 4], 3, 3, [4, 4, 4]),
    ([4, 1, 4, 2], 8, 4, [1, 1, 2, 2]),
    ([6, 0x34, 0x12], 16, 3, [0x1234, 0x1234, 0x1234]),
    ([200, 1], 0, 100, [Int32](repeating: 0, count: 100)),
    ([], 3, 0, []),
  ] as [([UInt8], Int, Int, [Int32])])
func `runs of numbers`(bytes: [UInt8], width: Int, count: Int, expected: [Int32]) throws {
  #expect(try hybrid(bytes, width: width, count: count) == expected)
}

@Test(arguments: [([], 3, 1), ([3, 1], 3, 8), ([10], 3, 5), ([0xFF, 0xFF, 0xFF], 1, 8)] as [([UInt8], Int, Int)])
func `runs that end early`(bytes: [UInt8], width: Int, count: Int) {
  #expect(throws: ParquetDamage.endsEarly(part: "numbers")) { try hybrid(bytes, width: width, count: count) }
}

@Test func `a bit width beyond 32 is refused`() {
  #expect(throws: ParquetDamage.self) { try hybrid([3, 0], width: 33, count: 1) }
}

private func delta(_ bytes: [UInt8], most: Int) throws -> [Int64] {
  try bytes.withUnsafeBytes { bytes in
    var cursor = ByteCursor(bytes, part: "differences")
    var numbers: [Int64] = []
    let count = try readDelta(&cursor, most: most, into: &numbers)
    #expect(count == numbers.count)
    return numbers
  }
}

@Test func `packed differences`() throws {
  // The specification's first example: 1, 2, 3, 4, 5 in a block of 128 numbers of 4 parts.
  #expect(try delta([128, 1, 4, 5, 2, 2, 0, 0, 0, 0], most: 5) == [1, 2, 3, 4, 5])
  #expect(try delta([128, 1, 4, 0, 0], most: 0) == [])
  #expect(try delta([128, 1, 4, 1, 13], most: 1) == [-7])
}

@Test(
  arguments: [
    [0, 4, 5, 2], [128, 1, 0, 5, 2], [128, 1, 3, 5, 2], [128, 1, 4, 6, 2, 2, 0, 0, 0, 0], [128, 1, 4, 5, 2],
    [128, 1, 4, 5, 2, 2, 65, 0, 0, 0], [128, 1, 4, 5, 2, 2, 64, 0, 0, 0],
  ] as [[UInt8]])
func `packed differences that make no sense`(bytes: [UInt8]) {
  #expect(throws: ParquetDamage.self) { try delta(bytes, most: 5) }
}

@Test func `packed bits of every width`() {
  var bytes = [UInt8](repeating: 0, count: 24)
  for bit in stride(from: 0, to: 192, by: 3) { bytes[bit / 8] |= 1 << UInt8(bit % 8) }
  bytes.withUnsafeBytes { bytes in
    for width in 1...64 {
      for start in 0...(192 - width) {
        var expected: UInt64 = 0
        for index in 0..<width where (start + index) % 3 == 0 { expected |= 1 << UInt64(index) }
        #expect(packedBits(bytes, at: start, width: width) == expected)
      }
    }
  }
}

@Test func `old packed levels are read highest bit first`() throws {
  // The specification's example: 0 to 7 in three bits.
  let bytes: [UInt8] = [0b0000_0101, 0b0011_1001, 0b0111_0111]
  var levels = [UInt8](repeating: 0, count: 8)
  try bytes.withUnsafeBytes { bytes in
    try levels.withUnsafeMutableBufferPointer { try readBitPacked(bytes, bitWidth: 3, into: $0) }
  }
  #expect(levels == [0, 1, 2, 3, 4, 5, 6, 7])
}

@Test func `a shared beginning cannot be longer than the string before`() {
  var strings = ByteStrings()
  // One string with a beginning of five bytes, of no string before.
  let bytes: [UInt8] = [128, 1, 4, 1, 10, 128, 1, 4, 1, 0]
  #expect(throws: ParquetDamage.self) {
    try bytes.withUnsafeBytes { try readDeltaStrings($0, count: 1, into: &strings) }
  }
}
