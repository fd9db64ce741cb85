import CLibEdit
import Display
import Files

#if canImport(Glibc)
  import Glibc
#endif

extension Program {
  /// `tunebook doctor`: what this machine and build can do.
  func doctor() -> ExitCode {
    var rows = [
      ("version", version), ("processors", "\(sysconf(Int32(_SC_NPROCESSORS_ONLN)))"), ("memory", memory),
      ("terminal", terminal), ("characters", tunebook_use_utf8() != 0 ? "UTF-8" : "no UTF-8 locale: install C.UTF-8"),
      ("line editor", "libedit \(LIBEDIT_MAJOR).\(LIBEDIT_MINOR)"),
      ("history", HistoryFile.standard(environment: environment)?.path ?? "not kept: HOME is not set"),
      ("working folder", workingFolder),
    ]
    rows += findings().map { ($0.name, $0.finding) }
    let table = Table(["what", "found"], rows.map { [$0.0, $0.1] })
    output.write(table.lines().map { Palette.text($0, colored: output.takesColors) + "\n" }.joined())
    return .done
  }

  private var memory: String {
    let page = Double(sysconf(Int32(_SC_PAGESIZE)))
    let total = Double(sysconf(Int32(_SC_PHYS_PAGES))) * page
    let free = Double(sysconf(Int32(_SC_AVPHYS_PAGES))) * page
    return "\(bytesText(total)), \(bytesText(free)) unused"
  }

  private var terminal: String {
    guard output.isTerminal else { return "standard output is no terminal" }
    let colors = output.takesColors ? "colours" : output.takesEscapes ? "no colours (NO_COLOR)" : "no escape codes"
    return "\(environment("TERM") ?? "unknown"), \(output.width) columns, \(colors)"
  }

  private var workingFolder: String {
    guard let path = getcwd(nil, 0) else { return "not readable" }
    defer { free(path) }
    let text = String(cString: path)
    return access(text, W_OK) == 0 ? text : "\(text) (not writable)"
  }
}
