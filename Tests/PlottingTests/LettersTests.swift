import Display
import SourceText
import Testing

@testable import Plotting

/// Finds no font, or none but for ordinary text.
private struct PoorFinder: FontFinder {
  let hasOrdinary: Bool

  func font(for character: Unicode.Scalar?) -> FontFile? {
    hasOrdinary && character == nil ? SystemFontFinder().font(for: nil) : nil
  }
}

private func figure(_ title: String, hasOrdinary: Bool) -> Figure {
  let figure = Figure(width: 3, height: 2, dotsPerInch: 100, finder: PoorFinder(hasOrdinary: hasOrdinary))
  figure.axes.title = title
  return figure
}

@Test func `without any font the plot is drawn without letters, with one notice`() throws {
  let drawing = try figure("title", hasOrdinary: false).draw()
  #expect(drawing.notices.map(\.message) == ["no font was found: the plot is drawn without letters"])
  #expect(pixels(of: .black, in: drawing.raster) > 500)
}

@Test func `a letter that no font has becomes a box, with one notice for all of them`() throws {
  guard SystemFontFinder().font(for: nil) != nil else { return }
  let drawing = try figure("a \u{10FFFD}\u{10FFFD}\u{10FFFC}", hasOrdinary: true).draw()
  #expect(
    drawing.notices.map(\.message) == [
      "no installed font has the characters \u{10FFFD}\u{10FFFC}: the plot shows boxes for them"
    ])
  #expect(try figure("abc", hasOrdinary: true).draw().notices.isEmpty)
}

@Test func `a title changes the picture above the axes only`() throws {
  guard SystemFontFinder().font(for: nil) != nil else { return }
  let (plain, titled) = (Figure(width: 4, height: 3), Figure(width: 4, height: 3))
  titled.axes.title = "Title"
  let (before, after) = (try plain.draw().raster, try titled.draw().raster)
  #expect(before != after)
  let dark = (0..<30).flatMap { row in (0..<400).map { after.color(column: $0, row: row) } }.count { $0.red < 60 }
  #expect(dark > 30)
}
