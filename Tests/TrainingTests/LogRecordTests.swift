import JSON
import TestSupport
import Testing

@testable import Training

@Test func `a record prints as the article's console shows it`() {
  var record = LogRecord()
  record["loss"] = 12.5485
  record["grad_norm"] = 3.194502830505371
  record["learning_rate"] = 4.767185902126364e-05
  record["num_tokens"] = 2833
  record["mean_token_accuracy"] = 0
  record["total_flos"] = 892_458_627_072
  record["epoch"] = 0.7339449541284404
  #expect(
    record.consoleLine
      == "{'loss': 12.5485, 'grad_norm': 3.194502830505371, 'learning_rate': 4.767185902126364e-05, "
      + "'num_tokens': 2833.0, 'mean_token_accuracy': 0.0, 'epoch': 0.73}")
  #expect(record.description.contains("'total_flos': 892458627072.0, 'epoch': 0.7339449541284404}"))
  record["loss"] = .nan
  #expect(record.consoleLine.hasPrefix("{'loss': nan, "))
  #expect(LogRecord().consoleLine == "{}")
}

@Test(
  arguments: [
    (12.54845, 4, 12.5485), (0.00005, 4, 0.0001), (2.675, 2, 2.67), (0.5, 0, 0), (1.5, 0, 2), (-2.5, 0, -2),
    (1e300, 4, 1e300), (0.125, 2, 0.12),
  ] as [(Double, Int32, Double)])
func `numbers are rounded as Python rounds them`(value: Double, places: Int32, expected: Double) {
  #expect(roundedToPlaces(value, places) == expected)
}

@Test func `running sums read back bit for bit`() throws {
  var metrics = RunningMetrics()
  metrics.lossSinceLog = 0.1 + 0.2
  metrics.lossBeforeLog = 1.0 / 3
  metrics.accuracySum = 5e-324
  metrics.tokenCount = 1 << 60
  metrics.operations = 892_458_627_072
  let text = metrics.json.serialized(.indented)
  #expect(RunningMetrics(try JSON.parse(text, name: "state")) == metrics)
  #expect(RunningMetrics(.object([:])) == nil)
}

@Test func `the state is written as transformers writes it`() throws {
  let recorded = try fixtureJSON("article/checkpoint-65/trainer_state.json")
  var state = TrainerState()
  state.globalStep = 65
  state.epoch = 4.954128440366972
  state.maximumSteps = 65
  state.epochCount = 5
  state.loggingSteps = 10
  state.evaluationSteps = 10
  state.savingSteps = 15
  state.batchSize = 2
  state.operations = 892_458_627_072
  state.logHistory = try #require(recorded["log_history"]?.array).compactMap { $0.object.map(LogRecord.init) }
  var control = TrainerControl()
  control.shouldSave = true
  control.shouldTrainingStop = true
  #expect(state.json(control: control).string(.indented) == recorded.string(.indented))
}

@Test func `an interval below one is a part of all steps`() {
  #expect(Interval(.steps, steps: 0.1).wholeSteps(of: 65) == 7)
  #expect(Interval(.steps, steps: 10).wholeSteps(of: 65) == 10)
  #expect(Interval(.steps, steps: .infinity).wholeSteps(of: 65) == .max)
}
