import CFreeType

/// The FreeType library: fills outlines and makes outlines of strokes.
///
/// Its coordinates are 1/64 pixel in 32-bit range here: callers clip to the picture's neighbourhood first.
final class FreeType {
  let library: FT_Library

  /// Opens the library; nil where it cannot be.
  init?() {
    var opened: FT_Library?
    guard FT_Init_FreeType(&opened) == 0, let opened else { return nil }
    library = opened
  }

  deinit { FT_Done_FreeType(library) }

  private static func fixed(_ value: Double) -> FT_Pos {
    FT_Pos((min(max(value, -16000), 16000) * 64).rounded())
  }

  /// Calls a closure with an outline of one contour.
  private func withOutline(_ points: [Point], _ body: (inout FT_Outline) -> Void) {
    var outline = FT_Outline()
    guard points.count > 1, points.count < 30000,
      FT_Outline_New(library, FT_UInt(points.count), 1, &outline) == 0
    else { return }
    defer { FT_Outline_Done(library, &outline) }
    for (index, point) in points.enumerated() {
      outline.points[index] = FT_Vector(x: Self.fixed(point.x), y: Self.fixed(point.y))
      outline.tags[index] = .init(FT_CURVE_TAG_ON)
    }
    outline.contours[0] = .init(points.count - 1)
    body(&outline)
  }

  /// Adds the inside of a closed polygon to a mask.
  func fill(_ points: [Point], into mask: inout Mask) {
    withOutline(points) { render(&$0, into: &mask) }
  }

  /// Adds an outline to a mask.
  func render(_ outline: inout FT_Outline, into mask: inout Mask) {
    withUnsafeMutablePointer(to: &mask) { target in
      var parameters = FT_Raster_Params()
      parameters.flags = Int32(FT_RASTER_FLAG_AA | FT_RASTER_FLAG_DIRECT | FT_RASTER_FLAG_CLIP)
      parameters.user = UnsafeMutableRawPointer(target)
      parameters.clip_box = FT_BBox(
        xMin: 0, yMin: 0, xMax: FT_Pos(target.pointee.width), yMax: FT_Pos(target.pointee.height))
      parameters.gray_spans = { row, count, spans, user in
        guard let spans, let mask = user?.assumingMemoryBound(to: Mask.self) else { return }
        for index in 0..<Int(count) {
          let span = spans[index]
          mask.pointee.add(row: Int(row), column: Int(span.x), count: Int(span.len), coverage: span.coverage)
        }
      }
      FT_Outline_Render(library, &outline, &parameters)
    }
  }

  /// Adds a line through points to a mask, with round joins and ends.
  ///
  /// Long lines are stroked in pieces of 64 points, since the rasteriser overflows on noisy ones.
  func stroke(_ points: [Point], width: Double, into mask: inout Mask) {
    var start = 0
    while start + 1 < points.count {
      let end = min(start + 64, points.count)
      strokePiece(Array(points[start..<end]), width, &mask)
      start = end - 1
    }
  }

  private func strokePiece(_ points: [Point], _ width: Double, _ mask: inout Mask) {
    var opened: FT_Stroker?
    guard FT_Stroker_New(library, &opened) == 0, let stroker = opened else { return }
    defer { FT_Stroker_Done(stroker) }
    FT_Stroker_Set(
      stroker, FT_Fixed((width * 32).rounded()), FT_STROKER_LINECAP_ROUND, FT_STROKER_LINEJOIN_ROUND, 0)
    withOutline(points) { line in
      var (pointCount, contourCount): (FT_UInt, FT_UInt) = (0, 0)
      var outline = FT_Outline()
      guard FT_Stroker_ParseOutline(stroker, &line, 1) == 0,
        FT_Stroker_GetCounts(stroker, &pointCount, &contourCount) == 0, pointCount > 0, pointCount < 32000,
        FT_Outline_New(library, pointCount, FT_Int(contourCount), &outline) == 0
      else { return }
      defer { FT_Outline_Done(library, &outline) }
      outline.n_points = 0
      outline.n_contours = 0
      FT_Stroker_Export(stroker, &outline)
      render(&outline, into: &mask)
    }
  }
}
