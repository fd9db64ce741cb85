import SourceText

/// Why a text is no JSON, and where.
public struct JSONError: Error, Equatable, Sendable {
  /// What is wrong.
  public enum Reason: Equatable, Sendable {
    /// Something else than a value, a comma, a colon or a closing bracket was expected; holds what was expected.
    case expected(String)
    /// The text ends inside a value.
    case unexpectedEnd
    /// Text follows the value.
    case trailingText
    /// A string holds a control character or an unknown escape.
    case badString
    /// A number is not written as JSON writes numbers.
    case badNumber
    /// The bytes are not UTF-8.
    case badUTF8
    /// Brackets nest deeper than 512 levels.
    case tooDeep
  }

  /// What is wrong.
  public let reason: Reason

  /// The byte offset.
  public let offset: Int

  /// The line, from 1.
  public let line: Int

  /// The column in code points, from 1.
  public let column: Int

  /// The name of what was read, for messages; empty where unknown.
  public var name: String = ""
}

extension JSONError: CustomStringConvertible {
  /// One sentence for people.
  public var description: String {
    let what =
      switch reason {
      case .expected(let wanted): "\(wanted) was expected"
      case .unexpectedEnd: "the text ends inside a value (is the file complete?)"
      case .trailingText: "text follows the end of the value"
      case .badString: "a string holds a raw control character or an unknown escape"
      case .badNumber: "a number is malformed"
      case .badUTF8: "the bytes are not UTF-8"
      case .tooDeep: "brackets nest deeper than 512 levels"
      }
    return "\(name.isEmpty ? "" : "\(name): ")invalid JSON at line \(line) column \(column): \(what)"
  }
}
