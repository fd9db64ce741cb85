import Display
import Notebook
import PythonValues
import Testing

@testable import FineTuning
@testable import Workbench

@Test func `display shows values in between, and clear_output takes away what was shown`() {
  let session = Session(sink: RecordingSink()) { Workbench.install(into: $0, sink: $1) }
  let cell = session.run(
    .init(
      name: "cell 1",
      "from IPython.display import clear_output\nprint('a')\nclear_output(wait=True)\ndisplay([1], 'b')\nprint('c')"))
  #expect(cell.events == [.value(ShownValue("[1]")), .value(ShownValue("'b'")), .text("c\n")])
}

@Test func `display shows the tables that a value has`() throws {
  var report = AnswerReport()
  report.answers = [.init(row: 1, question: "what?", expected: "b", given: "<script>")]
  let session = Session(sink: RecordingSink()) { Workbench.install(into: $0, sink: $1) }
  session.interpreter.define("report", .object(AnswerReportObject(report)))
  let cell = session.run(.init(name: "cell 1", "display(report)"))
  #expect(cell.events == [.value(ShownValue("exact answers: 0/1")), .table(report.table())])
}
