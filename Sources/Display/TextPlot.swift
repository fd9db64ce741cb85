/// A plot as numbers, for where no picture can be shown: drawn with braille dots, two across and four down a character.
public struct TextPlot: Sendable, Equatable {
  /// One row of points.
  public struct Series: Sendable, Equatable {
    /// What the legend calls it; empty leaves it out of the legend.
    public var label: String

    /// The points in the order in which they are joined; what is not finite makes a gap.
    public var points: [Point]

    /// Whether lines join the points.
    public var isJoined: Bool

    /// Makes a row of points.
    public init(_ label: String, points: [Point], isJoined: Bool = true) {
      self.label = label
      self.points = points
      self.isJoined = isJoined
    }
  }

  /// A point, in places along the axes: on a logarithmic axis the logarithm to base 10.
  public struct Point: Sendable, Equatable {
    /// The place along the x axis.
    public var x: Double

    /// The place along the y axis.
    public var y: Double

    /// Makes a point.
    public init(_ x: Double, _ y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// What an axis shows.
  public struct Axis: Sendable, Equatable {
    /// The text beside it.
    public var label: String

    /// The lowest and the highest place.
    public var limits: ClosedRange<Double>

    /// Whether places are logarithms to base 10.
    public var isLogarithmic: Bool

    /// Makes an axis.
    public init(_ label: String = "", limits: ClosedRange<Double>, isLogarithmic: Bool = false) {
      self.label = label
      self.limits = limits
      self.isLogarithmic = isLogarithmic
    }
  }

  /// The text above.
  public var title: String

  /// The axis from left to right.
  public var x: Axis

  /// The axis from bottom to top.
  public var y: Axis

  /// The rows of points; later ones are drawn over earlier ones.
  public var series: [Series]

  /// Makes a plot.
  public init(title: String = "", x: Axis, y: Axis, series: [Series]) {
    self.title = title
    self.x = x
    self.y = y
    self.series = series
  }
}

extension TextPlot {
  private static let roles: [StyledText.Role] = [.number, .warning, .success, .error, .keyword, .name]

  /// The plot as lines of text: title, the dots with the y axis at their left, the x axis, the legend.
  ///
  /// - Parameters:
  ///   - width: the columns of the terminal.
  ///   - height: the lines that the dots take.
  /// - Complexity: O(width × height + points × their distance in dots).
  public func lines(width: Int, height: Int = 12) -> [StyledText] {
    let ticks = [y.limits.upperBound, (y.limits.lowerBound + y.limits.upperBound) / 2, y.limits.lowerBound]
      .map { Self.text($0, y.isLogarithmic) }
    let margin = ticks.map(\.count).max() ?? 0
    let columns = min(100, width - margin - 2)
    guard columns >= 10, height >= 3 else { return [StyledText(title, .emphasis)] }
    var canvas = BrailleCanvas(columns: columns, rows: height)
    for (number, row) in series.enumerated() { draw(row, number, on: &canvas) }
    var lines: [StyledText] = []
    let head = y.label.isEmpty || title.isEmpty ? title + y.label : "\(title)  (\(y.label))"
    if !head.isEmpty { lines.append(StyledText(head, .emphasis).cut(toWidth: width)) }
    for row in 0..<height {
      let tick = row == 0 ? ticks[0] : row == height / 2 ? ticks[1] : row == height - 1 ? ticks[2] : ""
      var line = StyledText(String(repeating: " ", count: margin - tick.count) + tick + " │", .dim)
      for cell in canvas.cells(ofRow: row) { line.append(cell.text, cell.owner.map(Self.role) ?? .plain) }
      lines.append(line)
    }
    lines.append(
      StyledText(String(repeating: " ", count: margin + 1) + "└" + String(repeating: "─", count: columns), .dim))
    lines.append(bottom(margin: margin + 2, columns: columns))
    return lines
  }

  private static func role(_ number: Int) -> StyledText.Role { roles[number % roles.count] }

  private func draw(_ row: Series, _ number: Int, on canvas: inout BrailleCanvas) {
    var last: (Int, Int)?
    for point in row.points {
      guard point.x.isFinite, point.y.isFinite else {
        last = nil
        continue
      }
      let place = (
        Self.dot(point.x, x.limits, count: canvas.width),
        canvas.height - 1 - Self.dot(point.y, y.limits, count: canvas.height)
      )
      canvas.line(from: row.isJoined ? last ?? place : place, to: place, owner: number)
      last = place
    }
  }

  /// The dot of a place: 0 at the lower limit; beyond the limits nearly where it would be, so that lines leave the plot.
  private static func dot(_ place: Double, _ limits: ClosedRange<Double>, count: Int) -> Int {
    let range = limits.upperBound - limits.lowerBound
    let share = range > 0 ? (place - limits.lowerBound) / range : 0.5
    return Int((min(max(share, -1), 2) * Double(count - 1)).rounded())
  }

  private func bottom(margin: Int, columns: Int) -> StyledText {
    let low = Self.text(x.limits.lowerBound, x.isLogarithmic)
    let high = Self.text(x.limits.upperBound, x.isLogarithmic)
    var middle = StyledText(x.label, .dim)
    for (number, row) in series.enumerated() where !row.label.isEmpty {
      middle.append(middle.spans.isEmpty ? "" : "   ", .plain)
      middle.append("● \(row.label)", Self.role(number))
    }
    let room = columns - low.count - high.count - 2
    middle = middle.cut(toWidth: max(0, room))
    let left = max(0, room - middle.width) / 2
    let right = max(0, room - middle.width - left)
    let space = { (count: Int) in StyledText(String(repeating: " ", count: count + 1)) }
    return StyledText(String(repeating: " ", count: margin) + low, .dim) + space(left) + middle + space(right)
      + StyledText(high, .dim)
  }

  /// A number of an axis in about three digits.
  private static func text(_ place: Double, _ isLogarithmic: Bool) -> String {
    if isLogarithmic { return "1e\(threeDigits(place))" }
    let magnitude = abs(place)
    guard magnitude > 0, magnitude < 0.01 || magnitude >= 100_000 else { return threeDigits(place) }
    var exponent = 0
    var mantissa = magnitude
    while mantissa >= 9.995, exponent < 400 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    while mantissa < 0.9995, exponent > -400 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    return "\(place < 0 ? "-" : "")\(threeDigits(mantissa))e\(exponent)"
  }
}

/// A grid of braille characters whose dots are set one by one; each character belongs to who drew in it last.
struct BrailleCanvas {
  private let columns: Int
  private var dots: [UInt8]
  private var owners: [Int?]

  /// The dots across.
  var width: Int { columns * 2 }

  /// The dots down.
  let height: Int

  init(columns: Int, rows: Int) {
    self.columns = columns
    height = rows * 4
    dots = [UInt8](repeating: 0, count: columns * rows)
    owners = [Int?](repeating: nil, count: columns * rows)
  }

  /// Sets a dot; one outside of the grid is left out.
  mutating func set(_ x: Int, _ y: Int, owner: Int) {
    guard (0..<width).contains(x), (0..<height).contains(y) else { return }
    // Source: Unicode, braille patterns: dots 1 to 6 count down the columns, 7 and 8 stand below.
    let bit = y % 4 == 3 ? 6 + x % 2 : y % 4 + 3 * (x % 2)
    let place = y / 4 * columns + x / 2
    dots[place] |= 1 << UInt8(bit)
    owners[place] = owner
  }

  /// Sets the dots of a straight line (Bresenham).
  mutating func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int), owner: Int) {
    let (dx, dy) = (abs(end.x - start.x), abs(end.y - start.y))
    let (stepX, stepY) = (end.x < start.x ? -1 : 1, end.y < start.y ? -1 : 1)
    var (x, y, error) = (start.x, start.y, dx - dy)
    while true {
      set(x, y, owner: owner)
      if x == end.x, y == end.y { return }
      let doubled = 2 * error
      if doubled > -dy { (error, x) = (error - dy, x + stepX) }
      if doubled < dx { (error, y) = (error + dx, y + stepY) }
    }
  }

  /// The characters of a row, with who drew in them.
  func cells(ofRow row: Int) -> [(text: String, owner: Int?)] {
    (row * columns..<(row + 1) * columns).map { place in
      guard dots[place] != 0, let scalar = Unicode.Scalar(0x2800 + UInt32(dots[place])) else { return (" ", nil) }
      return (String(Character(scalar)), owners[place])
    }
  }
}
