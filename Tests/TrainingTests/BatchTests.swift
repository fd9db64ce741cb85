import Testing

@testable import Training

@Test func `a window is packed without padding and cut after the last prediction`() throws {
  let left = try EncodedBatch(
    rowCount: 2, columnCount: 4, inputIDs: [0, 5, 6, 7, 1, 2, 3, 4], attentionMask: [0, 1, 1, 1, 1, 1, 1, 1],
    labels: [-100, -100, 6, -100, -100, -100, 3, 4])
  let right = try EncodedBatch(
    rowCount: 2, columnCount: 3, inputIDs: [8, 9, 0, 1, 1, 1], attentionMask: [1, 1, 0, 1, 1, 1],
    labels: [-100, 9, -100, -100, -100, -100])
  let keys: [[UInt64]] = [[1, 2], [3, 4]]
  let passes = packedPasses([left, right], rowKeys: keys, tokenLimit: 100)
  #expect(
    passes == [
      PackedPass(
        ids: [5, 1, 2, 3, 8], rowLengths: [1, 3, 1], rowKeys: [1, 2, 3], labelPositions: [0, 2, 3, 4],
        labels: [6, 3, 4, 9], labelBatches: [0, 0, 0, 1])
    ])
  #expect(left.labelCount == 3)
  #expect(left.tokenCount == 7)
  let split = packedPasses([left, right], rowKeys: keys, tokenLimit: 3)
  #expect(split.map(\.rowLengths) == [[1], [3], [1]])
  #expect(split.map(\.labelPositions) == [[0], [1, 2], [0]])
}

@Test func `rows that teach nothing make no pass`() throws {
  let batch = try EncodedBatch(
    rowCount: 1, columnCount: 2, inputIDs: [1, 2], attentionMask: [1, 1], labels: [1, -100])
  #expect(packedPasses([batch], rowKeys: [[0]], tokenLimit: 8).isEmpty)
  #expect(packedPasses([], rowKeys: [], tokenLimit: 8).isEmpty)
}

@Test func `an uneven batch says which part`() {
  #expect(
    throws: TrainingError.unevenBatch(problem: "labels has 1 elements, 1 rows of 2 columns need 2")
  ) {
    try EncodedBatch(rowCount: 1, columnCount: 2, inputIDs: [1, 2], attentionMask: [1, 1], labels: [1])
  }
  #expect(throws: TrainingError.self) {
    try EncodedBatch(rowCount: .max, columnCount: 3, inputIDs: [], attentionMask: [], labels: [])
  }
}

@Test func `other rows have another fingerprint`() throws {
  let rows = try StoredRows([.init(ids: [1, 2], labels: [-100, 2]), .init(ids: [3], labels: [3])])
  let moved = try StoredRows([.init(ids: [1], labels: [-100]), .init(ids: [2, 3], labels: [2, 3])])
  #expect(rows.fingerprint != moved.fingerprint)
  #expect(try rows.batch(ofRows: [1, 0]).inputIDs == [3, 0, 1, 2])
}
