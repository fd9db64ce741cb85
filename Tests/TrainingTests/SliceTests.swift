import Cluster
import Files
import Kernels
import TestSupport
import Testing

@testable import Training

private func outcome(
  slices: Int?, bfloat16: Bool = false, cluster: Cluster = .current, steps: Int = 3
) throws -> Outcome {
  let trainer = try RecordedRun("untied-nonzero").trainer {
    $0.dataParallelSlices = slices
    $0.usesBFloat16 = bfloat16
    $0.maximumSteps = steps
    $0.evaluation = Interval(.steps, steps: 2)
  }
  trainer.cluster = cluster
  _ = try trainer.train()
  return Outcome(trainer)
}

@Suite(.serialized) struct SliceTests {
  @Test(arguments: [false, true]) func `any number of ranks ends in the bits of one process with as many slices`(
    bfloat16: Bool
  ) throws {
    let alone = try outcome(slices: 3, bfloat16: bfloat16)
    for size in [2, 4] {
      let ranks = try onRanks(size) { try outcome(slices: 3, bfloat16: bfloat16, cluster: $0) }
      for (rank, outcome) in ranks.enumerated() {
        #expect(outcome == alone, "rank \(rank) of \(size)")
      }
    }
  }

  @Test func `slices change a training by rounding alone`() throws {
    let (one, four) = (try outcome(slices: nil), try outcome(slices: 4))
    #expect(one == (try outcome(slices: 1)))
    var worst: Float = 0
    for (left, right) in zip(one.factors.joined(), four.factors.joined()) {
      worst = max(worst, abs(Float(bitPattern: left) - Float(bitPattern: right)))
    }
    #expect(worst > 0 && worst < 1e-4, "worst \(worst)")
  }

  @Test func `more slices than rows are slices without rows`() throws {
    let factors = try outcome(slices: 40, steps: 1).factors.joined()
    #expect(factors.allSatisfy { Float(bitPattern: $0).isFinite })
  }

  @Test func `ranks with other settings are refused before the first step`() throws {
    #expect(throws: ClusterError.difference(what: "learning_rate", ranks: [1])) {
      _ = try onRanks(2) { cluster in
        let trainer = try RecordedRun("untied-nonzero").trainer {
          if cluster.rank == 1 { $0.learningRate = 1 }
        }
        trainer.cluster = cluster
        _ = try trainer.train()
      }
    }
  }

  @Test func `a checkpoint keeps its slices, and goes on under no other number`() throws {
    let folder = temporaryFolder()
    defer { try? removeFolder(folder) }
    func trainer(_ slices: Int?) throws -> Trainer {
      try RecordedRun("untied-nonzero").trainer {
        $0.outputFolder = folder
        $0.dataParallelSlices = slices
        $0.maximumSteps = 4
        $0.saving = Interval(.steps, steps: 2)
      }
    }
    let whole = try trainer(2)
    _ = try whole.train()
    let resumed = try trainer(nil)
    _ = try resumed.train(.folder(joinPath(folder, "checkpoint-2")))
    #expect(Outcome(resumed).factors == Outcome(whole).factors)
    #expect(
      throws: TrainingError.otherPast(
        path: joinPath(folder, "checkpoint-2"), field: "data_parallel_slices", then: "2", now: "3")
    ) { _ = try trainer(3).train(.folder(joinPath(folder, "checkpoint-2"))) }
  }
}
