import SourceText

/// Why a session cannot do what a cell's `%` line or the command line asks.
public enum SessionError: Error, Sendable {
  /// `%run` calls itself over and over.
  case tooDeep
  /// There is no help on a name.
  case noHelp(String)
  /// `-p` names what the `parameters` cell does not assign.
  case unknownParameter(String, nearest: String?)
  /// No cell is tagged `parameters`.
  case noParameters
  /// There is no cell of that number.
  case noSuchCell(Int, count: Int)
  /// A file's ending says nothing that can be read or written.
  case unknownFormat(path: String, known: [String])
  /// A file is not what its ending says.
  case malformed(path: String, reason: String)
  /// A `%` command was given something it cannot use.
  case badArgument(command: String, usage: String)
}

extension SessionError: CustomStringConvertible {
  /// One sentence for people.
  public var description: String {
    switch self {
    case .tooDeep: "%run goes \(Session.depthLimit) levels deep: does a script run itself?"
    case .noHelp(let name): "there is no help on '\(name)'"
    case .unknownParameter(let name, let nearest):
      "there is no parameter '\(name)'" + (nearest.map { ": did you mean '\($0)'?" } ?? "")
    case .noParameters:
      "no cell is tagged `parameters`, so there is nothing to override: tag one with # %% tags=\"parameters\""
    case .noSuchCell(let number, let count): "there is no cell \(number): there \(count == 1 ? "is 1" : "are \(count)")"
    case .unknownFormat(let path, let known): "the ending of \(path) is none of \(known.joined(separator: ", "))"
    case .malformed(let path, let reason): "\(path): \(reason)"
    case .badArgument(let command, let usage): "%\(command) is used as \(usage)"
    }
  }
}
