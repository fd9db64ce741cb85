/// Rows of a window laid end to end without padding, as they go through the model at once.
///
/// Attention never crosses a row. A row ends with the last token that predicts a label; a row without labels is left
/// out: neither changes a loss or a gradient.
struct PackedPass: Equatable {
  /// The token ids of all rows.
  var ids: [Int32] = []
  /// The length of each row.
  var rowLengths: [Int] = []
  /// A number for each row that does not depend on how rows are packed.
  var rowKeys: [UInt64] = []
  /// The places in `ids` that predict a label.
  var labelPositions: [Int] = []
  /// The labels that they predict.
  var labels: [Int32] = []
  /// For each label the batch of the window it is from.
  var labelBatches: [Int] = []
}

/// Lays the batches of a window out as passes of at most `tokenLimit` tokens, or one row where that is longer.
///
/// The split depends on lengths and the limit alone.
/// - Parameters:
///   - rowKeys: for each batch a number for each row.
///   - chosen: the rows to lay out, counted through all batches; nil means all.
func packedPasses(
  _ batches: [EncodedBatch], rowKeys: [[UInt64]], chosen: Range<Int>? = nil, tokenLimit: Int
) -> [PackedPass] {
  var passes: [PackedPass] = []
  var pass = PackedPass()
  var counted = 0
  for (batchIndex, batch) in batches.enumerated() {
    for row in 0..<batch.rowCount {
      counted += 1
      if let chosen, !chosen.contains(counted - 1) { continue }
      let packed = unpadded(batch, row: row)
      guard !packed.positions.isEmpty else { continue }
      if !pass.ids.isEmpty, pass.ids.count + packed.ids.count > tokenLimit {
        passes.append(pass)
        pass = PackedPass()
      }
      pass.labelPositions += packed.positions.map { $0 + pass.ids.count }
      pass.ids += packed.ids
      pass.rowLengths.append(packed.ids.count)
      pass.rowKeys.append(rowKeys[batchIndex][row])
      pass.labels += packed.labels
      pass.labelBatches += repeatElement(batchIndex, count: packed.labels.count)
    }
  }
  if !pass.ids.isEmpty { passes.append(pass) }
  return passes
}

/// A row without padding, cut after the last token that predicts a label.
private func unpadded(
  _ batch: EncodedBatch, row: Int
) -> (ids: ArraySlice<Int32>, positions: [Int], labels: [Int32]) {
  let places = batch.places(ofRow: row).filter { batch.attentionMask[$0] != 0 }
  var positions: [Int] = []
  var labels: [Int32] = []
  for (index, place) in places.enumerated().dropFirst() where batch.labels[place] != EncodedBatch.ignoredLabel {
    positions.append(index - 1)
    labels.append(batch.labels[place])
  }
  let length = (positions.last ?? -1) + 1
  return (places.prefix(length).map { batch.inputIDs[$0] }[...], positions, labels)
}
