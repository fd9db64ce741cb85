import CellLanguage
import Files
import PythonValues

/// What can stand at a place of a cell that is being typed.
public struct Completions: Equatable, Sendable {
  /// How many characters before the place are replaced.
  public var replacedCount: Int

  /// What can stand there, sorted.
  public var candidates: [String]
}

extension Session {
  /// What can stand at the end of a text: names, attributes, commands after `%`, files inside of a string.
  public func completions(after text: String) -> Completions {
    let line = text.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
    if let path = openString(in: text) {
      let opening = text.dropLast(path.count + 1).reversed().drop { $0 == " " || $0 == "(" }
      return files(path, named: opening.starts(with: "from_pretrained".reversed()) ? folderNames : [])
    }
    if line.hasPrefix("%"), !line.contains(" ") {
      let word = line.drop { $0 == "%" }
      return choose(NotebookCommand.all.map(\.name), startingWith: String(word))
    }
    if let argument = commandArgument(line) { return files(argument) }
    let token = String(line.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }.reversed())
    if let module = importedModule(line) { return choose(interpreter.moduleNames, startingWith: module) }
    guard let dot = token.lastIndex(of: ".") else {
      return choose(
        CodeHighlighter.keywords + interpreter.knownNames
          + argumentNames(before: text.suffix(Self.callLimit).dropLast(token.count)),
        startingWith: token)
    }
    let object = String(token[..<dot])
    let name = String(token[token.index(after: dot)...])
    guard let value = try? interpreter.value(path: object) else { return Completions(replacedCount: 0, candidates: []) }
    let names = value.attributeNames.filter { name.hasPrefix("_") || !$0.hasPrefix("_") }
    return choose(names, startingWith: name)
  }

  private func choose(_ names: [String], startingWith start: String) -> Completions {
    let found = Set(names).filter { $0.hasPrefix(start) && (!$0.hasPrefix("_") || start.hasPrefix("_")) }
    return Completions(replacedCount: start.count, candidates: found.sorted())
  }

  /// The characters before the cursor among which the bracket of a call is looked for.
  private static let callLimit = 4096

  /// The names, besides those of folders that are there, by which models are loaded.
  private var folderNames: [String] { (interpreter.host as? any FolderNaming)?.folderNames ?? [] }

  /// The parameters, as `name=`, of the function whose brackets are open at a text's end.
  private func argumentNames(before line: Substring) -> [String] {
    guard let callee = calledName(before: line), let value = try? interpreter.value(path: callee) else { return [] }
    return value.parameterNames.map { $0 + "=" }
  }

  /// The text after an open quote at the end of a cell's last line; nil where no string is open.
  private func openString(in text: String) -> String? {
    let line = text.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
    var open: (quote: Character, start: Substring.Index)?
    var isEscaped = false
    for index in line.indices {
      let character = line[index]
      if isEscaped {
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if let current = open {
        if character == current.quote { open = nil }
      } else if character == "\"" || character == "'" {
        open = (character, line.index(after: index))
      } else if character == "#" {
        return nil
      }
    }
    return open.map { String(line[$0.start...]) }
  }

  /// The start of a module's name after `import` or `from`; nil elsewhere.
  private func importedModule(_ line: Substring) -> String? {
    let words = line.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 2, words[0] == "import" || words[0] == "from" else { return nil }
    return String(words[1])
  }

  private func commandArgument(_ line: Substring) -> String? {
    for command in ["%run ", "%save ", "!"] where line.hasPrefix(command) {
      return line.split(separator: " ", omittingEmptySubsequences: false).last.map(String.init)
    }
    return nil
  }

  /// Files that a path can go on to, and names that begin like it.
  private func files(_ path: String, named names: [String] = []) -> Completions {
    let named = names.filter { $0.hasPrefix(path) }
    if !named.isEmpty, !path.isEmpty { return Completions(replacedCount: path.count, candidates: named) }
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    let start = String(path.dropFirst(folder.count))
    let names = (try? listFolder(folder.isEmpty ? "." : folder)) ?? []
    let found = names.filter { $0.hasPrefix(start) && (start.hasPrefix(".") || !$0.hasPrefix(".")) }
    return Completions(
      replacedCount: start.count, candidates: named + found.map { isFolder(folder + $0) ? $0 + "/" : $0 })
  }
}
