import PythonValues
import Testing

@testable import Datasets

private func dataset(_ rows: Value...) throws -> Dataset { try Dataset.fromRows(rows) }

private func turn(_ keys: (String, String), _ values: (String, String)) -> Value {
  .dictionary([(keys.0, .string(values.0)), (keys.1, .string(values.1))])
}

/// A row's turns as `prompt | completion`, each turn as `role:content`.
private func spoken(_ dataset: Dataset, row: Int = 0) throws -> String {
  let form = try #require(ConversationForm(dataset))
  let turns = try form.turns(dataset.selectColumns(form.columns).row(row))
  func text(_ messages: [Value]) -> String {
    messages.map { "\($0.dict?["role"]?.string ?? "?"):\($0.dict?["content"]?.string ?? "?")" }.joined(separator: " ")
  }
  return text(turns.prompt) + " | " + text(turns.completion)
}

@Test func `ShareGPT's speakers become roles, whatever else a turn and a row carry`() throws {
  let rows = try dataset(
    .dictionary([
      ("id", .int(1)), ("system", .string("Be brief.")),
      (
        "conversations",
        .array([turn(("from", "value"), ("human", "hi")), turn(("from", "value"), ("gpt", "ho"))])
      ),
    ]))
  #expect(try spoken(rows) == " | system:Be brief. user:hi assistant:ho")
  #expect(ConversationForm(rows)?.notice?.contains("ShareGPT") == true)
  let plain = try dataset(
    .dictionary([("conversations", .array([turn(("role", "content"), ("user", "hi"))]))]))
  #expect(try spoken(plain) == " | user:hi")
  let underMessages = try dataset(
    .dictionary([
      ("messages", .array([turn(("from", "value"), ("Human", "hi")), turn(("from", "value"), ("tool", "3"))]))
    ]))
  #expect(try spoken(underMessages) == " | user:hi tool:3")
}

@Test func `Alpaca's columns become a question and an answer`() throws {
  let rows = try dataset(
    .dictionary([("instruction", .string("Add")), ("input", .string("1+1")), ("output", .string("2"))]),
    .dictionary([("instruction", .string("Greet")), ("input", .string("")), ("output", .string("hi"))]),
    .dictionary([("instruction", .string("Greet")), ("input", .none), ("output", .string("hi"))]))
  #expect(try spoken(rows) == "user:Add\n1+1 | assistant:2")
  #expect(try spoken(rows, row: 1) == "user:Greet | assistant:hi")
  #expect(try spoken(rows, row: 2) == "user:Greet | assistant:hi")
  let long = try dataset(
    .dictionary([
      ("instruction", .string("c")), ("output", .string("d")), ("system", .string("s")),
      ("history", .array([.array([.string("a"), .string("b")])])),
    ]))
  #expect(try spoken(long) == "system:s user:a assistant:b user:c | assistant:d")
}

@Test func `prompts and completions are texts or messages`() throws {
  let texts = try dataset(.dictionary([("prompt", .string("1+1=")), ("completion", .string("2"))]))
  #expect(ConversationForm(texts) == .promptedText)
  #expect(try spoken(texts) == "user:1+1= | assistant:2")
  let messages = try dataset(
    .dictionary([
      ("prompt", .array([turn(("role", "content"), ("user", "hi"))])),
      ("completion", .array([turn(("role", "content"), ("assistant", "ho"))])),
    ]))
  #expect(ConversationForm(messages) == .promptedMessages)
  #expect(try spoken(messages) == "user:hi | assistant:ho")
}

@Test func `every form becomes a column of messages, and other columns stay`() throws {
  let rows = try dataset(
    .dictionary([("id", .int(7)), ("instruction", .string("Add")), ("input", .string("")), ("output", .string("2"))]))
  let talks = try rows.conversations()
  #expect(talks.columnNames == ["id", "messages"])
  #expect(
    try Value.dict(talks.row(0)).repr()
      == "{'id': 7, 'messages': [{'role': 'user', 'content': 'Add'}, {'role': 'assistant', 'content': '2'}]}")
}

@Test func `columns in no form, and rows that lack theirs, are one sentence`() throws {
  func message(_ rows: Dataset) -> String {
    do {
      _ = try rows.conversations()
      return "no error"
    } catch {
      return "\(error)"
    }
  }
  #expect(
    try message(dataset(.dictionary([("question", .string("a")), ("answer", .string("b"))])))
      == "no conversation is known in the columns question, answer: rename them to one of these: text; messages (role, "
      + "content); conversations (from, value); prompt and completion; instruction, input and output")
  #expect(
    try message(dataset(.dictionary([("instruction", .string("a")), ("output", .none)])))
      == "row 0 of the dataset: its instruction or its output is None")
  #expect(
    try message(dataset(.dictionary([("instruction", .string("a")), ("output", .int(3))])))
      == "row 0 of the dataset: output must be a string, not int")
  #expect(
    try message(
      dataset(.dictionary([("instruction", .string("a")), ("output", .string("b")), ("history", .array([.int(1)]))])))
      == "row 0 of the dataset: history must be a list of pairs of texts, not int")
}
