import Testing

@testable import Parquet

private func snappy(_ bytes: [UInt8], size: Int) throws -> String {
  try bytes.withUnsafeBytes { bytes in
    try Codec.snappy.decompressed(bytes, size: size, room: PageRoom()) { String(decoding: $0, as: UTF8.self) }
  }
}

@Test(
  arguments: [
    ([3, 8, 97, 98, 99], "abc"),
    // A copy of one byte's offset that overlaps itself.
    ([9, 4, 97, 98, 0b000_011_01, 2], "ababababa"),
    ([8, 4, 97, 98, 22, 2, 0], "abababab"),
    ([8, 4, 97, 98, 23, 2, 0, 0, 0], "abababab"),
    // A literal whose length stands in a byte of its own.
    ([3, 240, 2, 97, 98, 99], "abc"),
  ] as [([UInt8], String)])
func `literals and copies`(bytes: [UInt8], text: String) throws {
  #expect(try snappy(bytes, size: text.utf8.count) == text)
}

@Test(
  arguments: [
    ([3, 8, 97, 98], 3, "a literal reaches past the end"),
    ([2, 8, 97, 98, 99], 2, "it holds more than its length"),
    ([4, 8, 97, 98, 99], 4, "it ends before its length"),
    ([8, 4, 97, 98, 22, 3, 0], 8, "a copy reaches before the start"),
    ([8, 4, 97, 98, 22, 0, 0], 8, "a copy reaches before the start"),
    ([7, 4, 97, 98, 22, 2, 0], 7, "it holds more than its length"),
    ([8, 4, 97, 98, 22, 2], 8, "it ends inside a tag"),
  ] as [([UInt8], Int, String)])
func `corrupt blocks`(bytes: [UInt8], size: Int, reason: String) {
  #expect(throws: ParquetDamage.corrupt(codec: "Snappy", reason: reason)) { try snappy(bytes, size: size) }
}

@Test func `the beginning of a block alone`() throws {
  // Nine bytes, of which a copy makes seven.
  let bytes: [UInt8] = [9, 4, 97, 98, 0b000_011_01, 2]
  for wanted in 1...9 {
    let text = try bytes.withUnsafeBytes {
      try Codec.snappy.beginning($0, size: 9, wanted: wanted, room: PageRoom()) { String(decoding: $0, as: UTF8.self) }
    }
    #expect(text == String("ababababa".prefix(wanted)))
  }
}

@Test func `a size that so few bytes cannot reach is refused`() {
  #expect(throws: ParquetDamage.self) { try snappy([255, 255, 255, 255, 7, 0], size: 2_147_483_647) }
  #expect(throws: ParquetDamage.self) { try snappy([4, 8, 97, 98, 99], size: 3) }
}

@Test(arguments: 1...20)
func `copies of every distance and length, in the middle and at the end`(offset: Int) throws {
  for length in 1...64 {
    for tail in [0, 100] {
      let seed = (0..<20).map { UInt8($0 + 65) }
      var expected = seed
      for _ in 0..<length { expected.append(expected[expected.count - offset]) }
      var block = [UInt8(19 << 2)] + seed + [UInt8((length - 1) << 2 | 2), UInt8(offset), 0]
      if tail > 0 {
        expected += [UInt8](repeating: 46, count: tail)
        block += [240, UInt8(tail - 1)] + [UInt8](repeating: 46, count: tail)
      }
      let size = expected.count
      let header = size < 128 ? [UInt8(size)] : [UInt8(size & 127 | 128), UInt8(size >> 7)]
      #expect(try snappy(header + block, size: size) == String(decoding: expected, as: UTF8.self))
    }
  }
}
