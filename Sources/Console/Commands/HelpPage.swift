/// What `tunebook --help` and `tunebook help NAME` show.
struct HelpPage {
  /// The subcommand.
  let name: String

  /// What it does, in one line.
  let summary: String

  /// How it is called.
  let usage: String

  /// Its options and anything else worth knowing, a line each.
  let details: [String]

  /// All subcommands that are there.
  static let all = [
    HelpPage(
      name: "run", summary: "replay a script; stops at the first failing cell", usage: "tunebook run FILE.nb [options]",
      details: [
        "-p NAME=VALUE        override what the cell tagged `parameters` assigns",
        "--from N, --until N  run these code cells only, counted from 1",
        "--save FILE          write the cells with their outputs as .nb, .ipynb, .html or .md",
        "--quiet, -q          no progress and no notices",
        "--json               events as JSON lines on standard output, for other programs",
        "tunebook run FILE.nb --help lists the file's parameters",
      ]),
    HelpPage(
      name: "check", summary: "replay a script and compare with its recorded outputs",
      usage: "tunebook check FILE.nb [options]",
      details: [
        "-p NAME=VALUE        override what the cell tagged `parameters` assigns",
        "--tolerance X        the relative difference that numbers may have (0.001)",
        "--quiet, -q          no progress and no notices",
        "exit code 3 where an output differs",
      ]),
    HelpPage(
      name: "convert", summary: "turn a notebook into another format", usage: "tunebook convert IN OUT",
      details: ["IN is .nb, .ipynb or .py; OUT is .nb, .ipynb, .html or .md"]),
    HelpPage(
      name: "kernel", summary: "make Jupyter offer Tunebook; what Jupyter starts",
      usage: "tunebook kernel install [options]",
      details: [
        "--user               for yourself alone, as without options",
        "--prefix PREFIX      for the Python environment or the system in PREFIX",
        "needs libzmq5 when Jupyter starts it, as: tunebook kernel -f CONNECTION_FILE",
      ]),
    HelpPage(
      name: "bench", summary: "the project's benchmarks, each against the machine's measured limit",
      usage: "tunebook bench [NAME...] [--json]",
      details: [
        "--list  the names, and what each measures",
        "--json  one object a line: name, value, unit, limit, ratio",
        "models of random weights are written to TMPDIR while they are needed: 21 GB for those of 7b",
      ]),
    HelpPage(
      name: "doctor", summary: "what this machine and build can do", usage: "tunebook doctor", details: []),
  ]

  /// The page of one subcommand, or the overview where there is none of that name.
  static func text(_ name: String?) -> String {
    guard let page = all.first(where: { $0.name == name }) else { return overview }
    return "usage: \(page.usage)\n\n\(page.summary)\n" + (page.details.isEmpty ? "" : "\n")
      + page.details.map { "  \($0)\n" }.joined()
  }

  private static var overview: String {
    let pages = all.map { "  \($0.usage.dropFirst("tunebook ".count))" }
    let width = max(20, pages.map(\.count).max() ?? 0) + 2
    let lines = zip(pages, all).map { usage, page in
      "\(usage)\(String(repeating: " ", count: width - usage.count))\(page.summary)\n"
    }
    let pad = String(repeating: " ", count: width - 12)
    return """
      Tunebook: a notebook for fine-tuning language models.

      usage: tunebook                  the notebook in the terminal
             tunebook -c 'CODE'        run code given here
             tunebook COMMAND ...

      \(lines.joined())  help COMMAND\(pad)more about a command
        --version

      Exit codes: 0 done, 1 a cell failed, 2 wrong usage or unreadable file, 3 check found a difference, 130 interrupted.

      """
  }
}
