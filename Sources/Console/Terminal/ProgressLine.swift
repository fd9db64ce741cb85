import Display

/// Draws the bars of long work on standard error: one line that is redrawn on a terminal, a line now and then
/// elsewhere.
final class ProgressLine {
  /// Seconds that work must take before a bar is worth showing.
  static let patience = 0.5

  /// Seconds between two lines where a line cannot be redrawn.
  static let interval = 15.0

  private let channel: OutputChannel
  private var running: [ProgressState] = []
  /// Whether a bar stands in the terminal's current line.
  private(set) var isDrawn = false

  private var lastReported: [DisplayIdentity: Double] = [:]

  /// Makes the drawing for a channel.
  init(channel: OutputChannel) { self.channel = channel }

  /// Shows a bar's new state.
  ///
  /// - Parameter isAtLineStart: whether nothing but the bar stands in the terminal's current line.
  func show(_ state: ProgressState, isAtLineStart: Bool) {
    if channel.takesEscapes { redraw(state, isAtLineStart: isDrawn || isAtLineStart) } else { report(state) }
  }

  /// Whether a bar is shown that has not come to its end.
  var isRunning: Bool { running.last.map { $0.elapsed >= Self.patience } ?? false }

  /// Takes the bar away, because something else is to be written.
  func clear() {
    guard isDrawn else { return }
    isDrawn = false
    channel.write("\u{1B}[2K\r")
  }

  /// Draws the bar again after something else was written, where a line begins.
  ///
  /// - Parameter isAtLineStart: whether nothing stands in the terminal's current line.
  func restore(isAtLineStart: Bool) {
    guard isAtLineStart, let state = running.last, state.elapsed >= Self.patience else { return }
    isDrawn = true
    channel.write("\r" + state.line(width: channel.width - 1) + "\u{1B}[K")
  }

  private func redraw(_ state: ProgressState, isAtLineStart: Bool) {
    let known = running.firstIndex { $0.identity == state.identity }
    if state.isFinished {
      if let known { running.remove(at: known) }
      guard state.elapsed >= Self.patience else { return }
      clear()
      channel.write((isAtLineStart ? "" : "\n") + state.line(width: channel.width - 1) + "\n")
      restore(isAtLineStart: true)
      return
    }
    if let known { running[known] = state } else { running.append(state) }
    guard state.elapsed >= Self.patience, running.last?.identity == state.identity else { return }
    restore(isAtLineStart: isAtLineStart)
  }

  private func report(_ state: ProgressState) {
    let last = lastReported[state.identity] ?? 0
    guard state.elapsed - last >= Self.interval || (state.isFinished && state.elapsed >= 1) else { return }
    lastReported[state.identity] = state.isFinished ? nil : state.elapsed
    channel.write(state.line(width: 120, usesBlocks: false) + "\n")
  }
}
