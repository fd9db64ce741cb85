import JSON

/// Sums that run from log to log and over the whole training; part of every checkpoint.
struct RunningMetrics: Sendable, Equatable {
  /// The losses of the steps since the last log.
  var lossSinceLog = 0.0
  /// The losses of all steps before the last log.
  var lossBeforeLog = 0.0
  /// The step of the last log.
  var lastLoggedStep = 0
  /// The sum of the batches' accuracies since the last log of training.
  var accuracySum = 0.0
  /// The number of batches since the last log of training.
  var batchCount = 0
  /// The tokens seen, padding not counted.
  var tokenCount = 0
  /// Floating-point operations as transformers estimates them.
  var operations = 0.0

  /// The mean loss of all steps, as `train_loss` has it.
  func meanLoss(steps: Int) -> Double { (lossBeforeLog + lossSinceLog) / Double(max(1, steps)) }

  /// The mean loss of the steps since the last log, and begins to sum anew.
  mutating func takeLoss(step: Int) -> Double {
    let mean = lossSinceLog / Double(max(1, step - lastLoggedStep))
    lossBeforeLog += lossSinceLog
    lossSinceLog = 0
    lastLoggedStep = step
    return mean
  }

  /// Adds what trl adds to every training record, and begins to sum anew; nothing where no batch was seen since.
  mutating func addTokenMetrics(to record: inout LogRecord) {
    guard batchCount > 0 else { return }
    record["num_tokens"] = Double(tokenCount)
    record["mean_token_accuracy"] = accuracySum / Double(batchCount)
    accuracySum = 0
    batchCount = 0
  }

  /// The sums as JSON; numbers read back bit for bit.
  var json: JSON {
    .object([
      "loss_since_log": .number(lossSinceLog), "loss_before_log": .number(lossBeforeLog),
      "last_logged_step": .integer(lastLoggedStep), "accuracy_sum": .number(accuracySum),
      "batch_count": .integer(batchCount), "token_count": .integer(tokenCount), "operations": .number(operations),
    ])
  }

  init() {}

  /// Reads the sums; nil where a member is missing or of another kind.
  init?(_ json: JSON) {
    guard let lossSinceLog = json["loss_since_log"]?.number, let lossBeforeLog = json["loss_before_log"]?.number,
      let lastLoggedStep = json["last_logged_step"]?.integer, let accuracySum = json["accuracy_sum"]?.number,
      let batchCount = json["batch_count"]?.integer, let tokenCount = json["token_count"]?.integer,
      let operations = json["operations"]?.number
    else { return nil }
    self.lossSinceLog = lossSinceLog
    self.lossBeforeLog = lossBeforeLog
    self.lastLoggedStep = lastLoggedStep
    self.accuracySum = accuracySum
    self.batchCount = batchCount
    self.tokenCount = tokenCount
    self.operations = operations
  }
}
