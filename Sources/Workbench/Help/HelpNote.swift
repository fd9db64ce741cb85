import PythonValues

/// What is worth saying about a name that its signature does not say.
struct HelpNote: Sendable {
  /// The name as a cell writes it: `load_dataset`, `AutoTokenizer.from_pretrained`, `plt.plot`.
  let name: String

  /// What it is or does, in one or two sentences.
  let meaning: String

  /// Code that runs once the names in it mean what they say.
  let example: String

  /// Parameters worth explaining.
  let parameters: [String: String]

  init(_ name: String, _ meaning: String, _ example: String, _ parameters: [String: String] = [:]) {
    self.name = name
    self.meaning = meaning
    self.example = example
    self.parameters = parameters
  }
}

/// A kind of object that a cell can hold, with its methods and properties.
struct HelpTopic: Sendable {
  /// The kind: `Tokenizer`, `Dataset`.
  let name: String

  /// What examples call an object of the kind.
  let variable: String

  /// What it is.
  let meaning: String

  /// How one is had and used.
  let example: String

  /// Its methods and properties, as its table of members has them.
  let rows: [MemberRow]

  /// An example of each member, by its name.
  let examples: [String: String]

  /// Parameters that mean the same in every method of it.
  let parameters: [String: String]

  /// Whether a value is of the kind.
  let recognizes: @Sendable (Value) -> Bool

  init(
    _ name: String, _ variable: String, _ meaning: String, _ example: String, rows: [MemberRow],
    examples: [String: String], parameters: [String: String] = [:], recognizes: @escaping @Sendable (Value) -> Bool
  ) {
    self.name = name
    self.variable = variable
    self.meaning = meaning
    self.example = example
    self.rows = rows
    self.examples = examples
    self.parameters = parameters
    self.recognizes = recognizes
  }
}

/// The notes of one theme, and its page under `docs/objects`.
struct HelpPage: Sendable {
  /// The name of the page's file, without its ending.
  let file: String

  /// The heading.
  let title: String

  /// Names that a cell starts with, in the order of the page.
  let notes: [HelpNote]

  /// Objects that a cell can hold.
  let topics: [HelpTopic]

  init(_ file: String, _ title: String, notes: [HelpNote], topics: [HelpTopic] = []) {
    self.file = file
    self.title = title
    self.notes = notes
    self.topics = topics
  }
}
