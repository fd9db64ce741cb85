#if canImport(Glibc)
  import Glibc
#endif

/// A line through points.
struct Polyline {
  let points: [Point]

  init(_ points: [Point]) { self.points = points }

  /// The parts that lie in a box; a line that leaves and comes back gives several.
  func clipped(to box: Box) -> [[Point]] {
    if points.count == 1 { return box.contains(points[0]) ? [points] : [] }
    var parts: [[Point]] = []
    for (start, end) in zip(points, points.dropFirst()) {
      guard let (from, to) = box.clip(start, end) else { continue }
      if let last = parts.last?.last, last == from {
        parts[parts.count - 1].append(to)
      } else {
        parts.append([from, to])
      }
    }
    return parts.map { Polyline($0).thinned() }
  }

  /// The same line for the eye with at most four points a pixel column: first, lowest, highest, last.
  func thinned() -> [Point] {
    guard points.count > 4096 else { return points }
    var result: [Point] = []
    var start = 0
    while start < points.count {
      let column = floor(points[start].x)
      var end = start
      while end < points.count, floor(points[end].x) == column { end += 1 }
      let places = start..<end
      let low = places.min { points[$0].y < points[$1].y } ?? start
      let high = places.max { points[$0].y < points[$1].y } ?? start
      for index in Set([start, low, high, end - 1]).sorted() { result.append(points[index]) }
      start = end
    }
    return result
  }

  /// The dashes of a line, for lengths of dashes and gaps in turn; the line itself without any.
  func dashed(_ pattern: [Double]) -> [[Point]] {
    guard !pattern.isEmpty, pattern.allSatisfy({ $0 > 0.1 }) else { return [points] }
    var dashes: [[Point]] = []
    var (index, left) = (0, pattern[0])
    var current: [Point] = points.first.map { [$0] } ?? []
    for (start, end) in zip(points, points.dropFirst()) {
      let length = hypot(end.x - start.x, end.y - start.y)
      var done = 0.0
      while length - done > left {
        done += left
        let share = done / length
        let place = Point(x: start.x + (end.x - start.x) * share, y: start.y + (end.y - start.y) * share)
        if index % 2 == 0 { dashes.append(current + [place]) }
        index += 1
        left = pattern[index % pattern.count]
        current = [place]
      }
      left -= length - done
      if index % 2 == 0 { current.append(end) }
    }
    if index % 2 == 0, current.count > 1 { dashes.append(current) }
    return dashes
  }
}
