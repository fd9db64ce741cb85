import JSON
import PythonValues

/// Questions about characters and their answers as rows of messages, split into training and test rows.
///
/// For each character, `perCharacter` of the question forms are drawn; all rows are shuffled; the first fifth is test.
/// All chance comes from one Mersenne Twister, seeded as CPython's `random.Random(seed)`: `sample` draws each
/// character's forms in the order of the file, then `shuffle` orders the rows of all.
///
/// - Parameters:
///   - characters: an object of name -> fields with text, among them 性别.
///   - questions: a list of objects with `fact`, `question` and `answer`; `{name}`, `{honorific}` and `{value}` in
///     them are filled in.
///   - perCharacter: how many forms are drawn for each character.
///   - testShare: the test part's share, rounded down.
/// - Returns: the splits `train` and `test`; a row is `{"messages": [{"content", "role"}, {"content", "role"}]}`.
/// - Throws: `DatasetError.badArgument` that names the character or the question.
public func questionAnswerRows(
  characters: JSON, questions: JSON, perCharacter: Int = 58, testShare: Double = 0.2, seed: UInt64 = 42
) throws -> DatasetDict {
  guard let people = characters.object, let forms = questions.array, !forms.isEmpty else {
    throw DatasetError.badArgument("questions and answers need an object of characters and a list of question forms")
  }
  guard (1...forms.count).contains(perCharacter), (0...1).contains(testShare) else {
    throw DatasetError.badArgument(
      "\(perCharacter) questions per character cannot be drawn from \(forms.count) forms, or the test share"
        + " \(testShare) is not between 0 and 1")
  }
  let questionForms = try forms.enumerated().map { try QuestionForm($1, number: $0) }
  var random = PythonRandom(seed: seed)
  var rows: [(question: String, answer: String)] = []
  for (name, facts) in people.members {
    for index in random.sample(forms.count, perCharacter) {
      rows.append(try questionForms[index].filled(name: name.string, facts: facts))
    }
  }
  random.shuffle(&rows)
  let testCount = Int(Double(rows.count) * testShare)
  return DatasetDict([
    ("train", try messages(rows[testCount...])), ("test", try messages(rows[..<testCount])),
  ])
}

private func messages(_ rows: ArraySlice<(question: String, answer: String)>) throws -> Dataset {
  try Dataset.fromRows(
    rows.map { row in
      .dictionary([
        (
          "messages",
          .array([
            .dictionary([("content", .string(row.question)), ("role", "user")]),
            .dictionary([("content", .string(row.answer)), ("role", "assistant")]),
          ])
        )
      ])
    })
}

/// One way to ask for a fact, and the form of its answer.
private struct QuestionForm {
  let fact: String
  let question: String
  let answer: String

  init(_ form: JSON, number: Int) throws {
    guard let fact = form["fact"]?.string, let question = form["question"]?.string, let answer = form["answer"]?.string
    else {
      throw DatasetError.badArgument("question form \(number) needs the texts 'fact', 'question' and 'answer'")
    }
    self.fact = fact
    self.question = question
    self.answer = answer
  }

  func filled(name: String, facts: JSON) throws -> (question: String, answer: String) {
    guard let given = facts[fact]?.string, let gender = facts["性别"]?.string else {
      throw DatasetError.badArgument("the character \(name) needs the texts '性别' and '\(fact)'")
    }
    let honorific = gender.hasSuffix("男性") ? "先生" : "女士"
    let value = fact == "性别" ? String(given.suffix(2)) : given
    return (
      replaced(question, [("{name}", name), ("{honorific}", honorific)]),
      replaced(answer, [("{name}", name), ("{value}", value)])
    )
  }

  private func replaced(_ text: String, _ pairs: [(String, String)]) -> String {
    pairs.reduce(text) { text, pair in
      text.split(separator: pair.0, omittingEmptySubsequences: false).joined(separator: pair.1)
    }
  }
}
