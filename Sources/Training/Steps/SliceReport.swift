import Kernels

/// What a rank tells the others of its slices of a step, before their gradients are added.
struct SliceReport {
  /// What each of its slices came to, in their order.
  var results: [BatchResults] = []
  /// What is known of the gradient of each parameter.
  var kinds: [GradientLayout.Kind] = []
  /// The first slice whose loss is not finite: the loss, and the rows of its batch.
  var failure: (loss: Double, rows: [Int])?

  /// The report as numbers.
  var bytes: [UInt8] {
    var numbers: [Int64] = []
    func add(_ number: Int) { numbers.append(Int64(number)) }
    add(failure == nil ? 0 : 1)
    if let failure {
      numbers.append(Int64(bitPattern: failure.loss.bitPattern))
      add(failure.rows.count)
      failure.rows.forEach(add)
    }
    add(results.count)
    for result in results { numbers += result.numbers }
    add(kinds.count)
    for kind in kinds {
      switch kind {
      case .none: add(-2)
      case .whole: add(-1)
      case .columns(let columns):
        add(columns.count)
        columns.forEach { add(Int($0)) }
      }
    }
    return numbers.withUnsafeBytes { Array($0) }
  }

  init() {}

  /// Reads another rank's report; both run the same program, on machines of one byte order.
  ///
  /// - Parameter batches: How many batches a step has.
  init(_ bytes: [UInt8], batches: Int) {
    let numbers = bytes.withUnsafeBytes { Array($0.bindMemory(to: Int64.self)) }
    var rest = numbers[...]
    func next() -> Int { Int(rest.popFirst() ?? 0) }
    if next() != 0 {
      let loss = Double(bitPattern: UInt64(bitPattern: rest.popFirst() ?? 0))
      failure = (loss, (0..<next()).map { _ in next() })
    }
    results = (0..<next()).map { _ in
      let taken = rest.prefix(3 * batches)
      rest = rest.dropFirst(3 * batches)
      return BatchResults(numbers: taken, batches: batches)
    }
    kinds = (0..<next()).map { _ in
      let count = next()
      if count < 0 { return count == -1 ? .whole : .none }
      return .columns((0..<count).map { _ in Int32(next()) })
    }
  }
}

extension BatchResults {
  /// Three numbers for each batch: loss, labels, right ones.
  var numbers: [Int64] {
    losses.indices.flatMap { [Int64(bitPattern: losses[$0].bitPattern), Int64(counts[$0]), Int64(correct[$0])] }
  }

  init(numbers: ArraySlice<Int64>, batches: Int) {
    self.init(batches: batches)
    let numbers = Array(numbers)
    for batch in 0..<min(batches, numbers.count / 3) {
      losses[batch] = Double(bitPattern: UInt64(bitPattern: numbers[3 * batch]))
      counts[batch] = Int(numbers[3 * batch + 1])
      correct[batch] = Int(numbers[3 * batch + 2])
    }
  }

  /// Adds what other rows of the same batches came to.
  mutating func add(_ other: BatchResults) {
    for batch in losses.indices {
      losses[batch] += other.losses[batch]
      counts[batch] += other.counts[batch]
      correct[batch] += other.correct[batch]
    }
  }
}
