import JSON
import Testing

@testable import Jupyter

private let key = Array("a0436f6c-1916-498b-8eb9-e81ab9368e84".utf8)
private let delimiter = Array("<IDS|MSG>".utf8)
private let parts = ["{\"msg_id\":\"1\",\"msg_type\":\"execute_request\"}", "{}", "{}", "{\"code\":\"1 + 1\"}"].map {
  Array($0.utf8)
}

/// What jupyter_client's `Session.sign` gives for the parts.
private let signature = Array("9e3efa71e84f2cd443300aec34073a4d9686475f5fd460db030b795288435ded".utf8)

private func refusal(_ frames: [[UInt8]], key: [UInt8] = key) -> WireError? {
  var format = WireFormat(key: key)
  do throws(WireError) {
    _ = try format.message(from: frames)
    return nil
  } catch { return error }
}

@Test func `a message that jupyter_client signed is read`() throws {
  var format = WireFormat(key: key)
  let message = try format.message(from: [[1, 2], [3], delimiter, signature] + parts + [[0xFF]])
  #expect(message.identities == [[1, 2], [3]])
  #expect(message.type == "execute_request")
  #expect(message.content == ["code": "1 + 1"])
}

@Test func `what is written is read back, signed with the same key`() throws {
  let sent = JupyterMessage(
    identities: [Array("topic".utf8)], header: ["msg_type": "status", "msg_id": "a"], parent: ["msg_id": "b"],
    metadata: [:], content: ["text": "引号 \" \u{0}"])
  var format = WireFormat(key: key)
  let read = try format.message(from: format.frames(of: sent))
  #expect(read.identities == sent.identities && read.header == sent.header && read.parent == sent.parent)
  #expect(read.content == sent.content)
  #expect(refusal(format.frames(of: sent), key: Array("another".utf8)) == .badSignature)
}

@Test func `unsigned, forged, changed and played back messages are refused`() throws {
  #expect(refusal([delimiter, []] + parts) == .badSignature)
  #expect(refusal([delimiter, signature.map { $0 ^ 1 }] + parts) == .badSignature)
  #expect(refusal([delimiter, Array(signature.prefix(10))] + parts) == .badSignature)
  var changed = parts
  changed[3] = Array("{\"code\":\"2 + 2\"}".utf8)
  #expect(refusal([delimiter, signature] + changed) == .badSignature)
  var format = WireFormat(key: key)
  _ = try format.message(from: [delimiter, signature] + parts)
  #expect(throws: WireError.repeated) { try format.message(from: [delimiter, signature] + parts) }
}

@Test func `frames that are no message are refused`() {
  #expect(refusal([]) == .noDelimiter)
  #expect(refusal([[], [0xFF]]) == .noDelimiter)
  #expect(refusal([[UInt8]](repeating: [1], count: 32) + [delimiter, signature] + parts) == .noDelimiter)
  #expect(refusal([delimiter]) == .tooFewFrames(0))
  #expect(refusal([delimiter, signature] + parts.dropLast()) == .tooFewFrames(4))
  let long = [UInt8](repeating: 0x20, count: (1 << 20) + 1)
  #expect(refusal([delimiter, signature, long] + parts.dropFirst()) == .tooLong(part: "header"))
}

@Test(arguments: [
  (0, "[]", WireError.notAnObject(part: "header")), (0, "{", .notAnObject(part: "header")), (0, "{}", .noType),
  (0, "{\"msg_type\":7}", .noType), (1, "null", .notAnObject(part: "parent_header")),
  (2, "\u{FF}", .notAnObject(part: "metadata")), (3, "", .notAnObject(part: "content")),
  (3, String(repeating: "[", count: 100_000), .notAnObject(part: "content")),
])
func `parts of a signed message that are no objects are refused`(place: Int, text: String, error: WireError) {
  var changed = parts
  changed[place] = Array(text.utf8)
  // With an empty key the protocol takes everything, so that only the parts count here.
  #expect(refusal([delimiter, []] + changed, key: []) == error)
}

@Test func `random frames never get through and never trap`() {
  var state: UInt64 = 7
  var format = WireFormat(key: key)
  for _ in 0..<2000 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    var frames = (0..<Int(state >> 33) % 9).map { index in
      [UInt8](repeating: UInt8(truncatingIfNeeded: state >> UInt64(index)), count: Int(state >> 40) % 50)
    }
    if state & 1 == 0 { frames.insert(delimiter, at: Int(state >> 50) % (frames.count + 1)) }
    #expect(throws: WireError.self) { try format.message(from: frames) }
  }
}

@Test func `the date is UTC in ISO 8601`() throws {
  let pattern = "dddd-dd-ddTdd:dd:dd.ddddddZ"
  let date = MessageMaker.date()
  #expect(date.count == pattern.count)
  #expect(zip(date, pattern).allSatisfy { $1 == "d" ? $0.isNumber : $0 == $1 })
}
