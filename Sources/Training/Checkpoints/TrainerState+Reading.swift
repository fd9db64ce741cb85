import Files
import JSON

extension TrainerState {
  /// The file's name in a checkpoint.
  static let fileName = "trainer_state.json"

  /// Takes up the history that a checkpoint holds; the counts that follow from the configuration stay.
  ///
  /// - Throws: `TrainingError.brokenCheckpoint`.
  mutating func restore(folder: String) throws {
    let path = joinPath(folder, Self.fileName)
    let json: JSON
    do {
      json = try JSON.parse(readFile(path), name: path)
    } catch {
      throw TrainingError.brokenCheckpoint(path: folder, problem: "\(Self.fileName) cannot be read: \(error)")
    }
    guard let step = json["global_step"]?.integer, step >= 0, step < 1 << 40, let history = json["log_history"]?.array
    else { throw TrainingError.brokenCheckpoint(path: folder, problem: "\(Self.fileName) lacks a field") }
    globalStep = step
    epoch = json["epoch"]?.number
    logHistory = history.compactMap(\.object).map { LogRecord(Self.ordered($0)) }
    bestMetric = json["best_metric"]?.number
    bestStep = json["best_global_step"]?.integer
    bestCheckpoint = json["best_model_checkpoint"]?.string
  }

  /// A record's members in the order in which they were logged; the file has them by name.
  private static func ordered(_ members: JSONObject) -> JSONObject {
    let order = [
      "loss", "grad_norm", "learning_rate", "eval_loss", "eval_runtime", "eval_samples_per_second",
      "eval_steps_per_second", "train_runtime", "train_samples_per_second", "train_steps_per_second", "total_flos",
      "train_loss", "num_tokens", "mean_token_accuracy", "eval_num_tokens", "eval_mean_token_accuracy", "epoch",
      "step",
    ]
    let places = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    let sorted = members.members.enumerated().sorted { left, right in
      let a = places[left.element.key.string] ?? order.count
      let b = places[right.element.key.string] ?? order.count
      return a == b ? left.offset < right.offset : a < b
    }
    return JSONObject(sorted.map { ($0.element.key.string, $0.element.value) })
  }
}

/// Reads what a checkpoint tells of the steps before it, as resuming does: `tunebook_state.json` and
/// `trainer_state.json`.
///
/// - Throws: `TrainingError.brokenCheckpoint`.
package func readCheckpointHistory(_ folder: String) throws {
  _ = try ResumeState(folder: folder)
  var state = TrainerState()
  try state.restore(folder: folder)
}
