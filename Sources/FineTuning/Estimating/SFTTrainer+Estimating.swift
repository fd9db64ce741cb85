import Cluster
import Files
import Training

extension SFTTrainer {
  /// What the training will take: counted from the shapes and every row's length, and measured on the steps with the
  /// most and the least to do. On a cluster the steps are shared out as the training's are, and what rank 0 has measured
  /// is every rank's.
  ///
  /// - Throws: `FineTuningError.doesNotFit` where the machine has not the memory or the disk; what a step throws.
  /// - Complexity: that of a few steps, of more where they are short.
  public func estimate() throws -> TrainingEstimate {
    let work = try checkedWork()
    let steps = try stepSeconds(work)
    let often = try trainer.interruptions(steps: work.steps)
    let evaluation = often.evaluations > 0 ? try evaluationSeconds() : 0
    let memory = SystemResources.peakMemory() ?? trainer.memoryNeeds(work.largestPass).total
    let kept = min(often.checkpoints, parts.arguments.training.saveTotalLimit ?? .max)
    return TrainingEstimate(
      steps: work.steps,
      seconds: steps + Double(often.evaluations) * evaluation
        + Double(often.checkpoints * trainer.checkpointSize) / Self.bytesWrittenPerSecond,
      memory: Int(try Cluster.current.broadcast(Double(memory))),
      disk: kept * trainer.checkpointSize, adapterSize: trainer.savedSize,
      longestRow: work.longestRow, largestPass: work.largestPass.tokens)
  }

  /// The work of the training.
  ///
  /// - Throws: `FineTuningError.doesNotFit`, saying what would fit.
  func checkedWork() throws -> TrainingWork {
    let work = try trainer.work(sizes(trainingRows))
    let needs = trainer.memoryNeeds(work.largestPass)
    if let available = availableMemory(), needs.required > available {
      throw FineTuningError.doesNotFit(
        what: "memory", needed: needs.required, available: available, remedy: remedy(needs, available, work))
    }
    let often = try trainer.interruptions(steps: work.steps)
    let checkpoint = trainer.checkpointSize
    if often.checkpoints > 0, let free = freeSpace(parts.arguments.training.outputFolder), checkpoint > free {
      throw FineTuningError.doesNotFit(
        what: "disk space for one checkpoint", needed: checkpoint, available: free,
        remedy: "free some space, set output_dir elsewhere, or set save_strategy=\"no\"")
    }
    return work
  }

  private func remedy(_ needs: MemoryNeeds, _ available: Int, _ work: TrainingWork) -> String {
    if needs.trained > available {
      guard let adapter = parts.model.adapter else {
        return "give peft_config=LoraConfig(r=8): an adapter trains a small part of the weights"
      }
      let rank = adapter.configuration.rank * (available / 2) / max(1, needs.trained)
      return rank > 0 ? "LoraConfig(r=\(rank)) would fit" : "adapt fewer modules: shorten target_modules"
    }
    guard let longest = trainer.longestRow(within: available) else { return "a smaller model would fit" }
    if work.longestRow <= longest { return "SFTConfig(tokens_per_pass=\(longest)) would fit" }
    return "SFTConfig(max_length=\(longest), tokens_per_pass=\(longest)) would fit"
  }

  /// The sum of all steps' seconds: a part that every step costs, and a part that goes with its operations.
  ///
  /// Short steps are measured several times, because a moment in which the machine does something else weighs more.
  private func stepSeconds(_ work: TrainingWork) throws -> Double {
    let first = try trainer.rehearse([work.heaviest])[0]
    guard first < 10 else { return first * work.operations / max(1, work.mostOperations) }
    let rounds = max(1, min(15, Int(1 / max(first, 1e-3))))
    let pairs = (0..<rounds).flatMap { _ in [work.heaviest, work.lightest] }
    let seconds = try trainer.rehearse([work.heaviest] + pairs).dropFirst()
    let heavy = Self.median(seconds.enumerated().filter { $0.offset % 2 == 0 }.map(\.element))
    let light = Self.median(seconds.enumerated().filter { $0.offset % 2 == 1 }.map(\.element))
    let spread = work.mostOperations - work.fewestOperations
    guard spread > 0.05 * work.mostOperations, heavy > light else {
      return heavy * work.operations / max(1, work.mostOperations)
    }
    let rate = (heavy - light) / spread
    let fixed = max(0, light - rate * work.fewestOperations)
    return fixed * Double(work.steps) + rate * work.operations
  }

  private static func median(_ seconds: [Double]) -> Double { seconds.sorted()[seconds.count / 2] }

  private func evaluationSeconds() throws -> Double {
    guard let evaluationRows else { return 0 }
    let sizes = sizes(evaluationRows)
    let measured = try trainer.rehearseEvaluation()
    let part = trainer.evaluationOperations(Array(sizes.prefix(measured.rows)))
    return part > 0 ? measured.seconds * trainer.evaluationOperations(sizes) / part : measured.seconds
  }

  private func sizes(_ rows: PreparedRows) -> [RowSize] {
    (0..<rows.count).map { row in
      (try? collator.batch(of: [rows[row]])).map { RowSize($0.batch) } ?? RowSize(tokens: 0, labels: 0)
    }
  }

  /// What a disk is taken to write, flushed, in a second.
  private static let bytesWrittenPerSecond = 2e8
}
