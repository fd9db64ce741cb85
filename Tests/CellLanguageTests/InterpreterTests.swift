import CellLanguage
import PythonValues
import SourceText
import Testing

@Test func `the last expression is the value of a cell`() throws {
  let interpreter = Interpreter { _ in }
  #expect(try interpreter.runCell(Source(name: "cell 1", "x = 20\nx + 1"))?.integer == 21)
  #expect(try interpreter.runCell(Source(name: "cell 2", "x = 3")) == nil)
}

@Test func `an unknown name is shown with its place and the nearest one`() throws {
  let interpreter = Interpreter { _ in }
  let error = #expect(throws: CellError.self) {
    try interpreter.runCell(Source(name: "cell 1", "tokenizer = 1\nprint(tokeniser)"))
  }
  #expect(
    error?.description == """
      cell 1:2:7: error: NameError: name 'tokeniser' is not defined
        print(tokeniser)
              ^^^^^^^^^
        Did you mean: 'tokenizer'?
      """)
}
