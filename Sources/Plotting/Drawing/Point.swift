#if canImport(Glibc)
  import Glibc
#endif

/// A place in pixels, y upwards from the picture's lower edge.
struct Point: Equatable {
  var x: Double
  var y: Double
}

/// A rectangle in pixels, y upwards.
struct Box: Equatable {
  var left: Double
  var bottom: Double
  var right: Double
  var top: Double

  var width: Double { right - left }
  var height: Double { top - bottom }

  /// The box with each side moved outwards.
  func grown(_ margin: Double) -> Box {
    Box(left: left - margin, bottom: bottom - margin, right: right + margin, top: top + margin)
  }

  func contains(_ point: Point) -> Bool {
    point.x >= left && point.x <= right && point.y >= bottom && point.y <= top
  }

  /// The part of a segment inside the box, or nil (Liang and Barsky's method).
  func clip(_ start: Point, _ end: Point) -> (Point, Point)? {
    var (from, to) = (0.0, 1.0)
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    for (change, distance) in [
      (-dx, start.x - left), (dx, right - start.x), (-dy, start.y - bottom), (dy, top - start.y),
    ] {
      if change == 0 {
        if distance < 0 { return nil }
      } else {
        let place = distance / change
        if change < 0 { from = max(from, place) } else { to = min(to, place) }
        if from > to { return nil }
      }
    }
    func at(_ place: Double) -> Point { Point(x: start.x + dx * place, y: start.y + dy * place) }
    return (from == 0 ? start : at(from), to == 1 ? end : at(to))
  }
}

func sine(_ angle: Double) -> Double { sin(angle) }
func cosine(_ angle: Double) -> Double { cos(angle) }
