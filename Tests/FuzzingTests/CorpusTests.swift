import Files
import Fuzzing
import TestSupport
import Testing

private func seeds(_ reader: FuzzedReader) throws -> [(name: String, bytes: [UInt8])] {
  let folder = fixture("fuzz/\(reader.rawValue)")
  guard isFolder(folder) else { return [] }
  return try listFolder(folder).map { ($0, try readFile(joinPath(folder, $0))) }
}

/// What an error must hold: words, and for a reader of files the file's place.
private func check(_ error: (any Error)?, _ reader: FuzzedReader, _ folder: String, _ name: String) {
  guard let error else { return }
  let words = "\(error)"
  #expect(!words.isEmpty, "\(name)")
  if reader.namesItsFile { #expect(words.contains(folder), "\(name): \(words)") }
}

@Test(arguments: FuzzedReader.allCases)
func `what fuzzing found is read or refused`(reader: FuzzedReader) throws {
  let folder = try TemporaryFolder()
  for seed in try seeds(reader) { check(reader.take(seed.bytes, folder: folder.path), reader, folder.path, seed.name) }
}

@Test(arguments: FuzzedReader.allCases)
func `a file with anything changed is read or refused, and errors name it`(reader: FuzzedReader) throws {
  let folder = try TemporaryFolder()
  var mutator = Mutator(state: UInt64(reader.rawValue.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) }))
  for seed in try seeds(reader).prefix(8) {
    for round in 0..<(reader == .cell ? 10 : 40) {
      let bytes = mutator.changed(seed.bytes)
      check(reader.take(bytes, folder: folder.path), reader, folder.path, "\(seed.name), change \(round)")
    }
  }
}

@Test func `a path in an index that leaves its folder is refused`() throws {
  let folder = try TemporaryFolder()
  for name in ["../a.safetensors", "/etc/passwd", "sub/a.safetensors", "..", "a.safetensors\\u0000", ""] {
    let index = "{\"weight_map\":{\"w\":\"\(name)\"}}"
    let error = FuzzedReader.index.take(Array(index.utf8), folder: folder.path)
    #expect("\(String(describing: error))".contains("leaves the folder"), "\(name): \(String(describing: error))")
  }
}

/// Changes of bytes that are the same on each run: flips, cuts, copies, large numbers.
private struct Mutator {
  var state: UInt64

  private mutating func below(_ limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(max(1, limit)))
  }

  mutating func changed(_ bytes: [UInt8]) -> [UInt8] {
    var result = bytes
    for _ in 0...below(4) {
      guard !result.isEmpty else { break }
      let place = below(result.count)
      switch below(6) {
      case 0: result[place] ^= 1 << UInt8(below(8))
      case 1: result[place] = UInt8(below(256))
      case 2: result.removeSubrange(place..<min(result.count, place + 1 + below(16)))
      case 3:
        result.insert(contentsOf: result[place..<min(result.count, place + 1 + below(16))], at: below(result.count))
      case 4: result.replaceSubrange(place..<min(result.count, place + 8), with: [UInt8](repeating: 0xFF, count: 8))
      default: result.removeSubrange(place...)
      }
    }
    return result
  }
}
