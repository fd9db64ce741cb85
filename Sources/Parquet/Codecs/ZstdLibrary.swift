import Files

/// Zstandard's decompression, found at run time.
///
/// Source: zstd.h 1.5.
struct ZstdLibrary {
  fileprivate typealias Create = @convention(c) () -> OpaquePointer?
  fileprivate typealias Free = @convention(c) (OpaquePointer?) -> Int
  private typealias Decompress =
    @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?, Int, UnsafeRawPointer?, Int) -> Int
  private typealias Reset = @convention(c) (OpaquePointer?, Int32) -> Int
  private typealias Stream = @convention(c) (OpaquePointer?, UnsafeMutableRawPointer, UnsafeMutableRawPointer) -> Int
  private typealias IsError = @convention(c) (Int) -> UInt32

  fileprivate let create: Create
  fileprivate let free: Free
  private let run: Decompress
  private let reset: Reset
  private let stream: Stream
  private let isError: IsError

  private static let shared: ZstdLibrary? = ZstdLibrary()

  static func loaded() throws -> ZstdLibrary {
    guard let shared else { throw ParquetLack.library(codec: "ZSTD", library: "libzstd.so.1", package: "libzstd1") }
    return shared
  }

  private init?() {
    guard let library = try? SharedLibrary("libzstd.so.1"),
      let create = library.function("ZSTD_createDCtx", as: Create.self),
      let free = library.function("ZSTD_freeDCtx", as: Free.self),
      let run = library.function("ZSTD_decompressDCtx", as: Decompress.self),
      let reset = library.function("ZSTD_DCtx_reset", as: Reset.self),
      let stream = library.function("ZSTD_decompressStream", as: Stream.self),
      let isError = library.function("ZSTD_isError", as: IsError.self)
    else { return nil }
    (self.create, self.free, self.run) = (create, free, run)
    (self.reset, self.stream, self.isError) = (reset, stream, isError)
  }

  /// Decompresses frames; the output must be filled wholly.
  func decompress(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, _ context: ZstdContext
  ) throws {
    let size = run(try context.address(self), output.baseAddress, output.count, input.baseAddress, input.count)
    guard isError(size) == 0 else {
      throw ParquetDamage.corrupt(codec: "zstd", reason: "zstd's error \(0 &- size)")
    }
    guard size == output.count else {
      throw ParquetDamage.corrupt(codec: "zstd", reason: "it holds \(size) bytes, not \(output.count)")
    }
  }
}

extension ZstdLibrary {
  /// zstd's `ZSTD_inBuffer` and `ZSTD_outBuffer`.
  private struct Buffer {
    var address: UnsafeRawPointer?
    var size: Int
    var position = 0
  }

  /// Decompresses the beginning of frames, until the output is filled.
  func decompressBeginning(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, _ context: ZstdContext
  ) throws {
    let address = try context.address(self)
    let sessionOnly: Int32 = 1
    _ = reset(address, sessionOnly)
    defer { _ = reset(address, sessionOnly) }
    var source = Buffer(address: input.baseAddress, size: input.count)
    var target = Buffer(address: UnsafeRawPointer(output.baseAddress), size: output.count)
    while target.position < target.size {
      let before = (source.position, target.position)
      let result = stream(address, &target, &source)
      guard isError(result) == 0 else {
        throw ParquetDamage.corrupt(codec: "zstd", reason: "zstd's error \(0 &- result)")
      }
      guard (source.position, target.position) != before else {
        throw ParquetDamage.corrupt(codec: "zstd", reason: "it ends before its length")
      }
    }
  }
}

/// The tables that zstd would else make anew for every page.
final class ZstdContext {
  private var made: OpaquePointer?
  private var free: ZstdLibrary.Free?

  fileprivate func address(_ library: ZstdLibrary) throws -> OpaquePointer {
    if let made { return made }
    guard let new = library.create() else {
      throw ParquetDamage.corrupt(codec: "zstd", reason: "there is no memory for its tables")
    }
    (made, free) = (new, library.free)
    return new
  }

  deinit { if let made { _ = free?(made) } }
}
