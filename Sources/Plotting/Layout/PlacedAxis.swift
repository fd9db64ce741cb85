/// One axis as drawn: where values come to lie in pixels, and its ticks.
struct PlacedAxis {
  /// A tick with its label.
  struct Tick: Equatable {
    let place: Double
    let label: String
    var raised = ""
  }

  let scale: AxisScale
  let low: Double
  let high: Double
  let ticks: [Tick]
  let minorTicks: [Double]
  let multiplier: String?

  /// Makes an axis between two places with room for a number of labels.
  init(_ scale: AxisScale, low: Double, high: Double, mostTicks: Int) {
    self.scale = scale
    self.low = low
    self.high = high
    if scale == .logarithmic {
      let found = TickLocator.logarithmic(scale.value(low), scale.value(high), most: mostTicks)
      ticks = found.exponents.map { exponent in
        Tick(place: Double(exponent), label: "10", raised: exponent < 0 ? "\u{2212}\(-exponent)" : "\(exponent)")
      }
      minorTicks = found.minor.map(scale.place)
      multiplier = nil
    } else {
      let found = TickLocator.linear(low, high, most: mostTicks)
      let labels = TickLabels(found.ticks, step: found.step)
      ticks = zip(found.ticks, labels.texts).map { Tick(place: $0, label: $1) }
      minorTicks = []
      multiplier = labels.multiplier
    }
  }

  /// Where a place lies between two pixels.
  func pixel(ofPlace place: Double, _ start: Double, _ end: Double) -> Double {
    start + (place - low) / (high - low) * (end - start)
  }

  /// Where a value lies between two pixels; NaN for what cannot be shown.
  func pixel(_ value: Double, _ start: Double, _ end: Double) -> Double {
    pixel(ofPlace: scale.place(value), start, end)
  }
}
