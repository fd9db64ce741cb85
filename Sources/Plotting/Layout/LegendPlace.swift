/// Where the legend stands.
public enum LegendPlace: String, CaseIterable, Sendable {
  /// Where it covers the least data.
  case best
  /// The upper right corner.
  case upperRight = "upper right"
  /// The upper left corner.
  case upperLeft = "upper left"
  /// The lower left corner.
  case lowerLeft = "lower left"
  /// The lower right corner.
  case lowerRight = "lower right"
  /// The right edge, as `centerRight`.
  case right
  /// The middle of the left edge.
  case centerLeft = "center left"
  /// The middle of the right edge.
  case centerRight = "center right"
  /// The middle of the lower edge.
  case lowerCenter = "lower center"
  /// The middle of the upper edge.
  case upperCenter = "upper center"
  /// The middle.
  case center

  /// Makes a place of matplotlib's name.
  ///
  /// - Throws: `PlotError.unknownLegendPlace`.
  public static func named(_ name: String) throws(PlotError) -> LegendPlace {
    guard let place = LegendPlace(rawValue: name) else { throw .unknownLegendPlace(name) }
    return place
  }

  /// The box of a legend of a size inside the axes' box.
  func box(width: Double, height: Double, inside axes: Box) -> Box {
    let (horizontal, vertical): (Double, Double) =
      switch self {
      case .best, .upperRight: (1, 1)
      case .upperLeft: (0, 1)
      case .lowerLeft: (0, 0)
      case .lowerRight: (1, 0)
      case .right, .centerRight: (1, 0.5)
      case .centerLeft: (0, 0.5)
      case .lowerCenter: (0.5, 0)
      case .upperCenter: (0.5, 1)
      case .center: (0.5, 0.5)
      }
    let left = axes.left + horizontal * (axes.width - width)
    let bottom = axes.bottom + vertical * (axes.height - height)
    return Box(left: left, bottom: bottom, right: left + width, top: bottom + height)
  }

  /// The place whose box covers the least of some lines; of equals the first in matplotlib's order.
  static func best(
    width: Double, height: Double, inside axes: Box, lines: [[Point]]
  ) -> LegendPlace {
    var best = (place: LegendPlace.upperRight, cost: Int.max)
    let order: [LegendPlace] = [
      .upperRight, .upperLeft, .lowerLeft, .lowerRight, .right, .centerLeft, .lowerCenter, .upperCenter, .center,
    ]
    for place in order {
      let box = place.box(width: width, height: height, inside: axes).grown(4)
      var cost = 0
      for line in lines {
        for (index, point) in line.enumerated() {
          if box.contains(point) { cost += 2 }
          if index > 0, box.clip(line[index - 1], point) != nil { cost += 1 }
        }
      }
      if cost < best.cost { best = (place, cost) }
      if cost == 0 { break }
    }
    return best.place
  }
}
