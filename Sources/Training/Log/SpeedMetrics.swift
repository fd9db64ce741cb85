/// Time and rates of a training or an evaluation.
///
/// Source: transformers' `speed_metrics`.
struct SpeedMetrics {
  /// What the names begin with: `train` or `eval`.
  var prefix: String
  /// Seconds it took.
  var runtime: Double
  /// The rows seen.
  var samples: Double
  /// The optimizer steps, or the batches of an evaluation.
  var steps: Double

  /// Adds the numbers to a record.
  func add(to record: inout LogRecord) {
    record["\(prefix)_runtime"] = roundedToPlaces(runtime, 4)
    guard runtime > 0 else { return }
    record["\(prefix)_samples_per_second"] = roundedToPlaces(samples / runtime, 3)
    record["\(prefix)_steps_per_second"] = roundedToPlaces(steps / runtime, 3)
  }
}
