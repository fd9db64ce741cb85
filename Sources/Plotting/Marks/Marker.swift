/// The sign at a data point.
public enum Marker: String, CaseIterable, Sendable {
  /// A disc.
  case circle = "o"
  /// A small disc.
  case point = "."
  /// Two crossing strokes.
  case cross = "x"
  /// An upright cross.
  case plus = "+"
  /// A square.
  case square = "s"
  /// A triangle that points up.
  case triangleUp = "^"
  /// A triangle that points down.
  case triangleDown = "v"
  /// A square on its corner.
  case diamond = "D"
  /// A star of five points.
  case star = "*"

  /// Makes a marker of matplotlib's letter; nil for none (`None`, an empty text).
  ///
  /// - Throws: `PlotError.unknownMarker`.
  public static func named(_ name: String) throws(PlotError) -> Marker? {
    if ["None", "none", "", " "].contains(name) { return nil }
    guard let marker = Marker(rawValue: name) else { throw .unknownMarker(name) }
    return marker
  }

  /// Whether it is drawn by strokes rather than filled.
  var isStroked: Bool { self == .cross || self == .plus }

  /// The corners of a filled marker of a given size around a centre, y upwards; none for stroked ones.
  func corners(center: Point, size: Double) -> [Point] {
    let half = size / 2
    func at(_ x: Double, _ y: Double) -> Point { Point(x: center.x + x * half, y: center.y + y * half) }
    switch self {
    case .circle: return circle(center, half)
    case .point: return circle(center, half / 2)
    case .square: return [at(-1, -1), at(1, -1), at(1, 1), at(-1, 1)]
    case .triangleUp: return [at(0, 1), at(-1, -1), at(1, -1)]
    case .triangleDown: return [at(0, -1), at(1, 1), at(-1, 1)]
    case .diamond: return [at(0, -1), at(1, 0), at(0, 1), at(-1, 0)].map { $0 }
    case .star:
      return (0..<10).map { index in
        let radius = index % 2 == 0 ? half : half * 0.382
        let angle = Double(index) * .pi / 5
        return Point(x: center.x + radius * sine(angle), y: center.y + radius * cosine(angle))
      }
    case .cross, .plus: return []
    }
  }

  /// The strokes of a stroked marker.
  func strokes(center: Point, size: Double) -> [[Point]] {
    let half = size / 2
    func at(_ x: Double, _ y: Double) -> Point { Point(x: center.x + x * half, y: center.y + y * half) }
    switch self {
    case .cross: return [[at(-1, -1), at(1, 1)], [at(-1, 1), at(1, -1)]]
    case .plus: return [[at(-1, 0), at(1, 0)], [at(0, -1), at(0, 1)]]
    default: return []
    }
  }

  private func circle(_ center: Point, _ radius: Double) -> [Point] {
    (0..<36).map { index in
      let angle = Double(index) * .pi / 18
      return Point(x: center.x + radius * cosine(angle), y: center.y + radius * sine(angle))
    }
  }
}
