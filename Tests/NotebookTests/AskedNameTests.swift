import Testing

@testable import Notebook

@Test(arguments: [
  ("tokenizer.encode", 16, "tokenizer.encode"), ("tokenizer.encode(1)", 12, "tokenizer.encode"),
  ("tokenizer.encode", 4, "tokenizer"), ("x = len(", 8, "len"), ("f(g(1), [2, ", 12, "f"), ("f(a, b)", 3, "a"),
  ("数 = 记录.长", 7, "记录.长"), ("print", 99, "print"), ("a.", 2, "a"),
])
func `the asked name is the one at the cursor, or what is called there`(text: String, cursor: Int, name: String) {
  #expect(askedName(in: text, at: cursor) == name)
}

@Test(arguments: ["", "1 + ", "(", "f() + ", "3.5"]) func `elsewhere no name is asked for`(text: String) {
  #expect(askedName(in: text, at: text.unicodeScalars.count) == nil)
}

@Test(arguments: [
  ("x = = 1", true), ("x = 1", false), ("%who\nx = 1", false), ("%who\nx = )", true), ("for", true), ("print?", false),
  ("class = 3", true),
])
func `a cell that does not parse is invalid`(text: String, isInvalid: Bool) {
  #expect(CellCompleteness.isInvalid(text) == isInvalid)
}
