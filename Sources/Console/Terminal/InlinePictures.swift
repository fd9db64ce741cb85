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
  func codes(for picture: Picture) -> String? {
    guard !picture.png.isEmpty else { return nil }
    let data = Array(base64(picture.png).utf8)
    switch kind {
    case nil: return nil
    case .iTerm:
      return "\u{1B}]1337;File=inline=1;size=\(picture.png.count):\(String(decoding: data, as: UTF8.self))\u{7}"
    case .kitty:
      let starts = Array(stride(from: 0, to: data.count, by: 4096))
      return starts.map { start in
        let piece = String(decoding: data[start..<min(start + 4096, data.count)], as: UTF8.self)
        let isLast = start == starts.last
        return "\u{1B}_G\(start == 0 ? "f=100,a=T," : "")m=\(isLast ? 0 : 1);\(piece)\u{1B}\\"
      }.joined()
    }
  }
}
