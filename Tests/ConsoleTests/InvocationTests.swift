import Files
import TestSupport
import Testing

@testable import Console

@Suite struct InvocationTests {
  @Test func `subcommands and options`() throws {
    #expect(try Invocation.parse([]) == .interactive)
    #expect(try Invocation.parse(["run", "a.nb"]) == .run(RunOptions(file: "a.nb")))
    var options = RunOptions(file: "a.nb")
    options.parameters = [.init(name: "x", value: "1"), .init(name: "y", value: "a=b"), .init(name: "z", value: "")]
    options.from = 2
    options.until = 3
    options.save = "out.html"
    options.isQuiet = true
    options.isJSON = true
    #expect(
      try Invocation.parse([
        "run", "-p", "x=1", "--from", "2", "a.nb", "-py=a=b", "--until=3", "--save", "out.html", "--quiet", "--json",
        "-p", "z=",
      ]) == .run(options))
    #expect(try Invocation.parse(["run", "a.nb", "--help"]) == .describe(file: "a.nb"))
    #expect(try Invocation.parse(["run", "--help"]) == .help("run"))
    #expect(try Invocation.parse(["-c", "1 + 1"]) == .code("1 + 1", RunOptions()))
    #expect(
      try Invocation.parse(["check", "a.nb", "--tolerance", "0.1"]) == .check(RunOptions(file: "a.nb"), tolerance: 0.1))
    #expect(try Invocation.parse(["convert", "a.nb", "b.md"]) == .convert(input: "a.nb", output: "b.md"))
    #expect(try Invocation.parse(["kernel", "-f", "c.json"]) == .kernel(.serve(connectionFile: "c.json")))
    #expect(try Invocation.parse(["kernel", "install"]) == .kernel(.install(prefix: nil)))
    #expect(try Invocation.parse(["kernel", "install", "--user"]) == .kernel(.install(prefix: nil)))
    #expect(try Invocation.parse(["kernel", "install", "--prefix=/opt/x"]) == .kernel(.install(prefix: "/opt/x")))
    #expect(try Invocation.parse(["kernel", "--help"]) == .help("kernel"))
    #expect(try Invocation.parse(["doctor"]) == .doctor)
    #expect(try Invocation.parse(["bench"]) == .bench([], isJSON: false))
    #expect(try Invocation.parse(["bench", "a", "--json", "b"]) == .bench(["a", "b"], isJSON: true))
    #expect(try Invocation.parse(["bench", "--list"]) == .benchList)
    #expect(try Invocation.parse(["--version"]) == .version)
    #expect(try Invocation.parse(["-h"]) == .help(nil))
    #expect(try Invocation.parse(["run", "--", "-x.nb"]) == .run(RunOptions(file: "-x.nb")))
  }

  @Test(arguments: [
    (["rum"], "there is no command 'rum': did you mean 'tunebook run'?"),
    (["a.nb"], "there is no command 'a.nb': did you mean 'tunebook run a.nb'?"),
    (["run"], "the .nb file is missing; see tunebook help run"),
    (["run", "a", "b"], "unexpected argument 'b' of tunebook run"),
    (["run", "a", "--form", "2"], "unknown option --form: did you mean --from?"),
    (["run", "a", "--xyzzy"], "unknown option --xyzzy; see tunebook help run"),
    (["run", "a", "--from", "0"], "--from takes the number of a cell, counted from 1, not '0'"),
    (["run", "a", "--from"], "a value for --from is missing; see tunebook help run"),
    (["run", "a", "--from", "3", "--until", "2"], "--from 3 lies after --until 2: no cell would run"),
    (["run", "a", "-p", "x"], "-p takes NAME=VALUE, not 'x'"),
    (["run", "a", "-p", "=x"], "-p takes NAME=VALUE, not '=x'"),
    (["check", "a", "--tolerance", "-1"], "--tolerance takes a number of at least 0, not '-1'"),
    (["convert", "a.nb"], "the file to write is missing; see tunebook help convert"),
    (["kernel"], "'install', or -f with a connection file, is missing; see tunebook help kernel"),
    (["kernel", "-f"], "a value for -f is missing; see tunebook help kernel"),
    (["kernel", "install", "--usr"], "unknown option --usr: did you mean --user?"),
    (["kernel", "instal"], "unexpected argument 'instal' of tunebook kernel"),
    (["doctor", "x"], "unexpected argument 'x' of tunebook doctor"),
    (["bench", "--jsn"], "unknown option --jsn: did you mean --json?"),
    (["-x"], "unknown option -x; see tunebook --help"),
    (["-c"], "the code is missing; see tunebook --help"),
  ])
  func `wrong usage says what is wrong`(arguments: [String], message: String) {
    #expect {
      try Invocation.parse(arguments)
    } throws: {
      "\($0)" == message
    }
  }
}

@Test func `the manual page names every command and every option of the help`() throws {
  let page = String(decoding: try readFile(joinPath(repositoryRoot, "docs/tunebook.1")), as: UTF8.self)
    .replacing("\\-", with: "-")
  for help in HelpPage.all {
    #expect(page.contains("tunebook \(help.name)"), "\(help.name)")
    for word in help.details.joined(separator: " ").split(separator: " ") where word.hasPrefix("-") {
      let option = word.filter { $0 != "," }
      #expect(page.contains(option), "\(help.name) \(option)")
    }
  }
}
