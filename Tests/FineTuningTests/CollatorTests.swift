import JSON
import TestSupport
import Testing
import Training

@testable import FineTuning

private struct Case: CustomTestStringConvertible {
  var name: String
  var rows: [EncodedRow]
  var expected: JSON
  var markers: (user: Int32, assistant: Int32, padding: Int32)
  var testDescription: String { name }
}

/// The rows of the recorded batches, unpadded.
private func cases() throws -> [Case] {
  let all = try fixtureJSON("collator.json")
  return try ["tokenizer": (151644, 151645, 151665), "tokenizer-tiny": (641, 642, 662)].flatMap { kind, markers in
    try #require(all[kind]?.array).map { item in
      let ids = try integers(item, "input_ids")
      let mask = try integers(item, "attention_mask")
      let rows = zip(ids, mask).map { pair in
        EncodedRow(ids: zip(pair.0, pair.1).filter { $0.1 == 1 }.map(\.0))
      }
      return Case(
        name: "\(kind) \(item["name"]?.string ?? "")", rows: rows, expected: item,
        markers: (Int32(markers.0), Int32(markers.1), Int32(markers.2)))
    }
  }
}

private func integers(_ json: JSON, _ key: String) throws -> [[Int32]] {
  try #require(json[key]?.array).map { ($0.array ?? []).compactMap { $0.integer.map(Int32.init) } }
}

private func collator(_ item: Case, bothMarkers: Bool = true) throws -> CompletionOnlyCollator {
  try CompletionOnlyCollator(
    response: .init(text: "<｜Assistant｜>", ids: [item.markers.assistant]),
    instruction: bothMarkers ? .init(text: "<｜User｜>", ids: [item.markers.user]) : nil,
    padding: PaddingRule(id: item.markers.padding, side: .left), decode: { "\($0)" })
}

@Test func `batches come out as trl makes them`() throws {
  for item in try cases() {
    let result = try collator(item).batch(of: item.rows)
    let batch = result.batch
    #expect(batch.inputIDs == (try integers(item.expected, "input_ids")).flatMap { $0 }, "\(item.name)")
    #expect(batch.attentionMask == (try integers(item.expected, "attention_mask")).flatMap { $0 }, "\(item.name)")
    #expect(batch.labels == (try integers(item.expected, "labels")).flatMap { $0 }, "\(item.name)")
    let warnings = try #require(item.expected["warnings"]?.array)
    #expect(result.warnings.count == warnings.count)
    for (mine, recorded) in zip(result.warnings, warnings) {
      #expect(mine.prefix(69) == (recorded.string ?? "").prefix(69))
    }
    for place in batch.labels.indices { #expect((batch.labels[place] == -100) == (result.reasons[place] != nil)) }
    let single = try collator(item, bothMarkers: false).batch(of: item.rows)
    let expected = try integers(item.expected, "labels_response_template_only").flatMap { $0 }
    #expect(single.batch.labels == expected, "\(item.name)")
  }
}

private func small(_ rows: [[Int32]], instruction: [Int32]? = [8], padding: PaddingRule? = nil) throws -> CollatedBatch
{
  let collator = try CompletionOnlyCollator(
    response: .init(text: "A", ids: [9]), instruction: instruction.map { .init(text: "U", ids: $0) },
    padding: padding ?? PaddingRule(id: 0, side: .left), decode: { "\($0)" })
  return try collator.batch(of: rows.map { EncodedRow(ids: $0) })
}

@Test func `a token says why it is masked`() throws {
  let result = try small([[8, 1, 9, 2, 8, 3, 9, 4], [8, 1, 8, 2, 9, 3]])
  #expect(result.batch.labels == [-100, -100, -100, 2, -100, -100, -100, 4] + [Int32](repeating: -100, count: 8))
  #expect(
    result.reasons.prefix(8)
      == [.prompt, .prompt, .prompt, nil, .question, .question, .question, nil])
  #expect(
    result.reasons.suffix(8)
      == [.padding, .padding, .prompt, .prompt, .prompt, .prompt, .prompt, .unanswered])
}

@Test func `a row without an answer is masked with both of trl's warnings`() throws {
  let result = try small([[8, 1]])
  #expect(
    result.warnings == [
      "Could not find response key `A` in the following instance: [8, 1]. This instance will be ignored in loss "
        + "calculation. Note, if this happens often, consider increasing the `max_length`.",
      "Could not find instruction key `U` in the following instance: [8, 1]. This instance will be ignored in loss "
        + "calculation. Note, if this happens often, consider increasing the `max_length`.",
    ])
  #expect(result.reasons == [.noResponseMarker, .noResponseMarker])
}

@Test func `padding is ignored by its place, so an end token that also pads is learnt`() throws {
  let result = try small([[8, 1, 9, 2, 0], [8, 9, 0]])
  #expect(result.batch.labels == [-100, -100, -100, 2, 0, -100, -100, -100, -100, 0])
}

@Test func `odd shapes collate or say what is wrong`() throws {
  #expect(try small([]).batch.columnCount == 0)
  #expect(try small([[]]).batch.columnCount == 0)
  #expect(try small([[9]], instruction: nil).batch.labels == [-100])
  #expect(try small([[8, 9, 1]], padding: PaddingRule(id: 0, side: .right, multiple: 8)).batch.columnCount == 8)
  #expect(throws: FineTuningError.noPaddingToken) {
    try small([[8, 9, 1], [8, 9]], padding: PaddingRule(id: nil, side: .left))
  }
  #expect(throws: FineTuningError.emptyMarker(name: "instruction_template")) { try small([[1]], instruction: []) }
  let all = LanguageModelingCollator(padding: PaddingRule(id: 0, side: .right))
  #expect(throws: FineTuningError.unevenRow(row: 0, ids: 2, other: 1)) {
    try all.batch(of: [EncodedRow(ids: [1, 2], attentionMask: [1])])
  }
  #expect(try all.batch(of: [EncodedRow(ids: [1, 2]), EncodedRow(ids: [3])]).batch.labels == [1, 2, 3, -100])
}
