/// How the line between data points is broken.
public enum LineStyle: String, CaseIterable, Sendable {
  /// Unbroken.
  case solid = "-"
  /// Dashes.
  case dashed = "--"
  /// Dashes and dots.
  case dashDotted = "-."
  /// Dots.
  case dotted = ":"

  /// Makes a style of matplotlib's sign or word; nil for no line.
  ///
  /// - Throws: `PlotError.unknownLineStyle`.
  public static func named(_ name: String) throws(PlotError) -> LineStyle? {
    if ["None", "none", "", " "].contains(name) { return nil }
    let words = ["solid": LineStyle.solid, "dashed": .dashed, "dashdot": .dashDotted, "dotted": .dotted]
    guard let style = LineStyle(rawValue: name) ?? words[name] else { throw .unknownLineStyle(name) }
    return style
  }

  /// The lengths of dashes and gaps in turn, in line widths; empty for an unbroken line.
  var pattern: [Double] {
    switch self {
    case .solid: []
    case .dashed: [3.7, 1.6]
    case .dashDotted: [6.4, 1.6, 1, 1.6]
    case .dotted: [1, 1.65]
    }
  }
}
