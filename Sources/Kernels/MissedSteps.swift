// AdamW moves every element in every step: one without a gradient by what its averages still hold, and by the decay. Of
// a token table's factor a step sees few columns. The others note the step and make it when they are next read: with
// the step's own numbers, so that the result is, to the last bit, the one that moving all of them at once has.

import CKernels
import Tensors

/// The steps that columns of a matrix [R, V] still have to make.
final class MissedSteps {
  private let value: Tensor
  private let state: AdamWState
  private var steps: [kernel_adamw] = []
  /// How many of the steps each column has made.
  private var made: [Int32]
  /// Not 0 for a column whose averages may be other than zeros, or that has made steps by itself; the others have made
  /// none of the steps.
  private var touched: [UInt8]

  /// So many are kept at most, then all columns make theirs.
  private static let mostSteps = 4096

  /// Nothing is missed yet.
  init(value: Tensor, state: AdamWState) {
    self.value = value
    self.state = state
    let (rank, columns) = (value.shape[0], value.shape[1])
    made = [Int32](repeating: 0, count: columns)
    touched = [UInt8](repeating: 0, count: columns)
    for average in [state.firstMoment, state.secondMoment] {
      average.withFloats { average in
        for row in 0..<rank {
          for column in 0..<columns where average[row * columns + column].bitPattern != 0 { touched[column] = 1 }
        }
      }
    }
  }

  /// Whether these are steps of the given averages.
  func belongs(to other: AdamWState) -> Bool {
    state.firstMoment.storage === other.firstMoment.storage && state.secondMoment.storage === other.secondMoment.storage
  }

  /// Makes a step, of which the columns with a gradient see something now, the others when they are read.
  func add(_ step: kernel_adamw, _ gradient: ColumnGradient) {
    steps.append(step)
    if !step.leavesZerosAlone { for column in touched.indices { touched[column] = 1 } }
    make(columns: gradient.columns, last: gradient.values)
    if steps.count >= MissedSteps.mostSteps { make() }
  }

  /// Makes all that some columns have missed.
  ///
  /// - Parameters:
  ///   - columns: Which; they may repeat where there are no gradients.
  ///   - last: The gradients of the last step, [N, R].
  func make(columns: [Int32], last: Tensor? = nil) {
    var late: [Int32] = []
    var firsts: [Int32] = []
    let count = Int32(steps.count)
    for column in columns where made[Int(column)] < count {
      late.append(column)
      firsts.append(made[Int(column)])
      made[Int(column)] = count
      touched[Int(column)] = 1
    }
    precondition(last == nil || late.count == columns.count, "a step's gradients belong to columns that lack the step")
    guard !late.isEmpty else { return }
    kernel_adamw_columns(
      steps, steps.count, late, firsts, late.count, last?.floatAddress, value.floatAddress,
      state.firstMoment.floatAddress, state.secondMoment.floatAddress, value.shape[0], value.shape[1])
  }

  /// Makes all that is missed and forgets the steps.
  func make() {
    guard !steps.isEmpty else { return }
    let columns = touched.indices.filter { touched[$0] != 0 }.map { Int32($0) }
    if steps.contains(where: { $0.decays }) {
      kernel_adamw_untouched(steps, steps.count, touched, value.floatAddress, value.shape[0], value.shape[1])
    }
    make(columns: columns)
    steps.removeAll()
    for column in made.indices { made[column] = 0 }
  }
}

extension kernel_adamw {
  /// Whether the step shrinks values.
  fileprivate var decays: Bool { 1 - learning_rate * weight_decay != 1 }

  /// Whether an element without gradient and averages at most decays; else 0 / 0 makes it NaN.
  fileprivate var leavesZerosAlone: Bool {
    epsilon > 0 && correction1 > 0 && correction2 > 0 && Float(Double(learning_rate) / correction1).isFinite
      && Float(correction2.squareRoot()) > 0
  }
}
