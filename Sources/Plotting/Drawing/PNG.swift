import CLibPNG

extension Raster {
  /// The picture as a PNG file's bytes.
  ///
  /// - Throws: `PlotError.encoding`.
  public func png() throws(PlotError) -> [UInt8] {
    var image = png_image()
    image.version = UInt32(PNG_IMAGE_VERSION)
    image.width = UInt32(width)
    image.height = UInt32(height)
    image.format = UInt32(PNG_FORMAT_RGB)
    defer { png_image_free(&image) }
    var size = png_alloc_size_t(pixels.count + pixels.count / 500 + 65536)
    var bytes = [UInt8](repeating: 0, count: Int(size))
    guard png_image_write_to_memory(&image, &bytes, &size, 0, pixels, 0, nil) != 0 else { throw failure(image) }
    bytes.removeLast(bytes.count - Int(size))
    return bytes
  }

  private func failure(_ image: png_image) -> PlotError {
    withUnsafeBytes(of: image.message) { .encoding(String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)) }
  }
}
