import Display
import Files
import JSON
import Kernels
import Testing

@testable import Training

#if canImport(Glibc)
  import Glibc
#endif

/// The factors and the log of a training, times aside, as bits.
struct Outcome: Equatable {
  var factors: [[UInt32]]
  var log: [String]

  init(_ trainer: Trainer) {
    factors = trainer.model.trainableParameters.map { $0.value.floats().map(\.bitPattern) }
    log = trainer.state.logHistory.map { record in
      let kept = record.members.members.filter { member in
        let name = member.key.string
        return !name.hasSuffix("runtime") && !name.hasSuffix("per_second")
      }
      return JSON.object(JSONObject(kept.map { ($0.key.string, $0.value) })).string(JSON.Format())
    }
  }
}

private func expectSame(_ left: Outcome, _ right: Outcome, _ what: String) {
  #expect(left.factors == right.factors, "\(what): the factors differ")
  #expect(left.log == right.log, "\(what): the logs differ")
}

@Suite(.serialized) struct InvariantTests {
  private let run: RecordedRun
  private let whole: Outcome

  init() throws {
    run = try RecordedRun("untied-nonzero")
    let trainer = try run.trainer()
    _ = try trainer.train()
    whole = Outcome(trainer)
  }

  @Test func `the same seed twice ends in the same bits`() throws {
    let trainer = try run.trainer()
    _ = try trainer.train()
    expectSame(Outcome(trainer), whole, "again")
  }

  @Test func `the number of threads changes no bit`() throws {
    let before = Processor.threads
    defer { Processor.threads = before }
    for threads in [1, 3] {
      Processor.threads = threads
      let trainer = try run.trainer()
      _ = try trainer.train()
      expectSame(Outcome(trainer), whole, "\(threads) threads")
    }
  }

  @Test func `a larger batch is what accumulation stands for`() throws {
    let trainer = try run.trainer {
      $0.batchSize = 16
      $0.accumulationSteps = 1
    }
    _ = try trainer.train()
    expectClose(Outcome(trainer), 1e-5)
  }

  @Test func `where a window is cut changes nothing`() throws {
    let trainer = try run.trainer { $0.tokensPerPass = 1 }
    _ = try trainer.train()
    expectClose(Outcome(trainer), 2e-4)
  }

  @Test(arguments: [(0, 2), (600_000, 1)])
  func `what is recomputed for want of memory changes no bit`(budget: Int, layers: Int) throws {
    let trainer = try run.trainer()
    let plan = MemoryPlan(trainer.model.configuration, budget: budget)
    #expect(plan.recomputedLayers(tokens: 160) == layers)
    trainer.computation.plan = plan
    _ = try trainer.train()
    expectSame(Outcome(trainer), whole, "a budget of \(budget) bytes")
  }

  @Test func `over a float16 base the bits are those over its float32 twin`() throws {
    func train(isTwin: Bool) throws -> Outcome {
      let trainer = try run.trainer { $0.maximumSteps = 4 }
      for parameter in trainer.model.parameters {
        let half = parameter.value.converted(to: .float16)
        parameter.value = isTwin ? half.converted(to: .float32) : half
      }
      _ = try trainer.train()
      return Outcome(trainer)
    }
    try expectSame(train(isTwin: false), train(isTwin: true), "float16")
  }

  @Test func `padding changes no bit`() throws {
    let configuration = try run.configuration()
    let trainer = try Trainer(
      model: run.model(), configuration: configuration, trainingRows: PaddedRows(run.trainingRows()),
      evaluationRows: PaddedRows(run.evaluationRows()), sink: RecordingSink())
    _ = try trainer.train()
    #expect(Outcome(trainer).factors == whole.factors)
  }

  private func expectClose(_ other: Outcome, _ tolerance: Float) {
    for (left, right) in zip(other.factors, whole.factors) {
      let worst = zip(left, right).map { abs(Float(bitPattern: $0) - Float(bitPattern: $1)) }.max() ?? 0
      #expect(worst <= tolerance, "the factors differ by \(worst)")
    }
  }
}

/// Rows with seven columns of padding before and five after.
private final class PaddedRows: BatchSource {
  private let rows: StoredRows
  init(_ rows: StoredRows) { self.rows = rows }
  var rowCount: Int { rows.rowCount }
  var fingerprint: UInt64 { rows.fingerprint }
  func batch(ofRows places: [Int]) throws -> EncodedBatch {
    let batch = try rows.batch(ofRows: places)
    func padded(_ part: [Int32], _ fill: Int32) -> [Int32] {
      (0..<batch.rowCount).flatMap { row in
        [Int32](repeating: fill, count: 7) + part[batch.places(ofRow: row)] + [Int32](repeating: fill, count: 5)
      }
    }
    return try EncodedBatch(
      rowCount: batch.rowCount, columnCount: batch.columnCount + 12, inputIDs: padded(batch.inputIDs, 9),
      attentionMask: padded(batch.attentionMask, 0), labels: padded(batch.labels, EncodedBatch.ignoredLabel))
  }
}

/// Stops the training after a number of steps, in one way or another.
private final class Stopper: TrainerCallback {
  struct Failure: Error {}
  private let step: Int
  private let event: String?
  init(step: Int, failingIn event: String? = nil) {
    self.step = step
    self.event = event
  }
  private(set) var isReached = false
  func handle(_ event: TrainerEvent, trainer: Trainer, control: inout TrainerControl) throws {
    guard trainer.state.globalStep == step else { return }
    if self.event == nil, event == .stepEnd { isReached = true }
    if self.event == event.methodName { throw Failure() }
  }
}

@Suite(.serialized) struct ResumeTests {
  private func settings(_ folder: String, _ dropsAdapterInputs: Bool = false) -> (inout TrainingConfiguration) -> Void {
    {
      $0.outputFolder = folder
      $0.logging = Interval(.steps, steps: 2)
      $0.saving = Interval(.steps, steps: 4)
    }
  }

  private func whole(_ run: RecordedRun) throws -> Outcome {
    let folder = temporaryFolder()
    defer { try? removeFolder(folder) }
    let trainer = try run.trainer(settings(folder))
    _ = try trainer.train()
    #expect(try listFolder(folder) == ["checkpoint-12", "checkpoint-15", "checkpoint-4", "checkpoint-8"])
    return Outcome(trainer)
  }

  @Test func `an interrupted training goes on to the same bits, wherever it was interrupted`() throws {
    let run = try RecordedRun("untied-nonzero")
    let whole = try whole(run)
    for step in [1, 3, 6, 8, 14] {
      let folder = temporaryFolder()
      defer { try? removeFolder(folder) }
      let stopper = Stopper(step: step)
      let first = try run.trainer(settings(folder), callbacks: [stopper])
      first.isStopRequested = { stopper.isReached }
      let output = try first.train()
      #expect(output.wasInterrupted)
      #expect(output.checkpoint == joinPath(folder, "checkpoint-\(step)"))
      let second = try run.trainer(settings(folder))
      #expect(try !second.train(.newest).wasInterrupted)
      let outcome = Outcome(second)
      #expect(outcome.factors == whole.factors, "interrupted at \(step)")
      #expect(outcome.log == whole.log, "interrupted at \(step)")
    }
  }

  @Test(arguments: ["on_step_end", "on_log", "on_evaluate", "on_epoch_end", "on_step_begin", "on_epoch_begin"])
  func `an error in a callback saves, and the training goes on from there to the same bits`(event: String) throws {
    let run = try RecordedRun("untied-nonzero")
    let whole = try whole(run)
    let folder = temporaryFolder()
    defer { try? removeFolder(folder) }
    let sink = RecordingSink()
    let step = event == "on_step_begin" ? 7 : 6
    let first = try run.trainer(settings(folder), callbacks: [Stopper(step: step, failingIn: event)], sink: sink)
    #expect(throws: Stopper.Failure.self) { try first.train() }
    #expect(pathExists(joinPath(folder, "checkpoint-\(step)")))
    #expect(sink.notices.contains { $0.message.hasPrefix("step \(step) was saved to ") })
    let second = try run.trainer(settings(folder))
    _ = try second.train(.newest)
    let outcome = Outcome(second)
    #expect(outcome.factors == whole.factors)
    #expect(outcome.log == whole.log)
  }

  @Test func `resuming refuses another past and names the field`() throws {
    let run = try RecordedRun("untied-nonzero")
    let folder = temporaryFolder()
    defer { try? removeFolder(folder) }
    _ = try run.trainer {
      settings(folder)(&$0)
      $0.maximumSteps = 4
    }.train()
    let path = joinPath(folder, "checkpoint-4")
    let changes: [(String, (inout TrainingConfiguration) -> Void)] = [
      ("seed", { $0.seed = 7 }), ("per_device_train_batch_size", { $0.batchSize = 4 }),
      ("gradient_accumulation_steps", { $0.accumulationSteps = 4 }), ("bf16", { $0.usesBFloat16 = true }),
      ("learning_rate", { $0.learningRate = 1 }), ("tokens_per_pass", { $0.tokensPerPass = 100 }),
    ]
    for (field, change) in changes {
      let trainer = try run.trainer {
        settings(folder)(&$0)
        change(&$0)
      }
      do {
        _ = try trainer.train(.newest)
        Issue.record("\(field) was not refused")
      } catch let TrainingError.otherPast(where_, name, _, _) {
        #expect(name == field && where_ == path)
      }
    }
    let longer = try run.trainer(settings(folder))
    #expect(try longer.train(.folder(path)).globalStep == 15)
  }

  @Test func `two trainings into one folder are one too many`() throws {
    let folder = temporaryFolder()
    defer { try? removeFolder(folder) }
    try makeFolder(folder)
    let trainer = try RecordedRun("untied-nonzero").trainer(settings(folder))
    do {
      let lock = try FolderLock(folder: folder)
      #expect(throws: FileError.locked(path: folder)) { try trainer.train() }
      withExtendedLifetime(lock) {}
    }
    #expect(try trainer.train().globalStep == 15)
  }

  @Test func `a folder that vanishes ends the training with an error, and what was saved goes on`() throws {
    final class Mover: TrainerCallback {
      private let folder: String
      private let again: Bool
      init(_ folder: String, again: Bool) { (self.folder, self.again) = (folder, again) }
      func handle(_ event: TrainerEvent, trainer: Trainer, control: inout TrainerControl) throws {
        guard trainer.state.globalStep == 5, event == .stepEnd else { return }
        #expect(rename(folder, folder + "-moved") == 0)
        if again { try makeFolder(folder) }
      }
    }
    for again in [false, true] {
      let folder = temporaryFolder()
      defer {
        try? removeFolder(folder)
        try? removeFolder(folder + "-moved")
      }
      let run = try RecordedRun("untied-nonzero")
      let trainer = try run.trainer(settings(folder), callbacks: [Mover(folder, again: again)])
      #expect(throws: FileError.vanished(path: folder)) { try trainer.train() }
      #expect(try !pathExists(folder) || listFolder(folder).isEmpty)
      #expect(try run.trainer(settings(folder + "-moved")).train(.newest).globalStep == 15)
    }
  }

  @Test func `what cannot be resumed says why`() throws {
    let run = try RecordedRun("untied-nonzero")
    let folder = temporaryFolder()
    defer { try? removeFolder(folder) }
    #expect(throws: TrainingError.noCheckpoint(folder: folder)) {
      try run.trainer(settings(folder)).train(.newest)
    }
    _ = try run.trainer {
      settings(folder)(&$0)
      $0.maximumSteps = 4
    }.train()
    let path = joinPath(folder, "checkpoint-4")
    for (name, bytes) in [
      ("optimizer.safetensors", [1, 2, 3]), ("trainer_state.json", Array("{}".utf8)),
      ("tunebook_state.json", Array("{\"version\": 1}".utf8)), ("tunebook_state.json", Array("[".utf8)),
    ] as [(String, [UInt8])] {
      let file = joinPath(path, name)
      let before = try readFile(file)
      try writeFile(file, bytes)
      let trainer = try run.trainer(settings(folder))
      let factors = Outcome(trainer).factors
      do {
        _ = try trainer.train(.newest)
        Issue.record("\(name) was read")
      } catch let TrainingError.brokenCheckpoint(where_, _) {
        #expect(where_ == path)
      }
      #expect(Outcome(trainer).factors == factors)
      try writeFile(file, before)
    }
    try makeFolder(joinPath(folder, ".checkpoint-9.partial"))
    _ = try run.trainer(settings(folder)).train(.newest)
    #expect(!pathExists(joinPath(folder, ".checkpoint-9.partial")))
  }
}
