import CellLanguage
import PythonValues
import SourceText
import Testing

private func error(of code: String) throws -> CellError? {
  let interpreter = Interpreter { _ in }
  do { _ = try interpreter.runCell(Source(name: "cell 1", code)) } catch let error as CellError { return error }
  return nil
}

@Test func `the last expression is the value of a cell`() throws {
  let interpreter = Interpreter { _ in }
  #expect(try interpreter.runCell(Source(name: "cell 1", "x = 20\nx + 1"))?.integer == 21)
  #expect(try interpreter.runCell(Source(name: "cell 2", "x = 3")) == nil)
  #expect(interpreter.userNames.map(\.name) == ["x"])
  interpreter.reset()
  #expect(interpreter.userNames.isEmpty)
}

@Test func `an unknown name is shown with its place and the nearest one`() throws {
  let found = try error(of: "tokenizer = 1\nprint(tokeniser)")
  #expect(
    found?.description == """
      cell 1:2:7: error: NameError: name 'tokeniser' is not defined
        print(tokeniser)
              ^^^^^^^^^
        Did you mean: 'tokenizer'?
      """)
}

@Test func `an error inside a call shows the call that led there`() throws {
  let found = try error(of: "def half(x):\n  return x / 0\n\nhalf(4)")
  #expect(
    found?.description == """
      cell 1:2:10: error: ZeroDivisionError: division by zero
          return x / 0
                 ^^^^^
        called from cell 1:4, in <cell>
      """)
}

@Test(arguments: [
  ("def f():\n  yield 1", "'yield' is not part of the cell language"),
  ("async def f(): pass", "'async' is not part of the cell language"),
  ("x = b'abc'", "bytes literals are not part of the cell language"),
  ("x = 3j", "complex numbers are not part of the cell language"),
  ("class A(B, C): pass", "a class with several bases is not part of the cell language"),
  ("match x:\n  case 1: pass", "'match' is not part of the cell language"),
  ("print 1", "Missing parentheses in call to 'print'. Did you mean print(...)?"),
  ("if x = 1: pass", "invalid syntax. Maybe you meant '==' or ':=' instead of '='?"),
  ("x = (1, 2", "'(' was never closed"),
  ("x = 'abc", "unterminated string literal"),
  ("x = “abc”", "invalid character '“' (U+201C)"),
  ("for i in range(3):\nprint(i)", "expected an indented block after 'for' statement"),
  ("x = 1\n  y = 2", "unexpected indent"),
  ("return 1", "'return' outside function"),
  ("x = 99999999999999999999", "integer literal does not fit 64 bits"),
  ("import tensorflow", "No module named 'tensorflow'"),
  ("x = [1 2]", "',' or ']' was expected, not a number"),
  ("x = 1\n%who", "a notebook command (%) cannot stand here"),
])
func `what is not accepted is named`(code: String, message: String) throws {
  #expect(try error(of: code)?.message == message)
}

@Test(arguments: [
  ("x = 1", Completeness.complete), ("", .complete), ("# note", .complete), ("x = (1,", .needsMore),
  ("def f():", .needsMore), ("def f():\n  return 1", .needsMore), ("def f():\n  return 1\n", .complete),
  ("if x:", .needsMore), ("x = '''a", .needsMore), ("x = 'a", .invalid), ("x = )", .invalid),
  ("for x in y: pass", .needsMore),
  ("x = 1 +", .invalid), ("@f", .needsMore), ("a = [\n  1,", .needsMore), ("x = 1 \\", .needsMore),
])
func `a terminal knows when a cell is whole`(text: String, expected: Completeness) {
  #expect(Interpreter.completeness(of: text) == expected)
}

@Test func `a raised flag stops a loop, and the names stay`() throws {
  let interpreter = Interpreter { _ in }
  interpreter.define(
    NativeFunction("interrupt") { [flag = interpreter.interrupt] _, _ in
      flag.raise()
      return .none
    })
  let error = #expect(throws: CellError.self) {
    try interpreter.runCell(Source(name: "cell 1", "n = 0\nwhile True:\n  n += 1\n  if n == 5: interrupt()"))
  }
  #expect(error?.kind == .keyboardInterrupt)
  #expect(try interpreter.runCell(Source(name: "cell 2", "n"))?.integer == 5)
}

@Test func `a cell's class overrides a host class, and Swift calls its methods`() throws {
  let interpreter = Interpreter { _ in }
  let base = HostClass(
    "TrainerCallback", methods: [NativeFunction("on_log", "self, args, **kwargs") { _, _ in .string("host") }])
  interpreter.define("TrainerCallback", .object(base))
  let value = try interpreter.runCell(
    Source(
      name: "cell 1",
      """
      class Plot(TrainerCallback):
          def __init__(self): self.losses = []
          def on_log(self, args, logs=None, **kwargs):
              self.losses.append(logs["loss"])
              return len(self.losses)
      Plot()
      """))
  let object = try #require(value)
  let instance = try #require(object.object as? Instance)
  #expect(instance.definesMethod("on_log") && !instance.definesMethod("on_evaluate"))
  let logs = Value.dictionary([("loss", 0.5)])
  let result = try interpreter.call(
    object.attribute("on_log"), CallArguments([.none], keywords: [("logs", logs), ("step", 1)]))
  #expect(result.integer == 1)
  let error = #expect(throws: PyError.self) {
    try interpreter.call(object.attribute("on_log"), CallArguments([.none], keywords: [("logs", .dictionary([]))]))
  }
  #expect(error?.kind == .keyError)
  #expect(error?.exception.frames.first?.source.name == "cell 1")
}

@Test(
  arguments: [
    ("load(1, 2)", "load() takes 1 positional argument but 2 were given", nil),
    ("load()", "load() missing 1 required positional argument: 'path'", nil),
    ("load('a', splt=1)", "load() got an unexpected keyword argument 'splt'", "Did you mean: 'split'?"),
    ("load(5)", "load() argument 'path' must be str, not int", nil),
  ] as [(String, String, String?)])
func `a host function answers as CPython's do`(code: String, message: String, remedy: String?) throws {
  let interpreter = Interpreter { _ in }
  interpreter.define(
    NativeFunction("load", "path, *, split=None") { arguments, _ in .string(try arguments.string("path")) })
  let error = #expect(throws: CellError.self) { try interpreter.runCell(Source(name: "cell 1", code)) }
  #expect(error?.message == message)
  #expect(error?.diagnostic.remedy == remedy)
}
