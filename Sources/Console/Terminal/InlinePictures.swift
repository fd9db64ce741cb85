import Display

/// Writes pictures as the escape codes of terminals that can show them.
///
/// Source: kitty's terminal graphics protocol; iTerm2's inline images protocol.
struct InlinePictures {
  private enum Kind {
    case kitty
    case iTerm
  }

  private let kind: Kind?

  /// Finds out from the environment what the terminal can.
  init(environment: (String) -> String?) {
    let program = environment("TERM_PROGRAM") ?? ""
    let terminal = environment("TERM") ?? ""
    // Inside of a multiplexer the codes do not reach the terminal.
    if environment("TMUX") != nil || terminal.hasPrefix("screen") {
      kind = nil
    } else if terminal.contains("kitty") || environment("KITTY_WINDOW_ID") != nil || program == "ghostty" {
      kind = .kitty
    } else {
      kind = ["iTerm.app", "WezTerm"].contains(program) ? .iTerm : nil
    }
  }

  /// The codes that show a picture; nil where the terminal knows none.
  ///
  /// - Parameter rows: the lines that the picture is to fill, without moving the cursor; nil shows it in its own size
  ///   and moves on.
  func codes(for picture: Picture, rows: Int? = nil) -> String? {
    guard !picture.png.isEmpty else { return nil }
    let data = Array(base64(picture.png).utf8)
    switch kind {
    case nil: return nil
    case .iTerm:
      let size = rows.map { ";height=\($0);doNotMoveCursor=1" } ?? ""
      return "\u{1B}]1337;File=inline=1;size=\(picture.png.count)\(size):\(String(decoding: data, as: UTF8.self))\u{7}"
    case .kitty:
      // With a number the terminal would answer, into the next cell: q=2 keeps it quiet.
      let size = rows.map { "i=\(Self.number),q=2,C=1,r=\($0)," } ?? ""
      let starts = Array(stride(from: 0, to: data.count, by: 4096))
      return starts.map { start in
        let piece = String(decoding: data[start..<min(start + 4096, data.count)], as: UTF8.self)
        let isLast = start == starts.last
        return "\u{1B}_G\(start == 0 ? "f=100,a=T,\(size)" : "")m=\(isLast ? 0 : 1);\(piece)\u{1B}\\"
      }.joined()
    }
  }

  /// The codes that take away a picture shown in a number of lines; nil where writing over it does.
  var removal: String? { kind == .kitty ? "\u{1B}_Ga=d,d=I,i=\(Self.number),q=2\u{1B}\\" : nil }

  /// What kitty calls the picture that is drawn anew.
  private static let number = 7342
}
