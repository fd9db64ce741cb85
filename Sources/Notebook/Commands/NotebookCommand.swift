import Display
import PythonValues
import SourceText

/// One use of a `%` command.
struct CommandCall {
  /// What follows the command's name in its line.
  let argument: String

  /// Where the line stands.
  let place: (source: Source, span: SourceSpan)

  /// What follows the line in the cell.
  let rest: Source

  /// The number of the cell.
  let number: Int
}

/// A `%` command of the notebook.
struct NotebookCommand: Sendable {
  /// The name after the `%`.
  let name: String

  /// How it is used.
  let usage: String

  /// What it does, in one line.
  let summary: String

  /// Whether `%%name` takes the rest of the cell.
  var isCellCommand = false

  /// Whether it is about the session it is given in, and means nothing in a script.
  var isForPrompt: Bool { ["help", "who", "cells", "rerun", "save", "reset"].contains(name) }

  /// Does it.
  let run: @Sendable (Session, CommandCall) throws -> Void

  /// Whether a use of the name takes the rest of the cell.
  func takesRest(_ usedName: String) -> Bool { isCellCommand && usedName.hasPrefix("%") }

  /// All commands, in the order in which `%help` lists them.
  static let all: [NotebookCommand] =
    [help, who, time, timeit, cells, rerun, run, save, reset] + passedOver.map(passOver)

  /// What IPython knows and is of no consequence here.
  static let passedOver = ["matplotlib", "load_ext", "reload_ext", "autoreload", "config", "pip", "conda", "env"]

  /// The command of a name; `%%name` for one that takes the rest of the cell.
  ///
  /// - Throws: a diagnostic with the nearest known name.
  static func named(_ usedName: String, at source: Source, _ span: SourceSpan) throws -> NotebookCommand {
    let isCellCommand = usedName.hasPrefix("%")
    let name = usedName.drop { $0 == "%" }
    if let command = all.first(where: { $0.name == name }), !isCellCommand || command.isCellCommand { return command }
    let nearest = nearestName(to: String(name), among: all.map(\.name))
    throw Diagnostic(
      "unknown notebook command %\(usedName)", in: source, at: span,
      remedy: nearest.map { "Did you mean: '%\($0)'?" } ?? "%help lists the commands")
  }

  private static func passOver(_ name: String) -> NotebookCommand {
    NotebookCommand(name: name, usage: "%\(name) …", summary: "IPython's; passed over, it has no effect here") {
      session, call in
      if ["pip", "conda", "env"].contains(name) {
        session.sink.notice("passed over, because it has no effect here: %\(name) \(call.argument)", once: true)
      }
    }
  }

  private static let help = NotebookCommand(name: "help", usage: "%help", summary: "list these commands") {
    session, _ in
    let own = all.filter { !passedOver.contains($0.name) }
    session.sink.show(Table(["command", "what it does"], own.map { [$0.usage, $0.summary] }))
  }

  private static let reset = NotebookCommand(
    name: "reset", usage: "%reset", summary: "forget all names and cells"
  ) { session, _ in session.reset() }
}
