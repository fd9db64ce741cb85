import JSON
import TestSupport
import Testing

@testable import Training

private func rates(_ kind: LearningRateSchedule.Kind, total: Int, warmup: Int) -> [Double] {
  let schedule = LearningRateSchedule(kind)
  return (0...total).map { schedule.rate(completed: $0, total: total, warmup: warmup, largest: 1) }
}

private func expectClose(_ left: [Double], _ right: [Double], _ name: String) {
  #expect(left.count == right.count, "\(name)")
  for (index, pair) in zip(left, right).enumerated() where abs(pair.0 - pair.1) > 1e-12 {
    Issue.record("\(name): \(pair.0) at \(index), \(pair.1) expected")
  }
}

@Test func `each schedule has the form of its formula`() {
  expectClose(rates(.constant, total: 4, warmup: 2), [1, 1, 1, 1, 1], "constant")
  expectClose(rates(.constantWithWarmup, total: 4, warmup: 2), [0, 0.5, 1, 1, 1], "constant with warm-up")
  expectClose(rates(.linear, total: 4, warmup: 0), [1, 0.75, 0.5, 0.25, 0], "linear")
  expectClose(rates(.linear, total: 6, warmup: 2), [0, 0.5, 1, 0.75, 0.5, 0.25, 0], "linear with warm-up")
  expectClose(
    rates(.cosine, total: 4, warmup: 0), [1, 0.853_553_390_593_273_7, 0.5, 0.146_446_609_406_726_24, 0], "cosine")
  expectClose(
    rates(.cosineWithRestarts, total: 4, warmup: 0),
    [1, 0.853_553_390_593_273_7, 0.5, 0.146_446_609_406_726_24, 0], "restarts")
  expectClose(rates(.polynomial, total: 2, warmup: 0), [1, 0.500_000_05, 1e-7], "polynomial")
  var minimum = LearningRateSchedule(.cosineWithMinimum)
  minimum.minimumFactor = 0.1
  expectClose(
    (0...2).map { minimum.rate(completed: $0, total: 2, warmup: 0, largest: 2) }, [2, 1.1, 0.2], "with a minimum")
  var inverse = LearningRateSchedule(.inverseSquareRoot)
  inverse.timescale = 1
  expectClose(
    (0...3).map { inverse.rate(completed: $0, total: 3, warmup: 0, largest: 1) },
    [1, 0.707_106_781_186_547_5, 0.577_350_269_189_625_8, 0.5], "inverse square root")
}

@Test func `a warm-up longer than the training never divides by zero`() {
  for kind in LearningRateSchedule.Kind.allCases {
    for warmup in [0, 1, 5, 100] {
      for rate in rates(kind, total: 5, warmup: warmup) { #expect(rate.isFinite && rate >= 0, "\(kind)") }
    }
  }
}

@Test(arguments: ["untied-nonzero", "untied-peftinit-article-lr", "mixed-fp16base-bf16autocast"])
func `the rates of a recorded run come out to the last bit`(run: String) throws {
  let record = try fixtureJSON("train/\(run)/run.json")
  var configuration = TrainingConfiguration()
  configuration.learningRate = try #require(record["trainer_args"]?["learning_rate"]?.number)
  configuration.schedule = LearningRateSchedule(.cosine)
  let steps = try #require(record["steps"]?.array)
  for (index, step) in steps.enumerated() {
    #expect(configuration.rate(completed: index, total: steps.count) == step["learning_rate"]?.number)
  }
}

@Test func `the warm-up comes from the steps or from the ratio`() {
  var configuration = TrainingConfiguration()
  configuration.warmupRatio = 0.03
  #expect(configuration.warmup(total: 1090) == 33)
  configuration.warmupSteps = 5
  #expect(configuration.warmup(total: 1090) == 5)
}
