import Files
import JSON
import SourceText
import TestSupport
import Testing

@testable import Tokenization

// What tokenizers 0.21.1, transformers 4.51.3 and SentencePiece gave; `record_families.py` records it anew.

private func recorded(_ name: String) throws -> JSON {
  try #require(try fixtureJSON("tokenization/families.json")[name])
}

/// The lists in a list, which is not empty.
private func lists(_ json: JSON?) throws -> [[JSON]] {
  let lists = json?.array?.compactMap(\.array) ?? []
  try #require(!lists.isEmpty)
  return lists
}

private func ids(_ json: JSON?) -> [Int32] { json?.array?.compactMap { $0.integer.map { Int32($0) } } ?? [] }

/// The bytes that hexadecimal digits say.
private func bytes(_ digits: String) -> [UInt8] {
  let values = digits.compactMap(\.hexDigitValue)
  return stride(from: 0, to: values.count - 1, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) }
}

private func tokenizer(_ files: [(name: String, bytes: [UInt8])]) throws -> Tokenizer {
  try withTemporaryFolder { folder in
    for (name, bytes) in files { try writeFile(joinPath(folder, name), bytes) }
    return try Tokenizer.load(folder: folder)
  }
}

@Test(arguments: ["pieces", "letters"])
func `texts and pairs become what the families' pipelines make of them`(family: String) throws {
  let record = try recorded(family)
  for variant in try #require(record["variants"]?.array) {
    var document = try #require(record["tokenizer"]?.object)
    for step in ["normalizer", "pre_tokenizer", "decoder", "post_processor"] { document[Text(step)] = variant[step] }
    let tokenizer = try tokenizer([("tokenizer.json", JSON.object(document).serialized())])
    let name = variant["name"]?.string ?? ""
    var request = RowRequest()
    request.recordsSpans = true
    for line in try lists(variant["cases"]) {
      let text = try #require(line[0].text)
      let row = tokenizer.row(text, nil, request)
      #expect(row.ids == ids(line[1]), "\(name) \(text.string.debugDescription)")
      #expect(tokenizer.encode(text) == row.ids)
      let spans = line[2].array?.map { ids($0).map(Int.init) }
      #expect(row.spans.map { [$0.lowerBound, $0.upperBound] } == spans, "\(name) \(text.string.debugDescription)")
      #expect(tokenizer.decode(row.ids) == line[3].string, "\(name) \(text.string.debugDescription)")
      #expect(tokenizer.decode(row.ids, skipSpecialTokens: true) == line[4].string)
    }
    for line in try lists(variant["pairs"]) {
      request.cut = try #require(RowRequest.Cut(rawValue: line[2].string ?? ""))
      request.limit = line[3].integer
      let row = tokenizer.row(try #require(line[0].text), line[1].text, request)
      #expect(row.ids == ids(line[4]), "\(name) \(line[0]) \(line[1]) \(line[2]) \(line[3])")
      #expect(row.typeIDs == ids(line[5]), "\(name) \(line[0]) \(line[1])")
    }
  }
}

@Test func `vocab.json and merges.txt are read as the classes without tokenizer.json have them`() throws {
  let record = try recorded("mergesFiles")
  let names = record["vocab"]?.array?.compactMap(\.text) ?? []
  var vocabulary = JSONObject()
  for (id, token) in names.enumerated() { vocabulary[token] = .integer(id) }
  let lines = record["merges"]?.array?.compactMap(\.text) ?? []
  let merges: [UInt8] = Array("#version: 0.2\n".utf8) + lines.flatMap { $0.bytes + [0x0A] }
  for entry in try #require(record["folders"]?.array) {
    var files: [(name: String, bytes: [UInt8])] = [
      ("vocab.json", JSON.object(vocabulary).serialized()), ("merges.txt", merges),
      ("tokenizer_config.json", try #require(entry["configuration"]).serialized()),
    ]
    if let added = entry["added"], !added.isNull { files.append(("added_tokens.json", added.serialized())) }
    let tokenizer = try tokenizer(files)
    #expect(tokenizer.count == entry["count"]?.integer)
    #expect(tokenizer.id(of: .end).map(Int.init) == entry["eos"]?.integer)
    for line in try lists(entry["cases"]) {
      let text = try #require(line[0].text)
      #expect(tokenizer.encode(text) == ids(line[1]), "\(text.string.debugDescription)")
      #expect(tokenizer.decode(ids(line[1]), skipSpecialTokens: true) == line[2].string)
    }
  }
}

@Test func `a tokenizer.model is read as SentencePiece reads it, and a saved copy too`() throws {
  let files = try recorded("pieceFiles")
  for entry in try #require(files.array) {
    let model = bytes(try #require(entry["model"]?.string))
    let tokenizer = try tokenizer([("tokenizer.model", model)])
    #expect(tokenizer.count == entry["count"]?.integer)
    let saved = try withTemporaryFolder { folder in
      try tokenizer.save(folder: folder)
      return try Tokenizer.load(folder: folder)
    }
    for line in try lists(entry["cases"]) {
      let text = try #require(line[0].text)
      #expect(tokenizer.encode(text) == [1] + ids(line[1]), "\(text.string.debugDescription)")
      #expect(saved.encode(text) == [1] + ids(line[1]), "\(text.string.debugDescription)")
      #expect(tokenizer.decode(ids(line[1]), skipSpecialTokens: true) == line[2].string)
    }
  }
}

@Test func `files that are no vocabulary are one sentence`() throws {
  func message(_ files: [(name: String, bytes: [UInt8])]) -> String {
    do {
      _ = try tokenizer(files)
      return "no error"
    } catch {
      return String("\(error)".split(separator: "/").last ?? "")
    }
  }
  let files = try recorded("pieceFiles")
  let model = bytes(try #require(files.array?.first?["model"]?.string))
  #expect(
    message([("tokenizer.model", Array(model.prefix(1000)))])
      == "tokenizer.model: the file must be a SentencePiece model (it is cut off)")
  #expect(
    message([("tokenizer.model", [])]) == "tokenizer.model: the file must be a SentencePiece model (it holds no pieces)"
  )
  #expect(
    message([
      ("vocab.json", Array("{}".utf8)), ("merges.txt", []),
      ("tokenizer_config.json", Array("{\"tokenizer_class\": \"BertTokenizer\"}".utf8)),
    ]).hasPrefix("tokenizer_config.json: tokenizer_class 'BertTokenizer' is not supported"))
}
