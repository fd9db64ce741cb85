import Files

/// Zstandard's decompression, found at run time.
///
/// Source: zstd.h 1.5.
struct ZstdLibrary {
  private typealias Decompress =
    @convention(c) (UnsafeMutableRawPointer?, Int, UnsafeRawPointer?, Int) -> Int
  private typealias IsError = @convention(c) (Int) -> UInt32

  private let run: Decompress
  private let isError: IsError

  private static let shared: ZstdLibrary? = ZstdLibrary()

  static func loaded() throws -> ZstdLibrary {
    guard let shared else { throw ParquetLack.library(codec: "ZSTD", library: "libzstd.so.1", package: "libzstd1") }
    return shared
  }

  private init?() {
    guard let library = try? SharedLibrary("libzstd.so.1"),
      let run = library.function("ZSTD_decompress", as: Decompress.self),
      let isError = library.function("ZSTD_isError", as: IsError.self)
    else { return nil }
    (self.run, self.isError) = (run, isError)
  }

  /// Decompresses frames; the output must be filled wholly.
  func decompress(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) throws {
    let size = run(output.baseAddress, output.count, input.baseAddress, input.count)
    guard isError(size) == 0 else {
      throw ParquetDamage.corrupt(codec: "zstd", reason: "zstd's error \(0 &- size)")
    }
    guard size == output.count else {
      throw ParquetDamage.corrupt(codec: "zstd", reason: "it holds \(size) bytes, not \(output.count)")
    }
  }
}
