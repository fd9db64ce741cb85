/// Why the command line cannot be followed: exit code 2.
enum UsageError: Error, Equatable {
  /// There is no such subcommand.
  case unknownCommand(String, nearest: String?)
  /// There is no such option.
  case unknownOption(String, command: String?, nearest: String?)
  /// Something is needed that is not there.
  case missing(String, command: String)
  /// Something is there that is not needed.
  case unexpected(String, command: String)
  /// A cell's number is no number from 1.
  case badCellNumber(String, String)
  /// A number is none, or is negative.
  case badNumber(String, String)
  /// `--from` lies after `--until`.
  case emptyRange(from: Int, until: Int)
  /// What follows `-p` is not `NAME=VALUE`.
  case badParameter(String)
  /// The script has no such parameter.
  case unknownParameter(String, file: String, nearest: String?)
  /// The script has no parameters at all.
  case noParameters(file: String)
  /// The script has fewer cells.
  case noSuchCell(Int, file: String, count: Int)
  /// A file's ending says nothing that can be read or written.
  case unknownFormat(String)
  /// The subcommand is planned and not there yet.
  case notYet(String)
}

extension UsageError: CustomStringConvertible {
  /// One sentence for people.
  var description: String {
    switch self {
    case .unknownCommand(let name, let nearest):
      "there is no command '\(name)'" + (nearest.map { ": did you mean 'tunebook \($0)'?" } ?? "; see tunebook --help")
    case .unknownOption(let name, let command, let nearest):
      "unknown option \(name)"
        + (nearest.map { ": did you mean \($0)?" } ?? "; see tunebook \(command.map { "help \($0)" } ?? "--help")")
    case .missing(let what, let command):
      "\(what) is missing; see tunebook \(command == "-c" ? "--help" : "help \(command)")"
    case .unexpected(let argument, let command): "unexpected argument '\(argument)' of tunebook \(command)"
    case .badCellNumber(let option, let text): "\(option) takes the number of a cell, counted from 1, not '\(text)'"
    case .badNumber(let option, let text): "\(option) takes a number of at least 0, not '\(text)'"
    case .emptyRange(let from, let until): "--from \(from) lies after --until \(until): no cell would run"
    case .badParameter(let text): "-p takes NAME=VALUE, not '\(text)'"
    case .unknownParameter(let name, let file, let nearest):
      "\(file) has no parameter '\(name)'"
        + (nearest.map { ": did you mean '\($0)'?" } ?? "; tunebook run \(file) --help lists them")
    case .noParameters(let file):
      "\(file) has no cell tagged `parameters`, so -p has nothing to override: tag one with # %% tags=\"parameters\""
    case .noSuchCell(let number, let file, let count):
      "there is no cell \(number) in \(file): it has \(count) code cell\(count == 1 ? "" : "s")"
    case .unknownFormat(let path): "the ending of \(path) is none of .nb, .ipynb, .md, .html"
    case .notYet(let name): "tunebook \(name) is not there yet in this version"
    }
  }
}
