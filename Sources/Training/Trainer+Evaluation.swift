import Cluster
import Display

extension Trainer {
  /// Evaluates the model on the evaluation rows, logs the numbers and tells of them.
  ///
  /// The loss is the mean of the batches' means, weighted by their rows; a batch without a label does not count.
  /// - Throws: `TrainingError.noEvaluationRows` where there are none.
  @discardableResult
  public func evaluate() throws -> LogRecord {
    guard let evaluationRows else { throw TrainingError.noEvaluationRows }
    return try evaluate(on: evaluationRows)
  }

  /// Evaluates the model on rows, logs the numbers and tells of them.
  ///
  /// - Parameter prefix: what the numbers' names begin with.
  @discardableResult
  public func evaluate(on rows: any BatchSource, prefix: String = "eval") throws -> LogRecord {
    guard rows.rowCount > 0 else { throw TrainingError.noEvaluationRows }
    let start = monotonicSeconds()
    let size = configuration.evaluationBatchSize
    let batchCount = (rows.rowCount - 1) / size + 1
    let bar = showsProgress ? sink.startProgress("Evaluating", total: batchCount, unit: "batch") : nil
    var sums = EvaluationSums()
    for first in stride(from: 0, to: batchCount, by: batchesAtOnce * cluster.size) {
      let group = first..<min(batchCount, first + batchesAtOnce * cluster.size)
      let places = group.map { Array($0 * size..<min(rows.rowCount, ($0 + 1) * size)) }
      sums.add(try measure(rows, places), rowCounts: places.map(\.count))
      bar?.update(group.upperBound)
    }
    bar?.finish()
    var record = LogRecord()
    record["\(prefix)_loss"] = sums.loss
    SpeedMetrics(
      prefix: prefix, runtime: try cluster.broadcast(monotonicSeconds() - start), samples: Double(rows.rowCount),
      steps: Double(batchCount)
    ).add(to: &record)
    record["\(prefix)_num_tokens"] = Double(metrics.tokenCount)
    record["\(prefix)_mean_token_accuracy"] = sums.accuracy
    try log(record)
    record["epoch"] = state.epoch
    try emit(.evaluate(record))
    return record
  }

  /// What batches come to, each measured by one of the ranks.
  func measure(_ rows: any BatchSource, _ places: [[Int]]) throws -> BatchResults {
    let own = cluster.share(of: places.count).map { places[$0] }
    let results = try computation.measure(own.map { try rows.batch(ofRows: $0) }, rows: own)
    guard cluster.isShared else { return results }
    var numbers = NumberStream()
    results.append(to: &numbers)
    var all = BatchResults(batches: 0)
    for bytes in try cluster.gather(numbers.bytes) {
      var numbers = NumberStream(bytes)
      all.append(BatchResults(&numbers))
    }
    return all
  }

  /// Notes whether an evaluation is the best so far.
  func noteBest(_ record: LogRecord) throws -> Bool {
    guard let name = configuration.bestMetricName else { return false }
    guard let value = record[name] else {
      throw TrainingError.unknownMetric(name: name, known: record.names)
    }
    if let best = state.bestMetric, !configuration.isBetter(value, than: best) { return false }
    state.bestMetric = value
    state.bestStep = state.globalStep
    return true
  }
}

/// Batches that are taken through the model together; what comes out does not depend on it.
private let batchesAtOnce = 16

private struct EvaluationSums {
  var weighted = 0.0
  var rows = 0
  var accuracies = 0.0
  var batches = 0

  mutating func add(_ results: BatchResults, rowCounts: [Int]) {
    for (batch, rowCount) in rowCounts.enumerated() {
      batches += 1
      accuracies += results.accuracy(ofBatch: batch)
      guard results.counts[batch] > 0 else { continue }
      weighted += Double(Float(results.losses[batch] / Double(results.counts[batch]))) * Double(rowCount)
      rows += rowCount
    }
  }

  var loss: Double { rows == 0 ? .nan : Double(Float(weighted / Double(rows))) }
  var accuracy: Double { batches == 0 ? 0 : accuracies / Double(batches) }
}
