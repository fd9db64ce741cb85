import Display
import FineTuning
import Notebook
import PythonValues
import SourceText

/// The functions that look: at a batch, at what is wrong before training, at how many answers are right.
func lookingNames(_ sink: any DisplaySink) -> [(String, Value)] {
  [
    (
      "inspect",
      function("inspect", "batch, tokenizer=None") { arguments, _ in
        guard let batch = arguments["batch"].object as? BatchEncodingObject, let collated = batch.collated else {
          try inspectText(arguments, sink)
          return .none
        }
        let tokenizer =
          try arguments["tokenizer"].isNone ? batch.tokenizer : arguments["tokenizer"].tokenizer("tokenizer")
        guard let tokenizer else {
          throw PyError(.typeError, "inspect needs the tokenizer too: inspect(batch, tokenizer)")
        }
        for table in BatchInspection(collated, tokenizer: tokenizer).tables() { sink.show(table) }
        return .none
      }
    ),
    (
      "preflight",
      function("preflight", "trainer") { arguments, context in
        guard let trainer = (arguments["trainer"].object as? TrainerObject)?.trainer else {
          throw arguments.wrongType("trainer", expected: "SFTTrainer")
        }
        let report = Preflight(trainer).report()
        if report.findings.isEmpty { context.print("nothing found: every row trains something, and its end") }
        report.show(sink)
        return .int(report.findings.count)
      }
    ),
    (
      "evaluate_answers",
      function("evaluate_answers", "model, tokenizer, dataset, max_new_tokens=None, batch_size=64, bf16=False") {
        arguments, context in
        let tokenizer = try arguments["tokenizer"].tokenizer("tokenizer")
        var evaluation = AnswerEvaluation(
          model: try arguments["model"].modelObject("model").model, tokenizer: tokenizer,
          render: chatRenderer(tokenizer))
        evaluation.maximumNewTokens = try arguments.optionalInteger("max_new_tokens")
        evaluation.batchSize = max(1, try arguments.integer("batch_size"))
        evaluation.precision = try arguments.bool("bf16") ? .bfloat16 : .float32
        var isStopped = false
        evaluation.isStopRequested = {
          isStopped = isStopped || isStopRequested(context)
          return isStopped
        }
        let report = try evaluation.run(try arguments["dataset"].dataset("dataset"), sink: sink)
        try context.checkInterrupt()
        return .object(AnswerReportObject(report))
      }
    ),
  ]
}

/// Shows how a text, or ids, are cut into tokens.
private func inspectText(_ arguments: BoundArguments, _ sink: any DisplaySink) throws {
  let value = arguments["batch"]
  let text = value.string
  guard text != nil || value.elements != nil || value.object is TensorObject else {
    throw PyError(
      .typeError,
      "inspect looks at a batch that a collator made, one of trainer.get_train_dataloader(), or at a text or ids, not at "
        + value.typeName)
  }
  guard !arguments["tokenizer"].isNone else {
    throw PyError(.typeError, "inspect needs the tokenizer too: inspect(text, tokenizer)")
  }
  let tokenizer = try arguments["tokenizer"].tokenizer("tokenizer")
  let inspections =
    try text.map { [TextInspection(Text($0), tokenizer: tokenizer)] }
    ?? tokenRows(value).map { TextInspection(ids: $0, tokenizer: tokenizer) }
  for inspection in inspections {
    sink.show(.value(ShownValue(inspection.line.plain, styled: inspection.line)))
    sink.show(inspection.table)
  }
}

/// What `evaluate_answers` gives: the counts, and the wrong answers as a table when shown.
final class AnswerReportObject: PyObject, SelfShowing {
  private let report: AnswerReport

  init(_ report: AnswerReport) { self.report = report }

  override var typeName: String { "AnswerReport" }

  override func repr() -> String { report.description }

  var shownBelow: [DisplayEvent] { report.wrong.isEmpty ? [] : [.table(report.table())] }

  override func attribute(_ name: String) throws -> Value? { try Self.members.attribute(name, of: self) }

  override var attributeNames: [String] { Self.members.names }

  static let members = Members<AnswerReportObject>([
    .property("exact", "How many answers are right to the letter.") { .int($0.report.exact) },
    .property("total", "How many questions were asked.") { .int($0.report.total) },
    .property("accuracy", "The share of exact answers.") { object in
      .float(object.report.total == 0 ? 0 : Double(object.report.exact) / Double(object.report.total))
    },
    .property("wrong", "The wrong answers, as dicts of row, question, expected and given.") { object in
      .array(
        object.report.wrong.map {
          .dictionary([
            ("row", .int($0.row)), ("question", .string($0.question)), ("expected", .string($0.expected)),
            ("given", .string($0.given)),
          ])
        })
    },
  ])
}
