import Testing

@testable import SourceText

@Test func `a position counts lines and characters, not bytes`() {
  let source = Source(name: "cell 1", "a\n钟离 = x\n", firstLine: 5)
  #expect(source.position(of: 0) == Source.Position(line: 5, column: 1))
  #expect(source.position(of: 2 + 6) == Source.Position(line: 6, column: 3))
  #expect(source.lineText(at: 4) == "钟离 = x")
  #expect(source.position(of: 999).line == 7)
}

@Test func `a diagnostic shows line, caret and remedy`() {
  let source = Source(name: "a.nb", "print(colour)")
  let diagnostic = Diagnostic(
    "name 'colour' is not defined", in: source, at: SourceSpan(6, 12), remedy: "did you mean 'color'?")
  #expect(
    diagnostic.rendered() == """
      a.nb:1:7: error: name 'colour' is not defined
        print(colour)
              ^^^^^^
        did you mean 'color'?
      """)
}

@Test func `a caret stands under wide characters`() {
  let source = Source(name: "a.nb", "钟离 + b")
  let text = Diagnostic("x", in: source, at: SourceSpan(9, 10)).rendered {
    $0.unicodeScalars.reduce(0) { $0 + ($1.value > 0x1000 ? 2 : 1) }
  }
  #expect(text.split(separator: "\n")[2] == "         ^")
}

@Test(arguments: [("tokenzier", "tokenizer"), ("modle", "model"), ("Model", "model"), ("zzz", nil)])
func `the nearest name is within a third of the letters`(name: String, nearest: String?) {
  #expect(nearestName(to: name, among: ["tokenizer", "model", "trainer"]) == nearest)
}

@Test func `texts are equal only where their bytes are`() {
  #expect(Text("é") != Text("e\u{301}"))
  #expect(Text("\r\n") != Text("\n"))
  #expect(Text("a") < Text("é"))
}
