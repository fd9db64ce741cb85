import Files
import JSON
import SourceText

/// What `trainer_state.json` has no place for and a resumed training needs to go on bit for bit.
struct ResumeState: Equatable {
  /// The file's name in a checkpoint.
  static let fileName = "tunebook_state.json"
  /// The form of the file.
  static let version = 1

  /// What the steps so far depended on.
  var past: CheckpointPast
  /// What may change and is told then.
  var changeable: [CheckpointPast.Field] = []
  /// The windows behind us.
  var position: Int
  /// Whether an epoch was begun and not yet ended.
  var epochIsOpen: Bool
  /// Whether the epoch ends with the last step.
  var epochEnds: Bool
  /// Whether a log is still due.
  var logIsDue: Bool
  /// Whether an evaluation is still due.
  var evaluationIsDue: Bool
  /// Running sums.
  var metrics: RunningMetrics
  /// The gradients' norm and the learning rate of the last step.
  var lastNorm: Double?
  /// The learning rate of the last step.
  var lastRate: Double
  /// The instruction set that the steps ran on.
  var instructionSet: String
  /// What callbacks recorded, by name.
  var callbacks: [String: JSON]

  var json: JSON {
    let fields = past.fields.map { ($0.name, JSON.string($0.value)) }
    let plan = changeable.map { ($0.name, JSON.string($0.value)) }
    return .object([
      "version": .integer(Self.version), "past": .object(JSONObject(fields)),
      "plan": .object(JSONObject(plan)), "position": .integer(position),
      "epoch_is_open": .bool(epochIsOpen), "epoch_ends": .bool(epochEnds),
      "log_is_due": .bool(logIsDue), "evaluation_is_due": .bool(evaluationIsDue), "metrics": metrics.json,
      "last_norm": lastNorm.map { .number($0) } ?? .null, "last_rate": .number(lastRate),
      "instruction_set": .string(instructionSet),
      "callbacks": .object(JSONObject(callbacks.sorted { $0.key < $1.key })),
    ])
  }
}

extension ResumeState {
  /// Reads the state of a checkpoint.
  ///
  /// - Throws: `TrainingError.brokenCheckpoint`, `FileError`.
  init(folder: String) throws {
    let path = joinPath(folder, Self.fileName)
    let json: JSON
    do {
      json = try JSON.parse(readFile(path), name: path)
    } catch let error as FileError {
      throw TrainingError.brokenCheckpoint(path: folder, problem: error.description)
    } catch {
      throw TrainingError.brokenCheckpoint(path: folder, problem: "\(Self.fileName) is damaged: \(error)")
    }
    guard json["version"]?.integer == Self.version else {
      throw TrainingError.brokenCheckpoint(path: folder, problem: "it was written by another version of Tunebook")
    }
    guard let past = json["past"]?.object, let position = json["position"]?.integer, position >= 0,
      let open = json["epoch_is_open"]?.bool, let ends = json["epoch_ends"]?.bool,
      let log = json["log_is_due"]?.bool, let evaluation = json["evaluation_is_due"]?.bool,
      let metrics = json["metrics"].flatMap(RunningMetrics.init),
      let rate = json["last_rate"]?.number, let set = json["instruction_set"]?.string
    else { throw TrainingError.brokenCheckpoint(path: folder, problem: "\(Self.fileName) lacks a field") }
    self.past = CheckpointPast(
      past.members.map { .init(name: $0.key.string, value: $0.value.string ?? "") })
    changeable = (json["plan"]?.object?.members ?? []).map { .init(name: $0.key.string, value: $0.value.string ?? "") }
    self.position = position
    epochIsOpen = open
    epochEnds = ends
    logIsDue = log
    evaluationIsDue = evaluation
    self.metrics = metrics
    lastNorm = json["last_norm"]?.number
    lastRate = rate
    instructionSet = set
    callbacks = [:]
    for member in json["callbacks"]?.object?.members ?? [] { callbacks[member.key.string] = member.value }
  }
}
