import Cluster
import Kernels
import LanguageModels
import Tensors

/// A step whose rows are cut into slices, shared out among the ranks of a cluster.
///
/// Each slice's gradient is computed by itself and the slices are added along `SliceTree`: any number of ranks, and one
/// process alone, end in the same bits.
struct SlicedComputation {
  let computation: WindowComputation
  let parameters: [Parameter]
  let cluster: Cluster
  let tree: SliceTree

  /// Leaves the gradients of a window's loss in the parameters, on every rank.
  ///
  /// - Throws: `TrainingError.lossNotFinite` on every rank, of the first slice that has such a loss; `ClusterError`.
  func learn(_ window: WindowComputation.Window) throws -> BatchResults {
    let slices = tree.slices(ofRank: cluster.rank, of: cluster.size)
    var report = SliceReport()
    let sums = try tree.nodes(within: slices).map { try sum($0, window, &report) }
    report.kinds = parameters.indices.map { index in
      sums.reduce(.none) { .union($0, ParameterGradient.kind($1[index])) }
    }
    let reports = try cluster.gather(report.bytes).map { SliceReport($0) }
    if let failure = reports.compactMap(\.failure).first {
      throw TrainingError.lossNotFinite(
        step: window.step, value: "\(failure.loss)", row: failure.row, tensor: failure.tensor)
    }
    try share(sums, kinds: reports.map(\.kinds))
    var results = BatchResults(batches: window.batches.count)
    for slice in reports.flatMap(\.results) { results.add(slice) }
    return results
  }

  private typealias Gradients = [ParameterGradient?]

  /// The gradients of a node's slices, added.
  private func sum(
    _ node: Range<Int>, _ window: WindowComputation.Window, _ report: inout SliceReport
  ) throws -> Gradients {
    guard let (left, right) = tree.children(of: node) else { return try gradients(node, window, &report) }
    let first = try sum(left, window, &report)
    let second = try sum(right, window, &report)
    return parameters.indices.map {
      ParameterGradient.sum(first[$0], second[$0], shape: parameters[$0].shape)
    }
  }

  private func gradients(
    _ slice: Range<Int>, _ window: WindowComputation.Window, _ report: inout SliceReport
  ) throws -> Gradients {
    let count = window.rows.reduce(0) { $0 + $1.count }
    let rows = evenPart(slice.lowerBound, of: tree.count, count: count)
    do {
      report.results.append(try computation.learn(window, rows: rows))
    } catch TrainingError.lossNotFinite(_, let value, let row, let tensor) {
      // The others learn of it where all tell what their slices came to.
      report.results.append(BatchResults(batches: window.batches.count))
      if report.failure == nil { report.failure = (Double(value) ?? .nan, row, tensor) }
    }
    return parameters.map { $0.takeGradient() }
  }

  private func share(_ sums: [Gradients], kinds: [[GradientLayout.Kind]]) throws {
    guard cluster.isShared else {
      for (parameter, gradient) in zip(parameters, sums[0]) { parameter.give(gradient) }
      return
    }
    let union = parameters.indices.map { index in
      kinds.reduce(GradientLayout.Kind.none) { .union($0, $1[index]) }
    }
    let layout = GradientLayout(union, shapes: parameters.map(\.shape))
    let vectors = sums.map { layout.vector($0) }
    let total = Tensor(uninitialized: [layout.count])
    try total.withMutableFloats { total in
      try withFloats(vectors[...]) { try cluster.sum($0, tree: tree, into: total) }
    }
    for (parameter, gradient) in zip(parameters, layout.gradients(total)) { parameter.give(gradient) }
  }

  private func withFloats(
    _ vectors: ArraySlice<Tensor>, _ lent: [UnsafeBufferPointer<Float>] = [],
    _ body: ([UnsafeBufferPointer<Float>]) throws -> Void
  ) throws {
    guard let first = vectors.first else { return try body(lent) }
    try first.withFloats { try withFloats(vectors.dropFirst(), lent + [$0], body) }
  }
}
