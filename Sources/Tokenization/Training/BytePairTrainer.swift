import SourceText

/// Learns merges from counted words: again and again the most frequent pair of neighbours becomes a piece.
///
/// Of pairs that are equally frequent, the one of the smaller ids goes first: the same words give the same merges.
/// Source: Sennrich et al. 2016; the order of ties and the bookkeeping of counts as tokenizers 0.21's BpeTrainer.
struct BytePairTrainer {
  private struct Candidate {
    var count: Int
    let pair: UInt64
    var words: [Int32]

    /// Whether this one is merged before another.
    func precedes(_ other: Candidate) -> Bool {
      count != other.count ? count > other.count : pair < other.pair
    }
  }

  private var words: [[UInt32]]
  private let counts: [Int]
  private var pieces: [[UInt8]]
  private var idOfPiece: [Text: UInt32] = [:]
  private var pairCounts: [UInt64: Int] = [:]
  private var heap: [Candidate] = []

  /// The merges in the order in which they were learnt.
  private(set) var merges: [BytePairModel.Pair] = []

  /// Starts from the pieces that are there at first, by id, and the words written in them.
  init(pieces: [[UInt8]], words: [(ids: [UInt32], count: Int)]) {
    self.pieces = pieces
    self.words = words.map(\.ids)
    counts = words.map(\.count)
    for (id, piece) in pieces.enumerated() { idOfPiece[Text(bytes: piece)] = UInt32(id) }
  }

  /// Learns until there are as many pieces as asked or no pair is frequent enough, and returns the pieces by id.
  mutating func train(vocabularySize: Int, minimumFrequency: Int) -> [[UInt8]] {
    countPairs()
    while pieces.count < vocabularySize, var top = popFirst() {
      let current = pairCounts[top.pair] ?? 0
      if top.count != current {
        top.count = current
        push(top)
        continue
      }
      if top.count < max(minimumFrequency, 1) { break }
      merge(top)
    }
    return pieces
  }

  private static func key(_ left: UInt32, _ right: UInt32) -> UInt64 { UInt64(left) << 32 | UInt64(right) }

  private mutating func countPairs() {
    var places: [UInt64: [Int32]] = [:]
    for (index, word) in words.enumerated() {
      for (left, right) in zip(word, word.dropFirst()) {
        let key = Self.key(left, right)
        pairCounts[key, default: 0] += counts[index]
        if places[key]?.last != Int32(index) { places[key, default: []].append(Int32(index)) }
      }
    }
    for (pair, list) in places { push(Candidate(count: pairCounts[pair] ?? 0, pair: pair, words: list)) }
  }

  private mutating func merge(_ candidate: Candidate) {
    let left = UInt32(truncatingIfNeeded: candidate.pair >> 32)
    let right = UInt32(truncatingIfNeeded: candidate.pair)
    let piece = pieces[Int(left)] + pieces[Int(right)]
    let id = idOfPiece[Text(bytes: piece)] ?? UInt32(pieces.count)
    if Int(id) == pieces.count {
      pieces.append(piece)
      idOfPiece[Text(bytes: piece)] = id
    }
    merges.append(BytePairModel.Pair(left: left, right: right))
    var changed: [UInt64: [Int32]] = [:]
    for word in candidate.words {
      replace(left, right, with: id, inWord: Int(word)) { pair in
        if changed[pair]?.last != word { changed[pair, default: []].append(word) }
      }
    }
    for (pair, list) in changed {
      let count = pairCounts[pair] ?? 0
      if count > 0 { push(Candidate(count: count, pair: pair, words: list)) }
    }
  }

  /// Merges a pair within one word, keeps the counts, and names each pair that is new there.
  private mutating func replace(
    _ left: UInt32, _ right: UInt32, with id: UInt32, inWord index: Int, _ isNew: (UInt64) -> Void
  ) {
    let word = words[index]
    let count = counts[index]
    var result: [UInt32] = []
    result.reserveCapacity(word.count)
    var place = 0
    while place < word.count {
      guard word[place] == left, place + 1 < word.count, word[place + 1] == right else {
        result.append(word[place])
        place += 1
        continue
      }
      if let previous = result.last {
        pairCounts[Self.key(previous, left), default: 0] -= count
        pairCounts[Self.key(previous, id), default: 0] += count
        isNew(Self.key(previous, id))
      }
      result.append(id)
      place += 2
      if place < word.count {
        pairCounts[Self.key(right, word[place]), default: 0] -= count
        pairCounts[Self.key(id, word[place]), default: 0] += count
        isNew(Self.key(id, word[place]))
      }
    }
    words[index] = result
  }

  private mutating func push(_ candidate: Candidate) {
    heap.append(candidate)
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      if !heap[child].precedes(heap[parent]) { return }
      heap.swapAt(parent, child)
      child = parent
    }
  }

  private mutating func popFirst() -> Candidate? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    if heap.isEmpty { return first }
    heap[0] = last
    var parent = 0
    while true {
      var child = parent * 2 + 1
      if child >= heap.count { return first }
      if child + 1 < heap.count, heap[child + 1].precedes(heap[child]) { child += 1 }
      if !heap[child].precedes(heap[parent]) { return first }
      heap.swapAt(parent, child)
      parent = child
    }
  }
}
