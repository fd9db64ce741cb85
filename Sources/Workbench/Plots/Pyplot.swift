import Display
import FineTuning
import Plotting
import PythonValues

/// `plt`: matplotlib's calls, drawn by Plotting.
///
/// As in matplotlib there is a current figure; a drawing call without one makes one.
final class Pyplot {
  private let sink: any DisplaySink
  private var current: Figure?
  private var saved: [String: DisplayIdentity] = [:]

  init(_ sink: any DisplaySink) { self.sink = sink }

  private var figure: Figure {
    if let current { return current }
    let figure = Figure()
    current = figure
    return figure
  }

  /// The module's functions.
  func names() -> [(String, Value)] { (drawing + labelling + showing).map { ($0.name, .object($0)) } }

  private static let style =
    "label=None, color=None, c=None, marker=None, linestyle=None, ls=None, linewidth=None, lw=None, markersize=None, ms=None, alpha=None"

  private var drawing: [NativeFunction] {
    [
      classMethod("figure", "num=None, figsize=None, dpi=100") { [self] arguments, _ in
        let size = try arguments["figsize"].isNone ? [6.4, 4.8] : numbers(arguments["figsize"], "figsize")
        guard size.count == 2 else { throw arguments.wrongType("figsize", expected: "(width, height) in inches") }
        current = Figure(width: size[0], height: size[1], dotsPerInch: try arguments.number("dpi"))
        return .none
      },
      classMethod("plot", "*values, \(Self.style)") { [self] arguments, _ in
        try plot(arguments)
        return .none
      },
      classMethod("scatter", "x, y, \(Self.style)") { [self] arguments, _ in
        try figure.axes.scatter(
          x: numbers(arguments["x"], "x"), y: numbers(arguments["y"], "y"),
          label: arguments.optionalString("label"), style: style(arguments))
        return .none
      },
      classMethod("axhline", "y=0, \(Self.style)") { [self] arguments, _ in
        try figure.axes.horizontalLine(
          y: arguments.number("y"), label: arguments.optionalString("label"), style: style(arguments))
        return .none
      },
      classMethod("axvline", "x=0, \(Self.style)") { [self] arguments, _ in
        try figure.axes.verticalLine(
          x: arguments.number("x"), label: arguments.optionalString("label"), style: style(arguments))
        return .none
      },
    ]
  }

  private var labelling: [NativeFunction] {
    [
      text("xlabel", \.xLabel), text("ylabel", \.yLabel), text("title", \.title),
      classMethod("legend", "loc='best', title=None, fontsize=None") { [self] arguments, _ in
        figure.axes.showLegend(
          at: try LegendPlace.named(try arguments.string("loc")), title: try arguments.optionalString("title"))
        return .none
      },
      classMethod("grid", "visible=True, alpha=None, linestyle=None, color=None, axis='both', which='major'") {
        [self] arguments, _ in
        figure.axes.hasGrid = try arguments.bool("visible")
        return .none
      },
      limits("xlim") { try $0.setXLimits($1, $2) }, limits("ylim") { try $0.setYLimits($1, $2) },
      classMethod("xscale", "value") { [self] arguments, _ in
        figure.axes.xScale = try AxisScale.named(try arguments.string("value"))
        return .none
      },
      classMethod("yscale", "value") { [self] arguments, _ in
        figure.axes.yScale = try AxisScale.named(try arguments.string("value"))
        return .none
      },
      classMethod("tight_layout", "pad=None") { _, _ in .none },
    ]
  }

  private var showing: [NativeFunction] {
    [
      classMethod("savefig", "fname, dpi=None, bbox_inches=None, format=None, transparent=False") {
        [self] arguments, _ in
        if let dots = try arguments.optionalNumber("dpi") { figure.dotsPerInch = dots }
        let path = try arguments.string("fname")
        guard path.lowercased().hasSuffix(".png") else {
          throw PyError(.valueError, "plots are saved as PNG: give a name that ends in .png, not '\(path)'")
        }
        show(try figure.save(path: path), identity(ofPath: path))
        return .none
      },
      classMethod("show", "block=None") { [self] _, _ in
        guard let shown = current else { return .none }
        show(try shown.picture(), nil)
        current = nil
        return .none
      },
      classMethod("close", "fig=None") { [self] _, _ in
        current = nil
        return .none
      },
      classMethod("clf", "") { [self] _, _ in
        current = nil
        return .none
      },
    ]
  }

  private func show(_ drawing: (picture: Picture, notices: [Notice]), _ identity: DisplayIdentity?) {
    for notice in drawing.notices { sink.show(.notice(notice)) }
    var picture = drawing.picture
    picture.identity = identity
    sink.show(picture)
  }

  /// Who the picture in a file is: saving it anew while a training runs takes the place of what was shown.
  private func identity(ofPath path: String) -> DisplayIdentity {
    if let known = saved[path] { return known }
    let identity = DisplayIdentity()
    saved[path] = identity
    return identity
  }

  private func text(_ name: String, _ path: ReferenceWritableKeyPath<Axes, String>) -> NativeFunction {
    classMethod(name, "text, fontsize=None") { [self] arguments, _ in
      figure.axes[keyPath: path] = try arguments["text"].str()
      return .none
    }
  }

  private func limits(_ name: String, _ set: @escaping (Axes, Double?, Double?) throws -> Void) -> NativeFunction {
    classMethod(name, "left=None, right=None") { [self] arguments, _ in
      if arguments["left"].elements != nil {
        let pair = try numbers(arguments["left"], name)
        guard pair.count == 2 else { throw arguments.wrongType("left", expected: "(low, high)") }
        try set(figure.axes, pair[0], pair[1])
      } else {
        try set(figure.axes, arguments.optionalNumber("left"), arguments.optionalNumber("right"))
      }
      return .none
    }
  }

  private func plot(_ arguments: BoundArguments) throws {
    var values = arguments.variadic
    var format: String?
    if let last = values.last?.string {
      format = last
      values.removeLast()
    }
    guard (1...2).contains(values.count) else {
      throw PyError(.typeError, "plot() takes y, or x and y, and a format such as 'ro-'")
    }
    let rows = try values.map { try numbers($0, "plot") }
    try figure.axes.plot(
      x: rows.count == 2 ? rows[0] : nil, y: rows[rows.count - 1], label: arguments.optionalString("label"),
      style: style(arguments, format: format))
  }

  private func style(_ arguments: BoundArguments, format: String? = nil) throws -> SeriesStyle {
    var style = try format.map { try SeriesStyle(format: $0) } ?? SeriesStyle()
    func given(_ names: String...) throws -> String? {
      try names.lazy.compactMap { try arguments.optionalString($0) }.first
    }
    func number(_ names: String...) throws -> Double? {
      for name in names { if let value = try arguments.optionalNumber(name) { return value } }
      return nil
    }
    style.color = try given("color", "c") ?? style.color
    style.marker = try given("marker") ?? style.marker
    style.lineStyle = try given("linestyle", "ls") ?? style.lineStyle
    style.lineWidth = try number("linewidth", "lw") ?? style.lineWidth
    style.markerSize = try number("markersize", "ms") ?? style.markerSize
    style.opacity = try number("alpha") ?? style.opacity
    return style
  }
}

/// The numbers of a list, a tuple, a range or a tensor; None is a gap.
private func numbers(_ value: Value, _ name: String) throws -> [Double] {
  if let tensor = (value.object as? TensorObject)?.tensor { return tensor.floats().map(Double.init) }
  if let number = value.number { return [number] }
  return try value.iterated().map {
    if $0.isNone { return .nan }
    if let number = $0.number { return number }
    if let number = try $0.object?.numericValue()?.number { return number }
    throw PyError(.typeError, "\(name)() takes lists of numbers, not of \($0.typeName)")
  }
}

/// The class `LossPlotCallback`: draws the losses of a training into one picture, anew at every log.
func lossPlotClass(_ sink: any DisplaySink) -> Value {
  libraryClass("LossPlotCallback", signature: "path='loss_plot.png'") { arguments, _ in
    let path = try arguments.string("path")
    return .object(BuiltInCallbackObject("LossPlotCallback") { LossPlotCallback(path: path, sink: sink) })
  }
}
