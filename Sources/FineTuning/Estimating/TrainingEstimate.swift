/// What a training will take, before its first step.
public struct TrainingEstimate: Sendable, Equatable {
  /// The optimizer steps.
  public let steps: Int
  /// The seconds from the first step to the last, evaluations and checkpoints included.
  public let seconds: Double
  /// The most bytes of memory that the process will hold, mapped weights included.
  public let memory: Int
  /// The bytes that checkpoints will take on disk when the training ends.
  public let disk: Int
  /// The bytes of the adapter that is saved, or of the model where there is none.
  public let adapterSize: Int
  /// The tokens of the longest row.
  public let longestRow: Int
  /// The tokens of the largest pass.
  public let largestPass: Int
}

extension TrainingEstimate: CustomStringConvertible {
  /// One line for people.
  public var description: String {
    "\(steps) \(steps == 1 ? "step" : "steps") in about \(spokenTime(seconds)); \(spokenSize(memory)) of memory at most; "
      + "\(spokenSize(disk)) of checkpoints; the saved file takes \(spokenSize(adapterSize)); the longest row has "
      + "\(longestRow) tokens, the largest pass \(largestPass)"
  }
}

/// `1.5 GB`, `12 MB`, `800 bytes`: three digits at most, in powers of 1,000.
func spokenSize(_ bytes: Int) -> String {
  let units = ["bytes", "kB", "MB", "GB", "TB"]
  var (value, unit) = (Double(bytes), 0)
  while value >= 999.5, unit < units.count - 1 {
    value /= 1000
    unit += 1
  }
  let tenths = Int((value * 10).rounded())
  return (value < 10 && unit > 0 ? "\(tenths / 10).\(tenths % 10)" : "\(Int(value.rounded()))") + " \(units[unit])"
}

/// `40 s`, `12 min`, `3 h 5 min`.
func spokenTime(_ seconds: Double) -> String {
  if seconds < 1 { return "1 s" }
  if seconds < 100 { return "\(Int(seconds.rounded())) s" }
  let minutes = Int(min((seconds / 60).rounded(), 1e12))
  return minutes < 100 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
}
