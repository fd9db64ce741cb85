/// How far a long piece of work is.
public struct ProgressState: Sendable, Equatable {
  /// What is being done: `Training`, `Map`.
  public var label: String

  /// The units done.
  public var completed: Int

  /// The units to do; nil where unknown.
  public var total: Int?

  /// The name of one unit: `step`, `row`; `B` for bytes.
  public var unit: String

  /// Seconds since the start.
  public var elapsed: Double

  /// Further facts in their order: `loss` `0.1231`, `tokens/s` `343`.
  public var details: [Detail]

  /// Whether the work has ended.
  public var isFinished: Bool

  /// Which bar it is.
  public var identity: DisplayIdentity

  /// One further fact.
  public struct Detail: Sendable, Equatable {
    /// What it is.
    public var name: String

    /// Its value as text.
    public var value: String

    /// Makes a fact.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// Makes a state.
  public init(
    label: String, completed: Int, total: Int?, unit: String, elapsed: Double, details: [Detail] = [],
    isFinished: Bool = false, identity: DisplayIdentity = DisplayIdentity()
  ) {
    self.label = label
    self.completed = completed
    self.total = total
    self.unit = unit
    self.elapsed = elapsed
    self.details = details
    self.isFinished = isFinished
    self.identity = identity
  }
}

extension ProgressState {
  /// The done part, from 0 to 1; nil where the total is unknown.
  public var fraction: Double? {
    guard let total, total > 0 else { return total == nil ? nil : 1 }
    return min(1, max(0, Double(completed) / Double(total)))
  }

  /// Units in a second; nil before the first one is done.
  public var rate: Double? { completed > 0 && elapsed > 0 ? Double(completed) / elapsed : nil }

  /// The seconds that the rest takes at the rate so far; nil where unknown.
  public var secondsLeft: Double? {
    guard let total, let rate else { return nil }
    return Double(max(0, total - completed)) / rate
  }

  /// The state in one line: label, percent, bar, count, time, rate, facts.
  ///
  /// - Parameters:
  ///   - width: the terminal's columns; the bar takes what is left, and the end is cut where nothing is.
  ///   - usesBlocks: whether the bar may use block characters beyond ASCII.
  public func line(width: Int, usesBlocks: Bool = true) -> String {
    let tail = " " + counts
    guard let fraction else { return cut("\(label): \(tail.dropFirst())", width) }
    let percent = "\(Int(fraction * 100))%"
    let head = "\(label): \(String(repeating: " ", count: 4 - percent.count))\(percent) "
    let room = min(40, width - displayWidth(of: head) - displayWidth(of: tail) - 2)
    let bar = room >= 5 ? "|" + progressBar(fraction, width: room, usesBlocks: usesBlocks) + "|" : ""
    return cut(head + bar + (bar.isEmpty ? String(tail.dropFirst()) : tail), width)
  }

  /// The state without percent and bar: `Training: 20/60 [00:07<00:14, 2.86 step/s, loss=0.12]`.
  public var words: String { "\(label): \(counts)" }

  private var counts: String { countText + " [" + timesText + factsText + "]" }

  private var countText: String {
    let number: (Int) -> String = { unit == "B" ? bytesText(Double($0)) : "\($0)" }
    return total.map { "\(number(completed))/\(number($0))" } ?? "\(number(completed))\(unit == "B" ? "" : " \(unit)")"
  }

  private var timesText: String {
    let left = isFinished ? nil : secondsLeft
    let rateText = rate.map { ", " + ratePerSecond($0, unit: unit) } ?? ""
    return durationText(elapsed) + (left.map { "<" + durationText($0) } ?? "") + rateText
  }

  private var factsText: String { details.map { ", \($0.name)=\($0.value)" }.joined() }

  private func cut(_ text: String, _ width: Int) -> String { StyledText(text).cut(toWidth: width).plain }
}

/// A bar of so many columns, filled to the fraction.
public func progressBar(_ fraction: Double, width: Int, usesBlocks: Bool) -> String {
  let clamped = fraction.isFinite ? min(1, max(0, fraction)) : 0
  guard width > 0 else { return "" }
  guard usesBlocks else {
    let full = Int(clamped * Double(width))
    return String(repeating: "#", count: full) + String(repeating: "-", count: width - full)
  }
  let eighths = Int(clamped * Double(width * 8))
  let full = eighths / 8
  var bar = String(repeating: "█", count: full)
  if full < width, eighths % 8 > 0 { bar += ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8] }
  return bar + String(repeating: " ", count: width - displayWidth(of: bar))
}

/// Seconds as `00:07`, `12:34` or `1:02:03`.
public func durationText(_ seconds: Double) -> String {
  guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "?" }
  let whole = Int(seconds.rounded(.down))
  let two: (Int) -> String = { $0 < 10 ? "0\($0)" : "\($0)" }
  let short = "\(two(whole / 60 % 60)):\(two(whole % 60))"
  return whole >= 3600 ? "\(whole / 3600):\(short)" : short
}

/// A number of bytes as `512 B`, `1.5 MB` (powers of 1000).
public func bytesText(_ bytes: Double) -> String {
  guard bytes.isFinite else { return "?" }
  var value = max(0, bytes)
  for unit in ["B", "kB", "MB", "GB", "TB"] {
    if value < 999.5 || unit == "TB" { return "\(unit == "B" ? "\(Int(value))" : threeDigits(value)) \(unit)" }
    value /= 1000
  }
  return "?"
}

/// A rate as `5.65 step/s`, or `2.3 s/step` where one takes longer than a second; bytes as `1.5 MB/s`.
public func ratePerSecond(_ rate: Double, unit: String) -> String {
  if unit == "B" { return bytesText(rate) + "/s" }
  return rate >= 1 || rate <= 0 ? "\(threeDigits(rate)) \(unit)/s" : "\(threeDigits(1 / rate)) s/\(unit)"
}

/// A positive number in about three digits: `0.12`, `1.23`, `12.3`, `123`.
public func threeDigits(_ value: Double) -> String {
  guard value.isFinite, abs(value) < 1e15 else { return "?" }
  let places = abs(value) < 9.995 ? 2 : abs(value) < 99.95 ? 1 : 0
  let scale = [1.0, 10, 100][places]
  let digits = Int((abs(value) * scale).rounded())
  let sign = value < 0 && digits > 0 ? "-" : ""
  guard places > 0 else { return "\(sign)\(digits)" }
  let fraction = "\(digits % Int(scale))"
  return "\(sign)\(digits / Int(scale)).\(String(repeating: "0", count: places - fraction.count))\(fraction)"
}
