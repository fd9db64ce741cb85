import CellLanguage
import Display
import Notebook
import PythonValues
import Testing

@testable import Workbench

private let opening = """
  tokenizer = AutoTokenizer.from_pretrained("mini")
  model = AutoModelForCausalLM.from_pretrained("mini")

  """

@Test func `a chat reads lines, answers as it goes, forgets when told to, and ends with the lines`() throws {
  let sink = RecordingSink()
  let session = Session(sink: sink) { Workbench.install(into: $0, sink: $1) }
  var lines = ["钟离来自什么国家?", "/new", "  你好  "]
  var prompts: [String] = []
  session.interpreter.readLine = { prompt in
    prompts.append(prompt)
    return lines.isEmpty ? nil : lines.removeFirst()
  }
  let cell = session.run(.init(name: "cell 1", opening + "chat(model, tokenizer, max_new_tokens=8, do_sample=False)"))
  #expect(cell.outcome == .done && prompts == ["you: ", "you: ", "you: ", "you: "])
  let text = printed(cell)
  #expect(text.split(separator: "\n").count(where: { $0.hasPrefix("model: ") }) == 2, "\(text)")
  #expect(text.contains("(a new conversation)\n"))
  let asked = session.run(
    .init(name: "cell 2", "chat(model, tokenizer, '钟离来自什么国家?', max_new_tokens=8, do_sample=False)"))
  let answers = [text, printed(asked)].map { $0.split(separator: "\n").first { $0.hasPrefix("model: ") } }
  #expect(answers[0] == answers[1] && answers[0] != nil)
}

@Test func `a chat without a terminal says what to do`() throws {
  let failure = try runCell(opening + "chat(model, tokenizer)").failure
  #expect(failure == "RuntimeError: chat reads what you type, and here is no terminal")
  #expect(try runCell(opening + "chat(model, tokenizer, 3)").failure?.hasPrefix("TypeError: chat's questions") == true)
}

@Test func `two models are asked side by side, one model only with an adapter`() throws {
  let failure = try runCell(opening + "compare_answers(model, model, tokenizer, ['a'])").failure
  #expect(failure == "ValueError: base and tuned are the same model, and it has no adapter that could be left out")
  let cell = try runCell(
    opening + """
      tuned = get_peft_model(model, LoraConfig(r=2, target_modules=["q_proj"], task_type="CAUSAL_LM"))
      rows = Dataset.from_list([{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}])
      report = compare_answers(None, tuned, tokenizer, rows, max_new_tokens=4)
      print(report, report.rows[0]["question"], report.rows[0]["expected"], report.rows[0]["base"] == report.rows[0]["tuned"])
      """)
  #expect(cell.text == "AnswerComparison(1 question) a b True\n", "\(cell)")
}

@Test(arguments: [
  ("help(len)", "len(obj, /)\n"), ("help(tokenizer.encode)", "tokenizer.encode(text"),
  ("help(SFTConfig)", "SFTConfig("),
  ("help(plt.plot)", "plt.plot("), ("help(tokenizer)", "tokenizer\n"), ("help(3)", "int  int"),
  ("def f(a):\n    'doc'\nhelp(f)", "function  function\nfunction(a)\ndoc"),
])
func `help shows what a question mark shows`(code: String, start: String) throws {
  let sink = RecordingSink()
  let session = Session(sink: sink) { Workbench.install(into: $0, sink: $1) }
  session.run(.init(name: "cell 1", opening))
  let cell = session.run(.init(name: "cell 2", code))
  guard case .value(let value)? = cell.events.first else {
    Issue.record("\(cell.events)")
    return
  }
  #expect(value.plain.hasPrefix(start), "\(value.plain)")
}

@Test func `wrong answers stand below the count`() throws {
  let sink = RecordingSink()
  let session = Session(sink: sink) { Workbench.install(into: $0, sink: $1) }
  let cell = session.run(
    .init(
      name: "cell 1",
      opening + """
        rows = Dataset.from_list([{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}])
        evaluate_answers(model, tokenizer, rows)
        """))
  let tables = cell.events.compactMap { if case .table(let table) = $0 { table } else { nil } }
  #expect(tables.count == 1 && tables[0].rows.count == 1 && tables[0].rows[0][1].plain == "a")
}

@Test func `a text and ids are shown with their cuts`() throws {
  let cell = try runCell(opening + "inspect('钟离', tokenizer)\ninspect(tokenizer('钟离').input_ids, tokenizer)")
  #expect(cell.failure == nil)
  #expect(try runCell(opening + "inspect(3, tokenizer)").failure?.hasPrefix("TypeError: inspect looks at") == true)
  #expect(
    try runCell(opening + "inspect('a')").failure
      == "TypeError: inspect needs the tokenizer too: inspect(text, tokenizer)")
}
