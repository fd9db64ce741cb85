import SourceText
import Testing

@testable import JSON

@Test(arguments: [
  ("null", "null"), (" [1, -0, 2.50, 1e3, 1E-7] ", "[1, 0, 2.5, 1000.0, 1e-07]"),
  (#"{"a":{"b":[]},"a":1}"#, #"{"a": 1}"#),
  (#""\u00e9\ud83d\ude00\n\/""#, #""é😀\n/""#), ("\u{FEFF}true", "true"),
  ("123456789012345678901", "1.2345678901234568e+20"),
  ("[1e15, 1e16, 0.0001, 0.00001]", "[1000000000000000.0, 1e+16, 0.0001, 1e-05]"),
  ("[NaN, -Infinity]", "[NaN, -Infinity]"),
])
func `a text is read and written as Python's json does`(text: String, written: String) throws {
  #expect(try JSON.parse(text).string(.init()) == written)
}

@Test(arguments: [
  ("", "unexpectedEnd", 1, 1), ("[1,]", "expected", 1, 4), ("{\"a\" 1}", "expected", 1, 6),
  ("[1\n, tru]", "expected", 2, 3),
  ("1 2", "trailingText", 1, 3), ("\"a\u{1}\"", "badString", 1, 3), ("\"\\x\"", "badString", 1, 3),
  ("01", "trailingText", 1, 2),
  ("-", "unexpectedEnd", 1, 2), ("[\"钟离\", .5]", "expected", 1, 8),
  (String(repeating: "[", count: 600), "tooDeep", 1, 513),
])
func `what is no JSON is refused with its place`(text: String, reason: String, line: Int, column: Int) {
  do {
    _ = try JSON.parse(text)
    Issue.record("\(text.prefix(20)) was read")
  } catch {
    #expect("\(error.reason)".hasPrefix(reason) && error.line == line && error.column == column, "\(error)")
  }
}

@Test func `bytes that are not UTF-8 are refused`() {
  for bad: [UInt8] in [[0xFF], [0xC0, 0x80], [0xE4, 0xB8], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80]] {
    #expect(throws: JSONError.self) { try JSON.parse([0x22] + bad + [0x22]) }
  }
}

@Test func `keys that Swift strings take for equal stay apart`() throws {
  let value = try JSON.parse(#"{"\u00e9": 1, "e\u0301": 2, "\r\n": 3, "\n": 4}"#)
  #expect(value.object?.count == 4)
}

@Test func `indented and escaped forms are those of json dumps`() throws {
  let value: JSON = .object(["名": [1, .object([:]), []], "a": nil])
  #expect(value.string(.indented) == "{\n  \"名\": [\n    1,\n    {},\n    []\n  ],\n  \"a\": null\n}")
  #expect(value.string(.init(escapesNonASCII: true)) == #"{"\u540d": [1, {}, []], "a": null}"#)
  #expect(value.string(.compact) == #"{"名":[1,{},[]],"a":null}"#)
}

@Test func `a member is replaced in place and removed`() {
  var object: JSONObject = ["a": 1, "b": 2, "c": 3]
  object["a"] = 9
  object["b"] = nil
  #expect(object.keys.map(\.string) == ["a", "c"])
  #expect(object["a"] == 9 && object["c"] == 3 && object["b"] == nil)
}
