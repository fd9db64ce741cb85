import Display
import Notebook

/// Shows things in a terminal or a pipe: results on standard output; progress, notices and errors on standard error.
final class TerminalSink: DisplaySink {
  private let output: OutputChannel
  private let errors: OutputChannel
  private let progress: ProgressLine
  private let isQuiet: Bool
  private let showsOutputPrompts: Bool
  private let pictures: InlinePictures
  private let live: LivePicture
  private var redrawn: [Picture] = []

  /// Makes a sink.
  ///
  /// - Parameters:
  ///   - isQuiet: whether progress and notices are left out.
  ///   - showsOutputPrompts: whether `Out[3]: ` stands before a cell's value.
  init(
    output: OutputChannel, errors: OutputChannel, isQuiet: Bool = false, showsOutputPrompts: Bool = false,
    environment: (String) -> String? = { _ in nil }
  ) {
    self.output = output
    self.errors = errors
    self.isQuiet = isQuiet
    self.showsOutputPrompts = showsOutputPrompts
    progress = ProgressLine(channel: errors)
    pictures = InlinePictures(environment: environment)
    live = LivePicture(output: output, pictures: pictures)
  }

  /// Shows one thing.
  func show(_ event: DisplayEvent) {
    if case .progress(let state) = event { return show(state) }
    progress.clear()
    live.clear()
    switch event {
    case .text(let text): output.write(text)
    case .errorText(let text): errors.write(text)
    case .value(let value): show(value)
    case .table(let table): show(table)
    case .picture(let picture): show(picture)
    case .notice(let notice): show(notice)
    case .failure(let failure): show(failure)
    case .progress: break
    // What a terminal has shown stays; the line that is being written begins anew.
    case .clear: if !output.isAtLineStart, output.takesEscapes { output.write("\u{1B}[2K\r") }
    }
    if canRaisePicture { live.draw() }
    progress.restore(isAtLineStart: isAtLineStart)
  }

  private func show(_ state: ProgressState) {
    guard !isQuiet else { return }
    if state.isFinished, live.isDrawn {
      progress.clear()
      live.clear()
    }
    progress.show(state, isAtLineStart: isAtLineStart)
    guard canRaisePicture else { return }
    progress.clear()
    live.draw()
    progress.restore(isAtLineStart: true)
  }

  /// Whether the picture that is drawn anew has to be put above a running bar.
  private var canRaisePicture: Bool {
    !redrawn.isEmpty && !live.isDrawn && progress.isRunning && errors.takesEscapes
      && (progress.isDrawn || isAtLineStart)
  }

  /// Ends what a cell has left open: a line without an end, pictures that it kept redrawing.
  func endCell() {
    progress.clear()
    live.clear()
    live.replace(nil)
    if !output.isAtLineStart { output.write("\n") }
    for picture in redrawn { draw(picture) }
    redrawn = []
  }

  private var isAtLineStart: Bool {
    errors.isAtLineStart && (output.isAtLineStart || !output.isTerminal)
  }

  /// Begins a new line before something on standard error, where both outputs share one terminal.
  private func separate() {
    if output.isTerminal, errors.isTerminal, !output.isAtLineStart { output.write("\n") }
    if !errors.isAtLineStart { errors.write("\n") }
  }

  private func show(_ value: ShownValue) {
    if !output.isAtLineStart, showsOutputPrompts { output.write("\n") }
    // A value's text is code of the language, or nearly.
    let isShort = value.plain.utf8.count < 20_000
    let styled =
      value.styled.map { output.isTerminal ? $0.wrapped(toWidth: output.width) : $0 }
      ?? (output.takesColors && isShort ? CodeHighlighter.styled(value.plain) : nil)
    let text = Palette.text(styled ?? StyledText(value.plain), colored: output.takesColors)
    guard showsOutputPrompts, let number = value.cellNumber else { return output.write(text + "\n") }
    let prompt = Palette.text("Out[\(number)]: ", .outputPrompt, colored: output.takesColors)
    output.write(prompt + (value.plain.contains("\n") ? "\n" : "") + text + "\n")
  }

  private func show(_ table: Table) {
    let lines = table.lines(width: output.isTerminal ? output.width : nil)
    output.write(lines.map { Palette.text($0, colored: output.takesColors) + "\n" }.joined())
  }

  private func show(_ picture: Picture) {
    guard let identity = picture.identity else { return draw(picture) }
    // A plot that is redrawn while training would fill the screen: while it lasts it stands above the progress line,
    // and its last form is drawn at the cell's end.
    redrawn.removeAll { $0.identity == identity }
    redrawn.append(picture)
    live.replace(picture)
  }

  private func draw(_ picture: Picture) {
    if !output.isAtLineStart { output.write("\n") }
    if output.takesEscapes {
      if let codes = pictures.codes(for: picture) {
        output.write(codes + "\n")
      } else if let lines = picture.plot?.lines(width: output.width - 1) {
        output.write(lines.map { Palette.text($0, colored: output.takesColors) + "\n" }.joined())
      }
    }
    let name = picture.path ?? (picture.caption.isEmpty ? "not saved" : picture.caption)
    output.write("[picture \(picture.width) x \(picture.height): \(name)]\n")
  }

  private func show(_ notice: Notice) {
    if isQuiet, notice.severity == .information { return }
    separate()
    let isWarning = notice.severity == .warning
    let lead = isWarning ? "warning: " : "note: "
    errors.write(
      Palette.text(lead, isWarning ? .warning : .dim, colored: errors.takesColors) + notice.message
        + (notice.remedy.map { "\n  " + $0 } ?? "") + "\n")
  }

  private func show(_ failure: CellFailure) {
    separate()
    var lines = failure.report.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if errors.takesColors, let first = lines.first {
      lines[0] = Palette.text(first, .error, colored: true)
    }
    errors.write(lines.joined(separator: "\n") + "\n")
  }
}
