/// Why something cannot be plotted.
public enum PlotError: Error, Equatable, Sendable {
  /// As many x as y values are needed.
  case lengths(x: Int, y: Int)
  /// A colour that no one knows.
  case unknownColor(String)
  /// A marker that is not drawn.
  case unknownMarker(String)
  /// A line style that is not drawn.
  case unknownLineStyle(String)
  /// A format such as `ro-` that is none.
  case badFormat(String)
  /// A place of the legend that is none.
  case unknownLegendPlace(String)
  /// A scale other than linear and log.
  case unknownScale(String)
  /// A picture of no or of too many pixels.
  case badSize(width: Double, height: Double)
  /// A limit that is no number, or two that are equal.
  case badLimits(Double, Double)
  /// The PNG library refused; in its own words.
  case encoding(String)
}

extension PlotError: CustomStringConvertible {
  /// One sentence for people; where matplotlib has a text for the same fault, that one.
  public var description: String {
    switch self {
    case .lengths(let x, let y): "x and y must have same first dimension, but have shapes (\(x),) and (\(y),)"
    case .unknownColor(let name):
      "'\(name)' is not a valid value for color: use a name such as 'blue' or 'tab:red', 'C0' to 'C9' or '#1f77b4'"
    case .unknownMarker(let name): "Unrecognized marker style '\(name)': use one of o . x + s ^ v D * None"
    case .unknownLineStyle(let name):
      "'\(name)' is not a valid value for ls; supported values are '-', '--', '-.', ':', 'None'"
    case .badFormat(let format):
      "'\(format)' is not a valid format string: write a colour, a marker and a line style, as 'ro-'"
    case .unknownLegendPlace(let name):
      "'\(name)' is not a valid value for loc; supported values are 'best', 'upper right', 'upper left', "
        + "'lower left', 'lower right', 'right', 'center left', 'center right', 'lower center', 'upper center', 'center'"
    case .unknownScale(let name): "'\(name)' is not a valid value for scale; supported values are 'linear', 'log'"
    case .badSize(let width, let height):
      "a picture of \(width) x \(height) pixels cannot be drawn: each side must have 1 to 65535, "
        + "both together at most 100 million"
    case .badLimits(let low, let high):
      "axis limits \(low) and \(high) cannot be used: two different finite numbers are needed"
    case .encoding(let reason): "the PNG could not be made: \(reason)"
    }
  }
}
