import CellLanguage
import Display
import PythonValues
import SourceText
import Testing

@testable import Notebook

@Suite struct SessionTests {
  private func session() -> (Session, RecordingSink) {
    let sink = RecordingSink()
    return (Session(sink: sink), sink)
  }

  @Test func `cells run in order and share their names`() {
    let (session, sink) = session()
    session.run(Source(name: "cell 1", "x = 20\nprint(x)"))
    session.run(Source(name: "cell 2", "x + 1"))
    session.run(Source(name: "cell 3", "_ + 1"))
    #expect(sink.text == "20\n21\n22\n")
    #expect(session.cells.map(\.number) == [1, 2, 3])
    #expect(session.cells[1].events == [.value(ShownValue("21", cellNumber: 2))])
    #expect(session.cells.allSatisfy { $0.outcome == .done })
  }

  @Test func `None is not shown`() {
    let (session, sink) = session()
    session.run(Source(name: "cell 1", "print('a')"))
    session.run(Source(name: "cell 2", "None"))
    #expect(sink.text == "a\n")
  }

  @Test func `a failing cell names its place and stops the script`() throws {
    let (session, sink) = session()
    let document = NotebookDocument(
      parsing: "# %% One\nx = 1\n\n# %% Two\ny = x\nprint(undefned)\n\n# %% Three\nprint(3)\n")
    let executed = try session.run(Script(document, name: "a.nb"))
    #expect(executed.map(\.number) == [1, 2])
    let failure = try #require(sink.failures.first)
    #expect(failure.kind == "NameError" && failure.sourceName == "a.nb")
    #expect(failure.line == 6 && failure.column == 7 && failure.cellNumber == 2)
    #expect(
      failure.report == """
        a.nb:6:7: error: NameError: name 'undefned' is not defined
          print(undefned)
                ^^^^^^^^
        in cell 2 (Two)
        """)
    #expect(sink.text == "")
  }

  @Test func `a syntax error has a place too`() throws {
    let (session, sink) = session()
    session.run(Source(name: "cell 1", "x = 1\ny = = 2\n"))
    let failure = try #require(sink.failures.first)
    #expect(failure.kind == "SyntaxError" && failure.line == 2)
  }

  @Test func `parameters override what their cell assigns`() throws {
    let (session, sink) = session()
    var script = Script(
      NotebookDocument(
        parsing: "# %% tags=\"parameters\"\na = 1\nb = 'x'\nc = None\nd = 0.5\n# %%\nprint(a, b, c, d)\n"), name: "a.nb"
    )
    script.overrides = [.init("a", "[1, 2]"), .init("b", "some text"), .init("c", "2024-01-02"), .init("d", "-1e-3")]
    _ = try session.run(script)
    #expect(sink.text == "[1, 2] some text 2024-01-02 -0.001\n")
    script.overrides = [.init("e", "1")]
    #expect(throws: SessionError.self) { try session.run(script) }
  }

  @Test func `a run can begin and end between`() throws {
    let (session, sink) = session()
    var script = Script(
      NotebookDocument(
        parsing:
          "# %% tags=\"parameters\"\na = 1\n# %%\nprint(2)\n# %% [markdown]\n# t\n# %%\nprint(3)\n# %%\nprint(4)\n"),
      name: "a.nb")
    script.from = 2
    script.until = 3
    script.overrides = [.init("a", "5")]
    _ = try session.run(script)
    #expect(sink.text == "2\n3\n" && session.cells.map(\.number) == [2, 3])
    session.run(Source(name: "cell", "print(a)"))
    #expect(sink.text == "2\n3\n5\n")
    script.until = 9
    #expect {
      try session.run(script)
    } throws: {
      "\($0)" == "there is no cell 9: there are 4"
    }
  }

  @Test(arguments: [
    ("5", true), ("-5", true), ("1e-3", true), ("'a b'", true), ("[1, 'x', None]", true), ("{'a': -1.5}", true),
    ("(1,)", true), ("True", true),
    ("1_000", true), ("text", false), ("3-1", false), ("2024-01-02", false), ("f(1)", false), ("a.b", false),
    ("'open", false), ("", false),
    ("x for x in y", false), ("__import__", false), ("[x]", false),
  ])
  func `literals are told from text`(text: String, isOne: Bool) { #expect(isLiteral(text) == isOne) }

  @Test func `commands`() {
    let (session, sink) = session()
    session.run(Source(name: "cell 1", "%matplotlib inline\n%load_ext x\nnumbers = [1, 2]\n%who\n"))
    let who =
      "name     type  shape  bytes  value\n───────  ────  ─────  ─────  ──────\nnumbers  list      2   48 B  [1, 2]\n"
    #expect(sink.text == who)
    session.run(Source(name: "cell 2", "%time numbers"))
    #expect(sink.text.contains("CPU times: ") && sink.text.hasSuffix("[1, 2]\n"))
    session.run(Source(name: "cell 3", "%%time\nx = 1\nx\n"))
    #expect(sink.text.hasSuffix("s\n1\n"))
    session.run(Source(name: "cell 4", "%rerun 3"))
    #expect(sink.text.hasSuffix("s\n1\n"))
    session.run(Source(name: "cell 5", "%cells"))
    #expect(sink.text.contains("\n   4  done"))
    session.run(Source(name: "cell 5", "%cells 3-4"))
    #expect(sink.text.hasSuffix("# %% 3\n%%time\nx = 1\nx\n\n# %% 4\n%rerun 3\n"))
    session.run(Source(name: "cell 6", "%help"))
    #expect(sink.failures.isEmpty)
    session.run(Source(name: "cell 7", "%reset\n"))
    session.run(Source(name: "cell 8", "numbers"))
    #expect(sink.failures.map(\.kind) == ["NameError"])
  }

  @Test func `an unknown command names the nearest`() throws {
    let (session, sink) = session()
    session.run(Source(name: "cell 1", "x = 1\n%tme x"))
    let failure = try #require(sink.failures.first)
    #expect(
      failure.report == "cell 1:2:1: error: unknown notebook command %tme\n  %tme x\n  ^^^^^^\n  Did you mean: '%time'?"
    )
  }

  @Test func `a script passes over shell commands and help with one notice`() {
    let (session, sink) = session()
    session.run(Source(name: "cell 1", "!pip install x\n!pip install x\nprint?\nprint(1)"))
    #expect(
      sink.notices.map(\.message) == [
        "passed over, because shell commands belong to the terminal: !pip install x",
        "passed over, because help belongs to the terminal: print?",
      ])
    #expect(sink.text == "1\n")
    var lines: [String] = []
    session.shell = { lines.append($0) }
    session.run(Source(name: "cell 2", "!ls -l"))
    #expect(lines == ["ls -l"])
  }

  @Test func `exit ends a script with its code`() throws {
    for (code, outcome) in [("exit()", 0), ("exit(3)", 3), ("raise SystemExit(2)", 2)] {
      let (session, _) = session()
      let executed = try session.run(Script(NotebookDocument(parsing: "# %%\n\(code)\n# %%\nprint(1)\n"), name: "a.nb"))
      #expect(executed.map(\.outcome) == [.exited(outcome)], "\(code)")
    }
  }

  @Test func `an interrupt stops the cell and keeps the session`() {
    let (session, sink) = session()
    session.interpreter.define(
      NativeFunction("stop") { _, _ in
        session.interpreter.interrupt.raise()
        return .none
      })
    session.run(Source(name: "cell 1", "x = 1\nwhile True:\n    stop()\n    x = x + 1"))
    guard case .interrupted = session.cells[0].outcome else {
      return #expect(Bool(false), "\(session.cells[0].outcome)")
    }
    session.run(Source(name: "cell 2", "print('still here', x > 0)"))
    #expect(sink.text == "still here True\n")
  }

  @Test func `a session is saved as a notebook`() throws {
    let (session, _) = session()
    session.run(Source(name: "cell 1", "x = 1\nx"))
    session.run(Source(name: "cell 2", "print('a')"))
    let saved = try Transcript(session: session).bytes(for: "s.nb")
    #expect(String(decoding: saved, as: UTF8.self) == "# %%\nx = 1\nx\n#> 1\n\n# %%\nprint('a')\n#> a\n")
  }

  @Test func `what only asked the prompt for something is not saved`() throws {
    let (session, _) = session()
    let typed = ["%who", "x = [1,\n  2]\n\n", "x?", "!true", "%cells", "%rerun 2", "%time x.append(3)"]
    for (index, code) in typed.enumerated() {
      session.run(Source(name: "cell \(index + 1)", code))
    }
    let saved = String(decoding: try Transcript(session: session).bytes(for: "s.nb"), as: UTF8.self)
    #expect(saved.hasPrefix("# %%\nx = [1,\n  2]\n\n# %%\n%time x.append(3)\n"))
  }

  @Test func `a one-time notice is shown once a session`() {
    let sink = RecordingSink()
    let session = Session(sink: sink) { interpreter, sink in
      interpreter.define(
        NativeFunction("cuda") { _, _ in
          sink.notice("no GPU", once: true)
          return .none
        })
    }
    session.run(Source(name: "cell 1", "cuda()\ncuda()"))
    #expect(sink.notices.count == 1)
  }

  @Test(arguments: [
    ("numb", ["numbers"]), ("numbers.app", ["append"]), ("for x in numbe", ["numbers"]), ("%rer", ["rerun"]),
    ("prin", ["print"]),
    ("numbers.nothing", []), ("unknown.x", []), ("import js", ["json"]), ("from rand", ["random"]), ("whil", ["while"]),
    ("x = '/et", ["etc/"]),
  ])
  func `completion`(text: String, candidates: [String]) {
    let (session, _) = session()
    session.run(Source(name: "cell 1", "numbers = [1]\n_hidden = 2"))
    #expect(session.completions(after: text).candidates == candidates)
  }

  @Test func `parameters of an open call are completed`() {
    let (session, _) = session()
    session.run(Source(name: "cell 1", "def train(epochs, learning_rate=1):\n    pass\n"))
    #expect(session.completions(after: "train(1, learn").candidates == ["learning_rate="])
    #expect(session.completions(after: "train(len(x), ep").candidates == ["epochs="])
    #expect(session.completions(after: "train(\n    1,\n    ep").candidates == ["epochs="])
  }

  @Test func `names of models are completed where models are loaded`() {
    final class Host: FolderNaming {
      let folderNames = ["mini", "org/model"]
    }
    let (session, _) = session()
    let host = Host()
    session.interpreter.host = host
    #expect(session.completions(after: "m = AutoModel.from_pretrained('mi").candidates == ["mini"])
    #expect(session.completions(after: "m = AutoModel.from_pretrained(\"org/").candidates == ["org/model"])
    #expect(session.completions(after: "open('mi").candidates.isEmpty)
  }

  @Test func `who shows how many bytes a value takes`() throws {
    let (session, _) = session()
    session.run(Source(name: "cell 1", "text = '钟离'\nrows = [1, 2.5, None]\ntrap = [1]\ntrap.append(trap)"))
    let cell = session.run(Source(name: "cell 2", "%who"))
    guard case .table(let table)? = cell.events.first else {
      Issue.record("\(cell.events)")
      return
    }
    let bytes = table.rows.map { [$0[0].plain, $0[2].plain, $0[3].plain] }
    #expect(bytes == [["rows", "3", "72 B"], ["text", "2", "6 B"], ["trap", "2", ""]])
  }

  @Test func `a value that shows more than its text shows it where a cell ends with it`() {
    final class Report: PyObject, SelfShowing {
      override func repr() -> String { "1 wrong" }
      var shownBelow: [DisplayEvent] { [.table(Table(["row"], [["3"]]))] }
    }
    let (session, sink) = session()
    session.interpreter.define("report", .object(Report()))
    session.run(Source(name: "cell 1", "report\nx = report"))
    #expect(sink.text == "")
    session.run(Source(name: "cell 2", "report"))
    #expect(sink.text.hasPrefix("1 wrong\nrow\n") && sink.text.hasSuffix("3\n"))
  }

  @Test func `a cell that is not kept takes no number`() {
    let (session, sink) = session()
    session.run(Source(name: "cell 1", "x = 1\nx"), isKept: false)
    #expect(session.nextCellNumber == 1 && session.cells.isEmpty)
    session.run(Source(name: "cell 1", "x + 1"))
    #expect(sink.text == "1\n2\n" && session.cells.map(\.number) == [1])
  }

  @Test func `help is shown in a place of its own where the front has one`() {
    let (session, sink) = session()
    var pages: [String] = []
    session.help = { name, _ in StyledText("about \(name)") }
    session.page = { pages.append($0.plain) }
    session.run(Source(name: "cell 1", "print?"))
    #expect(pages == ["about print"] && sink.events.isEmpty)
  }

  @Test func `a value with an HTML form is shown with it, and a failing one without`() {
    let (session, sink) = session()
    session.run(
      Source(
        name: "cell 1",
        """
        class A:
            def __init__(self, html): self.html = html
            def __repr__(self): return 'A'
            def _repr_html_(self): return '<b>' + self.html + '</b>'
        A('x')
        """))
    session.run(Source(name: "cell 2", "A(1)"))
    session.run(Source(name: "cell 3", "type(A('x')) is A"))
    let values = sink.events.compactMap { if case .value(let value) = $0 { value } else { nil } }
    #expect(values.map(\.html) == ["<b>x</b>", nil, nil])
    #expect(values.map(\.plain) == ["A", "A", "True"])
  }

  @Test func `what a cell writes to standard error goes there`() {
    let (session, sink) = session()
    session.run(
      Source(
        name: "cell 1",
        "import sys\nprint('a', file=sys.stderr)\nn = sys.stderr.write('b')\nprint('c', file=sys.stdout)"))
    #expect(sink.events == [.errorText("a\nb"), .text("c\n")])
  }
}
