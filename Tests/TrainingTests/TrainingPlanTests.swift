import JSON
import TestSupport
import Testing

@testable import Training

@Test func `the article's 3480 rows make 1090 steps in 5 epochs`() throws {
  let plan = try TrainingPlan(rowCount: 3480, batchSize: 2, accumulationSteps: 8, epochs: 5)
  #expect(plan.batchesPerEpoch == 1740)
  #expect(plan.stepsPerEpoch == 218)
  #expect(plan.totalSteps == 1090)
  #expect(plan.epochCount == 5)
  #expect(plan.window(completed: 217).batches == 1736..<1740)
  #expect(plan.window(completed: 217).epochAfter == 1)
  #expect(plan.window(completed: 217).closesEpoch)
  #expect(plan.window(completed: 218).opensEpoch)
  #expect(plan.window(completed: 218).epoch == 1)
}

@Test(
  arguments: [
    // rows, batch, accumulation, drops, epochs, maximum, steps an epoch, total, epochs begun
    (1, 2, 8, false, 3.0, nil, 1, 3, 3), (3, 2, 2, false, 1.0, nil, 1, 1, 1), (5, 2, 2, false, 1.0, nil, 2, 2, 1),
    (5, 2, 2, true, 1.0, nil, 1, 1, 1), (48, 2, 8, false, 0.5, nil, 3, 2, 1), (48, 2, 8, false, 1.5, nil, 3, 5, 2),
    (48, 2, 8, false, 5, 7, 3, 7, 3), (217, 2, 8, false, 5, nil, 14, 70, 5),
  ] as [(Int, Int, Int, Bool, Double, Int?, Int, Int, Int)])
func `the last window of an epoch is a step of its own`(
  rows: Int, batch: Int, accumulation: Int, drops: Bool, epochs: Double, maximum: Int?, perEpoch: Int, total: Int,
  begun: Int
) throws {
  let plan = try TrainingPlan(
    rowCount: rows, batchSize: batch, accumulationSteps: accumulation, dropsLastBatch: drops, epochs: epochs,
    maximumSteps: maximum)
  #expect(plan.stepsPerEpoch == perEpoch)
  #expect(plan.totalSteps == total)
  #expect(plan.epochCount == begun)
  for step in 0..<perEpoch {
    let window = plan.window(completed: step)
    #expect(!window.batches.isEmpty && window.batches.count <= accumulation)
    #expect(window.closesEpoch == (step == perEpoch - 1))
  }
}

@Test func `a plan that cannot be names the setting`() {
  #expect(throws: TrainingError.noRows) {
    try TrainingPlan(rowCount: 0, batchSize: 2, accumulationSteps: 8, epochs: 5)
  }
  #expect(
    throws: TrainingError.setting(
      name: "dataloader_drop_last", problem: "1 rows do not fill one batch of 2")
  ) { try TrainingPlan(rowCount: 1, batchSize: 2, accumulationSteps: 8, dropsLastBatch: true, epochs: 5) }
  for epochs in [0, -1, Double.nan, .infinity, 1e300] {
    #expect(throws: TrainingError.self) {
      try TrainingPlan(rowCount: 1, batchSize: 2, accumulationSteps: 8, epochs: epochs)
    }
  }
  for batch in [0, -1, Int.max] {
    #expect(throws: TrainingError.self) {
      try TrainingPlan(rowCount: 1, batchSize: batch, accumulationSteps: 8, epochs: 1)
    }
  }
}

@Test func `epochs see the rows in torch's orders`() throws {
  let cases = try #require(try fixtureJSON("rng.json")["randperm"]?.array)
  #expect(!cases.isEmpty)
  for item in cases {
    let count = try #require(item["n"]?.integer)
    let seed = try #require(item["seed"]?.integer)
    let expected = try #require(item["perm"]?.array).compactMap(\.integer)
    var order = RowOrder(seed: seed - 3, rowCount: count)
    #expect(Array(order.rows(ofEpoch: 3).prefix(expected.count)) == expected, "n \(count), seed \(seed)")
  }
}

@Test(arguments: ["untied-nonzero", "untied-peftinit-article-lr"])
func `every micro-batch of a recorded run has the planned rows`(run: String) throws {
  let record = try fixtureJSON("train/\(run)/run.json")
  let rowCount = try #require(record["n_rows"]?.integer)
  let micro = try #require(record["micro"]?.array)
  let plan = try TrainingPlan(rowCount: rowCount, batchSize: 2, accumulationSteps: 8, epochs: 5)
  var order = RowOrder(seed: 42, rowCount: rowCount)
  var seen: [[Int32]?] = Array(repeating: nil, count: rowCount)
  var next = 0
  for step in 0..<plan.totalSteps {
    let window = plan.window(completed: step)
    let rows = order.rows(ofEpoch: window.epoch)
    for batch in window.batches {
      let recorded = try #require(micro[next]["input_ids"]?.array)
      let mask = try #require(micro[next]["attention_mask"]?.array)
      #expect(micro[next]["before_global_step"]?.integer == step)
      for (line, place) in plan.places(ofBatch: batch).enumerated() {
        let ids = zip(recorded[line].array ?? [], mask[line].array ?? []).filter { $0.1 == 1 }
          .compactMap { $0.0.integer.map(Int32.init) }
        if let before = seen[rows[place]] { #expect(before == ids) }
        seen[rows[place]] = ids
      }
      next += 1
    }
  }
  #expect(next == micro.count)
}
