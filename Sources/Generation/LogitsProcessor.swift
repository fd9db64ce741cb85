/// Changes the logits of a row's next token before it is chosen.
public protocol LogitsProcessor: Sendable {
  /// Changes the logits; a token that must not be chosen gets minus infinity.
  ///
  /// - Parameters:
  ///   - logits: one for each id of the vocabulary.
  ///   - row: what the row holds so far.
  func process(_ logits: inout [Float], row: RowState)
}

/// What a row holds while its next token is chosen.
public struct RowState: Sendable {
  /// The prompt, without padding.
  public let prompt: [Int32]
  /// The tokens generated so far.
  public internal(set) var generated: [Int32]

  /// Makes the state of a row.
  public init(prompt: [Int32], generated: [Int32] = []) {
    self.prompt = prompt
    self.generated = generated
  }
}

/// Makes tokens that have occurred less likely.
///
/// Source: transformers' `RepetitionPenaltyLogitsProcessor`; here padding does not count as having occurred.
public struct RepetitionPenalty: LogitsProcessor {
  private let penalty: Float

  /// Above 1 punishes, below 1 favours what has occurred.
  public init(_ penalty: Double) { self.penalty = Float(penalty) }

  /// Divides positive logits, multiplies negative ones.
  public func process(_ logits: inout [Float], row: RowState) {
    for id in Set(row.prompt).union(row.generated) where logits.indices.contains(Int(id)) {
      let logit = logits[Int(id)]
      logits[Int(id)] = logit < 0 ? logit * penalty : logit / penalty
    }
  }
}

/// Keeps a row from ending before it has a number of new tokens.
///
/// Source: transformers' `MinNewTokensLengthLogitsProcessor`.
public struct MinimumNewTokens: LogitsProcessor {
  private let count: Int
  private let endIDs: [Int32]

  /// Makes the rule.
  public init(_ count: Int, endIDs: [Int32]) {
    self.count = count
    self.endIDs = endIDs
  }

  /// Forbids the end tokens.
  public func process(_ logits: inout [Float], row: RowState) {
    guard row.generated.count < count else { return }
    for id in endIDs where logits.indices.contains(Int(id)) { logits[Int(id)] = -.infinity }
  }
}

/// Divides all logits.
public struct TemperatureScaling: LogitsProcessor {
  private let temperature: Float

  /// Below 1 makes likely tokens likelier.
  public init(_ temperature: Double) { self.temperature = Float(temperature) }

  /// Divides the logits.
  public func process(_ logits: inout [Float], row: RowState) {
    for index in logits.indices { logits[index] /= temperature }
  }
}

/// Keeps the most likely tokens; those as likely as the last of them stay too.
///
/// Source: transformers' `TopKLogitsWarper`.
public struct TopCount: LogitsProcessor {
  private let count: Int

  /// Keeps `count` tokens, at least 1.
  public init(_ count: Int) { self.count = max(1, count) }

  /// Forbids all tokens below the `count`-th largest logit.
  ///
  /// - Complexity: O(vocabulary + count log count) for logits in random order.
  public func process(_ logits: inout [Float], row: RowState) {
    guard count < logits.count else { return }
    // The largest so far, in a heap whose root is the smallest of them.
    var heap = Array(logits[..<count])
    for index in (0..<count / 2).reversed() { sink(&heap, index) }
    for logit in logits[count...] where logit > heap[0] {
      heap[0] = logit
      sink(&heap, 0)
    }
    let least = heap[0]
    for index in logits.indices where logits[index] < least { logits[index] = -.infinity }
  }

  private func sink(_ heap: inout [Float], _ start: Int) {
    var index = start
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2] where child < heap.count && heap[child] < heap[least] {
        least = child
      }
      if least == index { return }
      heap.swapAt(index, least)
      index = least
    }
  }
}

/// Keeps the most likely tokens that together reach a probability.
///
/// Source: transformers' `TopPLogitsWarper`: from the least likely up, tokens are dropped while their sum is at most
/// 1 - p; the most likely one always stays. Of equally likely ones the smaller ids stay.
public struct TopProbability: LogitsProcessor {
  private let threshold: Float

  /// Keeps tokens that together reach `probability`.
  public init(_ probability: Double) { threshold = Float(1 - probability) }

  /// Forbids the least likely tokens.
  public func process(_ logits: inout [Float], row: RowState) {
    let ascending = logits.indices.filter { logits[$0] > -.infinity }.sorted {
      logits[$0] == logits[$1] ? $0 > $1 : logits[$0] < logits[$1]
    }
    let probabilities = softmax(ascending.map { logits[$0] })
    var sum = 0.0
    for (index, probability) in zip(ascending, probabilities).dropLast() {
      sum += Double(probability)
      guard Float(sum) <= threshold else { return }
      logits[index] = -.infinity
    }
  }
}
