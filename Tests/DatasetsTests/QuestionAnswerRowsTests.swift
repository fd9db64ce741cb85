import Datasets
import Files
import JSON
import PythonValues
import TestSupport
import Testing

private func asset(_ name: String) throws -> JSON {
  try JSON.parse(readFile(joinPath(repositoryRoot, "assets/genshin/\(name)")), name: name)
}

@Test func `the demo's rows are those that the reference draws`() throws {
  let parts = try questionAnswerRows(characters: asset("characters.json"), questions: asset("questions.json"))
  let record = try fixtureJSON("datasets/genshin.json")
  for name in ["train", "test"] {
    let data = try parts.split(name)
    #expect(data.count == record[name]?["count"]?.integer)
    for (place, pair) in try #require(record[name]?["every97th"]?.array).enumerated() {
      let messages = try #require(try data.row(place * 97)["messages"]?.elements)
      #expect(messages.map { $0.dict?["content"]?.string } == pair.array?.map(\.string))
      #expect(messages.map { $0.dict?["role"]?.string } == ["user", "assistant"])
    }
    var characters = 0
    try data.forEachRow { row, _ in
      for message in row["messages"]?.elements ?? [] { characters += try message.item("content").length() }
    }
    #expect(characters == record[name]?["characters"]?.integer)
  }
}

@Test func `a row prints with the content first`() throws {
  let characters = try JSON.parse(#"{"甲": {"性别": "少年男性", "国籍": "乙"}}"#)
  let questions = try JSON.parse(#"[{"fact": "国籍", "question": "{name}{honorific}?", "answer": "{name}: {value}"}]"#)
  let parts = try questionAnswerRows(characters: characters, questions: questions, perCharacter: 1, testShare: 0)
  #expect(
    try Value.dict(parts.split("train").row(0)).repr()
      == "{'messages': [{'content': '甲先生?', 'role': 'user'}, {'content': '甲: 乙', 'role': 'assistant'}]}")
  #expect(try parts.split("test").count == 0)
}

@Test func `a missing fact is named`() throws {
  let characters = try JSON.parse(#"{"甲": {"性别": "少年男性"}}"#)
  let questions = try JSON.parse(#"[{"fact": "国籍", "question": "?", "answer": "!"}]"#)
  #expect(throws: DatasetError.badArgument("the character 甲 needs the texts '性别' and '国籍'")) {
    try questionAnswerRows(characters: characters, questions: questions, perCharacter: 1)
  }
  #expect(throws: DatasetError.self) { try questionAnswerRows(characters: characters, questions: questions) }
}
