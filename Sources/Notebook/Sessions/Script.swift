import Display
import PythonValues
import SourceText

/// A document that is to be run, and how.
public struct Script: Sendable {
  /// The document.
  public var document: NotebookDocument

  /// The path, as errors show it.
  public var name: String

  /// The first code cell that is run, from 1.
  public var from: Int?

  /// The last code cell that is run, from 1.
  public var until: Int?

  /// What overrides the names that the `parameters` cell assigns: name and value as text.
  public var overrides: [Override] = []

  /// One name and the text of its value.
  public struct Override: Sendable, Equatable {
    /// The name.
    public var name: String

    /// A literal of the language, or else text.
    public var text: String

    /// Makes an override.
    public init(_ name: String, _ text: String) {
      self.name = name
      self.text = text
    }
  }

  /// Makes a script that runs a whole document.
  public init(_ document: NotebookDocument, name: String) {
    self.document = document
    self.name = name
  }

  /// Checks that the cells and parameters asked for exist.
  ///
  /// - Throws: `SessionError`.
  public func validate() throws(SessionError) {
    let count = document.codeCells.count
    for number in [from, until].compactMap({ $0 }) where number > count || number < 1 {
      throw .noSuchCell(number, count: count)
    }
    guard !overrides.isEmpty else { return }
    guard document.cells.contains(where: \.isParameters) else { throw .noParameters }
    let known = document.parameters.map(\.name)
    for override in overrides where !known.contains(override.name) {
      throw .unknownParameter(override.name, nearest: nearestName(to: override.name, among: known))
    }
  }
}

extension Session {
  /// Runs a script's cells in order and stops at the first that fails.
  ///
  /// - Parameter willRun: called before each cell with its number, its title and the number of code cells.
  /// - Returns: the cells that were run; only the last can have failed.
  /// - Throws: `SessionError` where a cell or a parameter does not exist; then nothing was run.
  public func run(
    _ script: Script, willRun: (_ number: Int, _ title: String, _ count: Int) -> Void = { _, _, _ in }
  ) throws -> [ExecutedCell] {
    try script.validate()
    let cells = script.document.codeCells
    var executed: [ExecutedCell] = []
    let first = script.from ?? 1
    if cells.contains(where: { $0.number < first && $0.cell.isParameters }) { override(script.overrides) }
    for (number, cell) in cells where number >= first && number <= script.until ?? .max {
      willRun(number, cell.title, cells.count)
      let source = Source(name: script.name, bytes: cell.body.bytes, firstLine: cell.bodyLineNumber)
      let result = run(source, title: cell.title, number: number)
      executed.append(result)
      if result.hasFailed { break }
      if cell.isParameters { override(script.overrides) }
    }
    return executed
  }

  private func override(_ overrides: [Script.Override]) {
    for override in overrides { interpreter.setGlobal(override.name, literal(override.text)) }
  }

  /// The value of a literal of the language; where the text is none, the text itself.
  func literal(_ text: String) -> Value {
    guard isLiteral(text), let value = try? interpreter.runCell(Source(name: "-p", text)) else { return .string(text) }
    return value
  }
}

/// Whether a text is made only of what literals are made of: numbers, strings, brackets, `True`, `False`, `None`.
///
/// Arithmetic is none: `2024-01-02` and `3-1` are text.
func isLiteral(_ text: String) -> Bool {
  var quote: Character?
  var isEscaped = false
  var word = ""
  var previous: Character = "("
  for character in text {
    if isEscaped {
      isEscaped = false
    } else if let open = quote {
      if character == "\\" { isEscaped = true }
      if character == open { quote = nil }
    } else if character == "\"" || character == "'" {
      quote = character
    } else if character == "+" || character == "-" {
      let isExponent = previous.lowercased() == "e" && word.first?.isNumber == true
      guard isExponent || "([{,:".contains(previous) else { return false }
      if isExponent { word.append(character) }
    } else if character.isASCII, character.isLetter || character.isNumber || character == "." || character == "_" {
      word.append(character)
    } else {
      guard isLiteralWord(word), " \t[](){},:".contains(character) else { return false }
      word = ""
    }
    if character != " " { previous = character }
  }
  return quote == nil && isLiteralWord(word) && !text.isEmpty
}

private func isLiteralWord(_ word: String) -> Bool {
  word.isEmpty || ["True", "False", "None"].contains(word) || word.first?.isNumber == true || word.first == "."
}
