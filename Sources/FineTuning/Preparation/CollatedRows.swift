import Display
import Training

/// Prepared rows behind a collator: what the trainer takes its batches from.
final class CollatedRows: BatchSource {
  let rows: PreparedRows
  let collator: any RowCollator
  private let sink: any DisplaySink
  private var warned: Set<String> = []
  private var knownFingerprint: UInt64?

  init(_ rows: PreparedRows, collator: any RowCollator, sink: any DisplaySink) {
    self.rows = rows
    self.collator = collator
    self.sink = sink
  }

  var rowCount: Int { rows.count }

  /// A number made of all ids and of what the collator learns of each row.
  var fingerprint: UInt64 {
    if let knownFingerprint { return knownFingerprint }
    var mixer = Fingerprint()
    for row in 0..<rows.count {
      mixer.mix(rows[row].ids)
      if let collated = try? collator.batch(of: [rows[row]]) { mixer.mix(collated.batch.labels) }
    }
    knownFingerprint = mixer.value
    return mixer.value
  }

  func batch(ofRows places: [Int]) throws -> EncodedBatch {
    let collated = try collatedBatch(ofRows: places)
    for warning in collated.warnings where warned.count <= Self.mostWarnings && !warned.contains(warning) {
      warned.insert(warning)
      if warned.count <= Self.mostWarnings {
        sink.warn(warning)
      } else {
        sink.warn("Further rows without a marker are ignored too", remedy: "preflight(trainer) lists them all")
      }
    }
    return collated.batch
  }

  func collatedBatch(ofRows places: [Int]) throws -> CollatedBatch {
    try collator.batch(of: places.map { rows[$0] })
  }

  private static let mostWarnings = 3
}
