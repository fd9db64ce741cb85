import Notebook
import Testing

@Suite struct CellCompletenessTests {
  @Test(
    arguments: [
      ("", nil), ("x = 1", nil), ("print(", 0), ("f(a,\n  b", 2), ("for x in y:", 4), ("for x in y:\n    print(x)", 4),
      ("for x in y:\n    print(x)\n", nil), ("for x in y:\n    print(x)\n    ", nil), ("if a:\n    if b:", 8),
      ("def f():\n    return 1", 0),
      ("for x in y: print(x)", nil), ("x = '''abc", 0), ("x = '''abc\n'''", nil), ("x = 1 + \\", 0), ("@decorator", 0),
      ("x = {", 0),
      ("d['a:b']", nil), ("x = 'a:'", nil), ("if x:  # why: because", 4), ("x  # note:", nil), ("a)", nil),
      ("%%time", 0), ("%time x", nil),
      ("class A:\n    def f(self):\n        pass", 4), ("print('''\n", 0), ("if x:\n    y\nelse:", 4),
    ] as [(String, Int?)])
  func `Return asks whether a cell is finished`(text: String, indentation: Int?) {
    let expected = indentation.map { CellCompleteness.incomplete(indentation: $0) } ?? .complete
    #expect(CellCompleteness(text) == expected)
  }
}
