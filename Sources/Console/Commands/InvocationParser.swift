import SourceText

extension Invocation {
  /// Reads the arguments that follow the program's name.
  ///
  /// - Throws: `UsageError`.
  static func parse(_ arguments: [String]) throws(UsageError) -> Invocation {
    var reader = InvocationParser(rest: arguments[...])
    return try reader.parse()
  }
}

private struct InvocationParser {
  var rest: ArraySlice<String>

  mutating func parse() throws(UsageError) -> Invocation {
    guard let first = rest.popFirst() else { return .interactive }
    switch first {
    case "run": return try run()
    case "check": return try check()
    case "convert": return try convert()
    case "doctor":
      if isHelpAsked { return .help("doctor") }
      guard let extra = rest.first else { return .doctor }
      throw .unexpected(extra, command: "doctor")
    case "help": return .help(rest.first)
    case "-h", "--help": return .help(nil)
    case "-V", "--version": return .version
    case "-c": return try code()
    case "kernel": return try kernel()
    case "bench": return try bench()
    default:
      if first.hasPrefix("-") { throw .unknownOption(first, command: nil, nearest: nil) }
      let names = HelpPage.all.map(\.name)
      let looksLikeFile = first.contains(".") || first.contains("/")
      throw .unknownCommand(first, nearest: looksLikeFile ? "run \(first)" : nearestName(to: first, among: names))
    }
  }

  private var isHelpAsked: Bool { rest.contains("--help") || rest.contains("-h") }

  private mutating func code() throws(UsageError) -> Invocation {
    guard let code = rest.popFirst() else { throw .missing("the code", command: "-c") }
    let (options, files, _) = try options(command: "-c", allowed: ["--quiet", "--json", "--save"])
    if let extra = files.first { throw .unexpected(extra, command: "-c") }
    return .code(code, options)
  }

  private mutating func run() throws(UsageError) -> Invocation {
    if isHelpAsked {
      let file = rest.first { !$0.hasPrefix("-") }
      return file.map { .describe(file: $0) } ?? .help("run")
    }
    let allowed = ["-p", "--parameter", "--from", "--until", "--save", "--quiet", "-q", "--json"]
    var (options, files, _) = try options(command: "run", allowed: allowed)
    options.file = try onlyFile(files, command: "run")
    return .run(options)
  }

  private mutating func check() throws(UsageError) -> Invocation {
    if isHelpAsked { return .help("check") }
    let allowed = ["-p", "--parameter", "--quiet", "-q", "--tolerance", "--json"]
    var (options, files, tolerance) = try options(command: "check", allowed: allowed)
    options.file = try onlyFile(files, command: "check")
    return .check(options, tolerance: tolerance ?? 1e-3)
  }

  private mutating func convert() throws(UsageError) -> Invocation {
    if isHelpAsked { return .help("convert") }
    let (_, files, _) = try options(command: "convert", allowed: [])
    guard let input = files.first else { throw .missing("the file to read", command: "convert") }
    guard files.count > 1 else { throw .missing("the file to write", command: "convert") }
    if files.count > 2 { throw .unexpected(files[2], command: "convert") }
    return .convert(input: input, output: files[1])
  }

  private mutating func kernel() throws(UsageError) -> Invocation {
    if isHelpAsked { return .help("kernel") }
    let isInstallation = rest.first == "install"
    if isInstallation { rest.removeFirst() }
    let allowed = isInstallation ? ["--user", "--prefix"] : ["-f"]
    var prefix: String?
    var file: String?
    while let argument = rest.popFirst() {
      let (name, attached) = cut(argument)
      switch name {
      case "--user" where isInstallation && attached == nil: break
      case "--prefix" where isInstallation: prefix = try value(name, attached, "kernel")
      case "-f" where !isInstallation: file = try value(name, attached, "kernel")
      case _ where argument.hasPrefix("-"):
        throw .unknownOption(argument, command: "kernel", nearest: nearestName(to: name, among: allowed))
      default: throw .unexpected(argument, command: "kernel")
      }
    }
    if isInstallation { return .kernel(.install(prefix: prefix)) }
    guard let file else { throw .missing("'install', or -f with a connection file,", command: "kernel") }
    return .kernel(.serve(connectionFile: file))
  }

  private mutating func bench() throws(UsageError) -> Invocation {
    if isHelpAsked { return .help("bench") }
    if rest.contains("--list") { return .benchList }
    let (options, names, _) = try options(command: "bench", allowed: ["--json", "--list"])
    return .bench(names, isJSON: options.isJSON)
  }

  private func onlyFile(_ files: [String], command: String) throws(UsageError) -> String {
    guard let file = files.first else { throw .missing("the .nb file", command: command) }
    if files.count > 1 { throw .unexpected(files[1], command: command) }
    return file
  }

  private mutating func options(
    command: String, allowed: [String]
  ) throws(UsageError) -> (RunOptions, files: [String], tolerance: Double?) {
    var options = RunOptions()
    var files: [String] = []
    var tolerance: Double?
    while let argument = rest.popFirst() {
      if argument == "--" {
        files += rest
        break
      }
      guard argument.hasPrefix("-"), argument != "-" else {
        files.append(argument)
        continue
      }
      let (name, attached) = cut(argument)
      guard allowed.contains(name) else {
        throw .unknownOption(argument, command: command, nearest: nearestName(to: name, among: allowed))
      }
      switch name {
      case "--quiet", "-q": options.isQuiet = true
      case "--json": options.isJSON = true
      case "--save": options.save = try value(name, attached, command)
      case "--from": options.from = try cellNumber(name, attached, command)
      case "--until": options.until = try cellNumber(name, attached, command)
      case "--tolerance":
        let text = try value(name, attached, command)
        guard let number = Double(text), number >= 0, number.isFinite else { throw .badNumber(name, text) }
        tolerance = number
      default: options.parameters.append(try assignment(name, attached, command))
      }
    }
    if let from = options.from, let until = options.until, from > until { throw .emptyRange(from: from, until: until) }
    return (options, files, tolerance)
  }

  /// Cuts `--name=value` and `-pNAME=VALUE`.
  private func cut(_ argument: String) -> (name: String, attached: String?) {
    if argument.hasPrefix("--"), let mark = argument.firstIndex(of: "=") {
      return (String(argument[..<mark]), String(argument[argument.index(after: mark)...]))
    }
    if argument.hasPrefix("-p"), argument.count > 2 { return ("-p", String(argument.dropFirst(2))) }
    return (argument, nil)
  }

  private mutating func value(_ name: String, _ attached: String?, _ command: String) throws(UsageError) -> String {
    if let attached { return attached }
    guard let value = rest.popFirst() else { throw .missing("a value for \(name)", command: command) }
    return value
  }

  private mutating func cellNumber(
    _ name: String, _ attached: String?, _ command: String
  ) throws(UsageError) -> Int {
    let text = try value(name, attached, command)
    guard let number = Int(text), number >= 1 else { throw .badCellNumber(name, text) }
    return number
  }

  private mutating func assignment(
    _ name: String, _ attached: String?, _ command: String
  ) throws(UsageError) -> RunOptions.Assignment {
    let text = try value(name, attached, command)
    guard let mark = text.firstIndex(of: "="), mark > text.startIndex else { throw .badParameter(text) }
    return .init(name: String(text[..<mark]), value: String(text[text.index(after: mark)...]))
  }
}
