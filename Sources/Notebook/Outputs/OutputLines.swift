import Display

/// The lines that stand for a cell's outputs in a `.nb` file and in a check.
///
/// What went to standard output stands as it was printed; a picture and a failure take a line each. Progress and notices
/// are left out: they differ from run to run.
public enum OutputLines {
  /// The most lines that are recorded of one cell; what is left out is counted in a last line.
  public static let limit = 1000

  /// The most characters that are recorded of one line.
  public static let lineLimit = 4000

  /// The lines for what a cell showed.
  public static func lines(of events: [DisplayEvent]) -> [String] {
    var text = ""
    for event in events {
      if case .text = event {} else if !text.isEmpty, text.utf8.last != 0x0A { text += "\n" }
      switch event {
      case .text(let printed): text += printed
      case .value(let value): text += value.plain + "\n"
      case .table(let table): text += table.text()
      case .picture(let picture): text += picture.reference + "\n"
      case .failure(let failure): text += "\(failure.kind): \(failure.message)\n"
      case .errorText, .progress, .notice, .clear: break
      }
    }
    return limited(cleaned(text))
  }

  private static func cleaned(_ text: String) -> [String] {
    var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
      // What a carriage return wrote over is not seen, so it is not recorded.
      let kept = line.last == 0x0D ? line.dropLast() : line
      return String(decoding: kept.split(separator: 0x0D, omittingEmptySubsequences: false).last ?? kept, as: UTF8.self)
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  private static func limited(_ lines: [String]) -> [String] {
    let kept = lines.prefix(limit).map { $0.utf8.count > lineLimit ? String($0.prefix(lineLimit)) + "…" : $0 }
    return lines.count > limit ? kept + ["… \(lines.count - limit) more lines"] : kept
  }
}

extension Picture {
  /// The picture as Markdown refers to it: `![caption](path)`.
  var reference: String { "![\(caption.isEmpty ? "picture" : caption)](\(path ?? ""))" }
}
