import Display
import Kernels

extension Trainer {
  /// Runs steps as a training does, with a learning rate of 0: nothing changes but the memory that is held.
  ///
  /// - Parameter windows: the rows of each step.
  /// - Returns: the seconds of each, on a cluster rank 0's on every rank: what they decide is decided alike.
  /// - Throws: what a training's step throws.
  public func rehearse(_ windows: [[Int]]) throws -> [Double] {
    let optimizer = Optimizer(model.trainableParameters)
    defer {
      optimizer.makeMissedSteps()
      optimizer.forgetGradients()
    }
    return try windows.map { rows in
      let start = monotonicSeconds()
      let places = cut(rows, configuration.batchSize)
      let batches = try places.map { try trainingRows.batch(ofRows: $0) }
      _ = try learn(
        WindowComputation.Window(
          batches: batches, rows: places, normalizer: max(1, batches.reduce(0) { $0 + $1.labelCount }),
          seed: configuration.seed, step: 1),
        slices: configuration.dataParallelSlices ?? cluster.size, optimizer.parameters)
      _ = try optimizer.norm(step: 1)
      optimizer.move(step: 1, rate: 0, scale: 1, configuration)
      return try cluster.broadcast(monotonicSeconds() - start)
    }
  }

  /// The seconds that the evaluation of the first rows takes; 0 without an evaluation dataset.
  ///
  /// - Returns: the seconds, and how many rows were evaluated.
  public func rehearseEvaluation() throws -> (seconds: Double, rows: Int) {
    guard let evaluationRows else { return (0, 0) }
    let count = min(evaluationRows.rowCount, 16 * configuration.evaluationBatchSize)
    let start = monotonicSeconds()
    let places = cut(Array(0..<count), configuration.evaluationBatchSize)
    _ = try measure(evaluationRows, places)
    return (try cluster.broadcast(monotonicSeconds() - start), count)
  }

  private func cut(_ rows: [Int], _ size: Int) -> [[Int]] {
    stride(from: 0, to: rows.count, by: size).map { Array(rows[$0..<min(rows.count, $0 + size)]) }
  }
}
