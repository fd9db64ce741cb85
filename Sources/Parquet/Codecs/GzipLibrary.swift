import Files

/// zlib's decompression, found at run time.
///
/// Source: zlib.h 1.2; the structure is laid out as on every 64-bit Linux.
struct GzipLibrary {
  /// zlib's `z_stream`.
  private struct Stream {
    var input: UnsafeRawPointer?
    var inputCount: UInt32 = 0
    var inputTotal: UInt = 0
    var output: UnsafeMutableRawPointer?
    var outputCount: UInt32 = 0
    var outputTotal: UInt = 0
    var message: UnsafeRawPointer?
    var state: UnsafeRawPointer?
    var allocator: UnsafeRawPointer?
    var releaser: UnsafeRawPointer?
    var opaque: UnsafeRawPointer?
    var kind: Int32 = 0
    var checksum: UInt = 0
    var reserved: UInt = 0
  }

  private typealias Start =
    @convention(c) (UnsafeMutableRawPointer, Int32, UnsafePointer<CChar>, Int32) -> Int32
  private typealias Step = @convention(c) (UnsafeMutableRawPointer, Int32) -> Int32
  private typealias Plain = @convention(c) (UnsafeMutableRawPointer) -> Int32

  private let start: Start
  private let step: Step
  private let again: Plain
  private let end: Plain

  private static let shared: GzipLibrary? = GzipLibrary()

  static func loaded() throws -> GzipLibrary {
    guard let shared else { throw ParquetLack.library(codec: "GZIP", library: "libz.so.1", package: "zlib1g") }
    return shared
  }

  private init?() {
    guard let library = try? SharedLibrary("libz.so.1"),
      let start = library.function("inflateInit2_", as: Start.self),
      let step = library.function("inflate", as: Step.self),
      let again = library.function("inflateReset", as: Plain.self),
      let end = library.function("inflateEnd", as: Plain.self)
    else { return nil }
    (self.start, self.step, self.again, self.end) = (start, step, again, end)
  }

  /// Decompresses gzip or zlib, of several members too; the output must be filled wholly.
  ///
  /// - Parameter isBeginning: whether more than fills the output may follow.
  func decompress(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, isBeginning: Bool = false
  ) throws {
    var stream = Stream()
    stream.input = input.baseAddress
    stream.inputCount = UInt32(input.count)
    stream.output = output.baseAddress
    stream.outputCount = UInt32(output.count)
    let (finish, streamEnd, eitherHeader) = (Int32(4), Int32(1), Int32(15 + 32))
    try withUnsafeMutableBytes(of: &stream) { raw in
      guard let address = raw.baseAddress, start(address, eitherHeader, "1.2.11", Int32(raw.count)) == 0 else {
        throw corrupt("zlib does not start")
      }
      defer { _ = end(address) }
      let view = address.assumingMemoryBound(to: Stream.self)
      while true {
        let result = step(address, finish)
        if isBeginning, view.pointee.outputCount == 0 { return }
        guard result == streamEnd else {
          throw corrupt(view.pointee.outputCount == 0 ? "it holds more than its length" : "zlib's error \(result)")
        }
        if view.pointee.outputCount == 0 { return }
        guard view.pointee.inputCount > 0, again(address) == 0 else { throw corrupt("it ends before its length") }
      }
    }
  }

  private func corrupt(_ reason: String) -> ParquetDamage { .corrupt(codec: "gzip", reason: reason) }
}
