/// Where cells come from that a person types.
protocol CellReader: AnyObject {
  /// Shows a prompt and reads a cell.
  func read(_ prompt: String) -> ReadOutcome

  /// Shows a prompt and reads a line of text, which is no cell.
  func readText(_ prompt: String) -> ReadOutcome

  /// Keeps a cell to be recalled.
  func remember(_ cell: String)
}

/// What came of reading a cell.
enum ReadOutcome: Equatable {
  /// The person finished a cell.
  case cell(String)
  /// The person pressed Ctrl-C.
  case interrupted
  /// The person pressed Ctrl-D on an empty line, or the terminal went away.
  case ended
}
