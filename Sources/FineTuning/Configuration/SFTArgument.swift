import JSON
import SourceText
import Training

/// One argument of `SFTConfig`: its name, its default, and what it does.
struct SFTArgument: Sendable {
  /// What an argument does.
  enum Effect: Sendable {
    /// It sets something.
    case sets(@Sendable (inout SFTConfiguration, Given) throws -> Void)
    /// It cannot change numbers, and changes nothing here; why, where that needs a word.
    case none(String)
    /// It would change numbers: only these values, which do not, are taken; what to do instead.
    case refusedUnless([JSON], String)
  }

  /// A value that was given.
  struct Given {
    /// The name under which it was given.
    let name: String
    /// The value.
    let value: JSON
  }

  /// The name in trl and transformers.
  let name: String
  /// The default there.
  let defaultValue: JSON
  /// What it does.
  let effect: Effect

  init(_ name: String, _ defaultValue: JSON, _ effect: Effect) {
    self.name = name
    self.defaultValue = defaultValue
    self.effect = effect
  }

  /// An argument that sets something.
  static func sets(
    _ name: String, _ defaultValue: JSON, _ set: @escaping @Sendable (inout SFTConfiguration, Given) throws -> Void
  ) -> SFTArgument { SFTArgument(name, defaultValue, .sets(set)) }

  /// An argument that changes nothing here.
  static func idle(_ name: String, _ defaultValue: JSON, _ why: String = "") -> SFTArgument {
    SFTArgument(name, defaultValue, .none(why))
  }

  /// An argument of which only the values that change nothing are taken.
  static func refuses(_ name: String, _ defaultValue: JSON, also: [JSON] = [], _ instead: String) -> SFTArgument {
    SFTArgument(name, defaultValue, .refusedUnless([defaultValue] + also, instead))
  }

  /// All arguments.
  static let all = stepArguments + optimizerArguments + intervalArguments + dataArguments + elsewhereArguments

  /// The arguments by name, older names too.
  static let named: [String: SFTArgument] = {
    var named = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
    named["max_seq_length"] = named["max_length"]
    named["evaluation_strategy"] = named["eval_strategy"]
    return named
  }()
}

extension SFTArgument.Given {
  private func wrong(_ expected: String) -> FineTuningError {
    .argumentType(name: name, expected: expected, found: pythonText(value))
  }

  /// The number.
  func number() throws -> Double {
    guard let number = value.number else { throw wrong("a number") }
    return number
  }

  /// The integer.
  func integer() throws -> Int {
    if let integer = value.integer { return integer }
    if let number = value.number, number == number.rounded(), abs(number) < 1e15 { return Int(number) }
    throw wrong("an integer")
  }

  /// The integer, or nil for None.
  func optionalInteger() throws -> Int? { value.isNull ? nil : try integer() }

  /// The truth value.
  func truth() throws -> Bool {
    guard let truth = value.bool else { throw wrong("True or False") }
    return truth
  }

  /// The text.
  func text() throws -> String {
    guard let text = value.string else { throw wrong("a string") }
    return text
  }

  /// The text, or nil for None.
  func optionalText() throws -> String? { value.isNull ? nil : try text() }

  /// One of the texts that an enumeration has; dashes of older spellings and an enumeration's prefix are taken.
  func choice<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type) throws -> Choice
  where Choice.RawValue == String {
    let text = try text()
    if let choice = Choice(rawValue: text) { return choice }
    let known = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
    throw FineTuningError.argumentValue(name: name, problem: "\"\(text)\" is none of \(known)")
  }
}

/// The known name that was most likely meant; one that begins alike where none is near.
func nearest(to name: String, in known: [String]) -> String? { nearestName(to: name, among: known) }

/// A value as Python writes it, for messages.
func pythonText(_ value: JSON) -> String {
  switch value {
  case .null: "None"
  case .bool(let truth): truth ? "True" : "False"
  case .string(let text): "'\(text.string)'"
  default: value.string(JSON.Format())
  }
}
