/// How the bytes of pages are compressed, by the format's number.
enum Codec: Int {
  case uncompressed, snappy, gzip, lzo, brotli, lz4, zstd, lz4Raw

  /// The format's own name.
  var name: String {
    switch self {
    case .uncompressed: "UNCOMPRESSED"
    case .snappy: "SNAPPY"
    case .gzip: "GZIP"
    case .lzo: "LZO"
    case .brotli: "BROTLI"
    case .lz4: "LZ4"
    case .zstd: "ZSTD"
    case .lz4Raw: "LZ4_RAW"
    }
  }

  /// Calls a closure with a page's bytes as they were before compression.
  ///
  /// A size beyond what the codec can reach from so few bytes is refused before memory is taken for it.
  func decompressed<Result>(
    _ bytes: UnsafeRawBufferPointer, size: Int, room: PageRoom, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    if self == .uncompressed {
      guard bytes.count == size else {
        throw ParquetDamage.wrongCount(part: "a page's size without compression", claimed: size, found: bytes.count)
      }
      return try body(bytes)
    }
    if size == 0 { return try body(UnsafeRawBufferPointer(start: nil, count: 0)) }
    guard [.snappy, .gzip, .zstd].contains(self) else { throw ParquetLack.codec(name) }
    guard size <= largest(from: bytes.count) else {
      throw ParquetDamage.claimsTooMuch(
        part: "a page of \(bytes.count) bytes", claimed: size, unit: "bytes before compression",
        limit: largest(from: bytes.count), place: "the most that \(name) can hold in it")
    }
    return try room.lend(size) { output in
      switch self {
      case .snappy: try decompressSnappy(bytes, into: output)
      case .gzip: try GzipLibrary.loaded().decompress(bytes, into: output)
      case .zstd: try ZstdLibrary.loaded().decompress(bytes, into: output, room.zstd)
      default: break
      }
      return try body(UnsafeRawBufferPointer(output))
    }
  }

  /// Calls a closure with the first bytes of a page, as many as wanted where that is less work than all.
  func beginning<Result>(
    _ bytes: UnsafeRawBufferPointer, size: Int, wanted: Int, room: PageRoom,
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    guard [.snappy, .gzip, .zstd].contains(self), wanted < size, wanted > 0 else {
      return try decompressed(bytes, size: size, room: room, body)
    }
    return try room.lend(wanted) { output in
      switch self {
      case .gzip: try GzipLibrary.loaded().decompress(bytes, into: output, isBeginning: true)
      case .zstd: try ZstdLibrary.loaded().decompressBeginning(bytes, into: output, room.zstd)
      default: try decompressSnappy(bytes, into: output, isBeginning: true)
      }
      return try body(UnsafeRawBufferPointer(output))
    }
  }

  /// The most bytes that so many compressed ones can mean.
  private func largest(from count: Int) -> Int {
    switch self {
    // Three bytes copy at most 64.
    case .snappy: count * 22 + 64
    // Deflate's limit is 1032 to 1.
    case .gzip: count * 1040 + 64
    // A block of four bytes repeats one byte at most 128 KiB times.
    case .zstd: count * 32768 + 131_072
    default: .max
    }
  }
}
