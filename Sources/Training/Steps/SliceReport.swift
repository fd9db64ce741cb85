import Cluster
import Kernels

/// What a rank tells the others of its slices of a step, before their gradients are added.
struct SliceReport {
  /// What each of its slices came to, in their order.
  var results: [BatchResults] = []
  /// What is known of the gradient of each parameter.
  var kinds: [GradientLayout.Kind] = []
  /// The first slice whose loss is not finite: the loss, its row, and the first tensor on its way that is not finite.
  var failure: (loss: Double, row: Int, tensor: String)?

  init() {}

  /// The report as other ranks read it.
  var bytes: [UInt8] {
    var numbers = NumberStream()
    numbers.append(failure == nil ? 0 : 1)
    numbers.append(failure?.loss ?? 0)
    numbers.append(failure?.row ?? 0)
    numbers.append((failure?.tensor ?? "").utf8.map { Int($0) })
    numbers.append(results.count)
    for result in results { result.append(to: &numbers) }
    numbers.append(kinds.count)
    for kind in kinds {
      switch kind {
      case .none: numbers.append(0)
      case .whole: numbers.append(1)
      case .columns(let columns):
        numbers.append(2)
        numbers.append(columns.map { Int($0) })
      }
    }
    return numbers.bytes
  }

  /// Reads another rank's report.
  init(_ bytes: [UInt8]) {
    var numbers = NumberStream(bytes)
    let hasFailed = numbers.next() != 0
    let (loss, row, tensor) = (numbers.nextDouble(), numbers.next(), numbers.nextList())
    let name = String(decoding: tensor.map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self)
    failure = hasFailed ? (loss, row, name) : nil
    results = (0..<numbers.next()).map { _ in BatchResults(&numbers) }
    kinds = (0..<numbers.next()).map { _ in
      switch numbers.next() {
      case 0: .none
      case 1: .whole
      default: .columns(numbers.nextList().map { Int32($0) })
      }
    }
  }
}

extension BatchResults {
  /// Adds the numbers of each batch to those that another rank reads.
  func append(to numbers: inout NumberStream) {
    numbers.append(losses.count)
    for loss in losses { numbers.append(loss) }
    numbers.append(counts)
    numbers.append(correct)
  }

  /// Reads what another rank's batches came to.
  init(_ numbers: inout NumberStream) {
    self.init(batches: 0)
    let count = numbers.next()
    losses = (0..<count).map { _ in numbers.nextDouble() }
    counts = numbers.nextList()
    correct = numbers.nextList()
  }

  /// Adds what other rows of the same batches came to.
  mutating func add(_ other: BatchResults) {
    for batch in losses.indices {
      losses[batch] += other.losses[batch]
      counts[batch] += other.counts[batch]
      correct[batch] += other.correct[batch]
    }
  }

  /// Adds what further batches came to.
  mutating func append(_ other: BatchResults) {
    losses += other.losses
    counts += other.counts
    correct += other.correct
  }
}
