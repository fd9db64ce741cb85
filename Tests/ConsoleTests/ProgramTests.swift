import CellLanguage
import Files
import JSON
import Testing

@testable import Console

#if canImport(Glibc)
  import Glibc
#endif

/// Runs the command as `main.swift` does, its outputs caught.
private func runCommand(_ arguments: [String]) -> (code: Int32, output: String, errors: String) {
  final class Caught {
    var output = ""
    var errors = ""
  }
  let caught = Caught()
  let program = Program(
    version: "1.2.3", output: OutputChannel { caught.output += $0 }, errors: OutputChannel { caught.errors += $0 },
    environment: { _ in nil })
  let code = program.run(arguments)
  return (code, caught.output, caught.errors)
}

/// A folder of its own for a test's files.
private func withFolder(_ body: (String) throws -> Void) throws {
  let folder = "/tmp/tunebook-program-test-\(getpid())-\(UInt32.random(in: 0 ... .max))"
  try makeFolder(folder)
  defer {
    for name in (try? listFolder(folder)) ?? [] { unlink(joinPath(folder, name)) }
    rmdir(folder)
  }
  try body(folder)
}

@Suite(.serialized) struct ProgramTests {
  private let text = "# %% tags=\"parameters\"\nn = 5  # how many\n\n# %% Show\nprint('钟离')\nn * 1.5\n"

  @Test func `a script's results go to standard output`() throws {
    try withFolder { folder in
      try writeFile("\(folder)/a.nb", Array(text.utf8))
      let run = runCommand(["run", "\(folder)/a.nb"])
      #expect(run.code == 0 && run.output == "钟离\n7.5\n" && run.errors == "")
      #expect(runCommand(["run", "\(folder)/a.nb", "-p", "n=2"]).output == "钟离\n3.0\n")
      let help = runCommand(["run", "\(folder)/a.nb", "--help"])
      #expect(help.output.contains("n          5        how many") && help.code == 0)
    }
  }

  @Test func `a script runs no shell command`() throws {
    try withFolder { folder in
      for line in ["!touch \(folder)/done", "    !touch \(folder)/done", "%sx touch \(folder)/done"] {
        for form in ["# %%\n\(line)\n", "# %%\nx = \(line)\n", "# %% [markdown]\n# \(line)\n# %%\n1\n"] {
          try writeFile("\(folder)/a.nb", Array(form.utf8))
          _ = runCommand(["run", "\(folder)/a.nb"])
          _ = runCommand(["check", "\(folder)/a.nb"])
          _ = runCommand(["run", "\(folder)/a.nb", "-p", "x=\(line)"])
        }
        _ = runCommand(["-c", line])
      }
      for magic in ["%%bash", "%%sh", "%%!", "%system", "%run"] {
        _ = runCommand(["-c", "\(magic)\ntouch \(folder)/done"])
        _ = runCommand(["-c", "\(magic) touch \(folder)/done"])
      }
      #expect(!pathExists("\(folder)/done"))
      let run = runCommand(["-c", "!touch \(folder)/done\nprint(1)"])
      #expect(run.code == 0 && run.output == "1\n" && run.errors.contains("shell commands belong to the terminal"))
    }
  }

  @Test func `a failing cell is 1, a wrong command or file is 2`() throws {
    try withFolder { folder in
      try writeFile("\(folder)/a.nb", Array("# %%\nprint(1)\nprint(2\n# %%\nprint(3)".utf8))
      try writeFile("\(folder)/b.nb", [0, 1, 2])
      #expect(runCommand(["run", "\(folder)/a.nb"]).code == 1)
      #expect(runCommand(["run", "\(folder)/none.nb"]).code == 2)
      let binary = runCommand(["run", "\(folder)/b.nb"])
      #expect(
        binary.code == 2 && binary.errors == "error: \(folder)/b.nb: this is no text in UTF-8: is it a notebook?\n")
      #expect(runCommand(["run", folder]).code == 2)
      #expect(runCommand(["rum"]).code == 2)
      #expect(runCommand(["run", "\(folder)/a.nb", "-p", "x=1"]).code == 2)
      #expect(runCommand(["run", "\(folder)/a.nb", "--save", "\(folder)/x.pdf"]).code == 2)
      #expect(runCommand(["run", "\(folder)/a.nb", "--save", "\(folder)/none/x.md"]).code == 2)
    }
  }

  @Test func `code on the command line`() {
    let run = runCommand(["-c", "1 + 1"])
    #expect(run.code == 0 && run.output == "2\n")
    let failed = runCommand(["-c", "x"])
    #expect(failed.code == 1)
    #expect(failed.errors == "-c:1:1: error: NameError: name 'x' is not defined\n  x\n  ^\n")
    #expect(runCommand(["-c", "exit(7)"]).code == 7)
  }

  @Test func `outputs are saved, checked, and differences found`() throws {
    try withFolder { folder in
      let file = "\(folder)/a.nb"
      try writeFile(file, Array(text.utf8))
      #expect(runCommand(["check", file]).output.contains("has no recorded outputs"))
      #expect(runCommand(["run", file, "--save", file, "--quiet"]).code == 0)
      #expect(String(decoding: try readFile(file), as: UTF8.self) == text + "#> 钟离\n#> 7.5\n")
      let same = runCommand(["check", file])
      #expect(same.code == 0 && same.output == "\(file): 1 cell with outputs, all as recorded\n")
      let other = runCommand(["check", file, "-p", "n=6"])
      #expect(other.code == 3)
      #expect(
        other.output.hasPrefix("\(file):8: cell 2 (Show), output line 2 differs\n  recorded: 7.5\n  now:      9.0\n"))
      #expect(runCommand(["check", file, "-p", "n=5.001", "--tolerance", "0.01"]).code == 0)
      for format in ["ipynb", "html", "md", "nb"] {
        #expect(runCommand(["convert", file, "\(folder)/b.\(format)"]).code == 0)
        #expect(try !readFile("\(folder)/b.\(format)").isEmpty)
      }
      #expect(try readFile("\(folder)/b.nb") == readFile(file))
      let wrong = runCommand(["convert", "\(folder)/b.html", "\(folder)/c.nb"])
      #expect(wrong.code == 2 && wrong.errors.contains("the ending of \(folder)/b.html is none of .nb, .ipynb, .py"))
      #expect(runCommand(["check", "\(folder)/b.ipynb"]).code == 0)
    }
  }

  @Test func `events as JSON lines`() throws {
    try withFolder { folder in
      try writeFile("\(folder)/a.nb", Array((text + "# %%\nboom\n").utf8))
      let run = runCommand(["run", "\(folder)/a.nb", "--json"])
      let events = try run.output.split(separator: "\n").map { try JSON.parse(String($0)) }
      #expect(events.compactMap { $0["event"]?.string } == ["cell", "cell", "text", "value", "cell", "error", "end"])
      #expect(events[2]["text"] == "钟离\n" && events[3]["text"] == "7.5")
      #expect(events[5]["kind"] == "NameError" && events[5]["line"] == 8 && events[5]["cell"] == 3)
      #expect(events[6]["exit_code"] == 1 && run.code == 1 && run.errors == "")
    }
  }

  @Test func `help, version and doctor`() {
    #expect(runCommand(["--version"]).output == "tunebook 1.2.3\n")
    #expect(runCommand(["--help"]).output.contains("Exit codes: 0 done"))
    #expect(runCommand(["help", "run"]).output.hasPrefix("usage: tunebook run FILE.nb"))
    #expect(runCommand(["doctor"]).output.contains("processors"))
  }
}
