import Files
import Foundation
import JSON
import TestSupport
import Testing

/// The floors of the house, lowest first, as the README of Sources lists them.
private let floors: [[String]] = [
  ["SourceText", "Files", "CKernels", "CLibEdit", "CLibPNG", "CFreeType", "CFontconfig"],
  ["JSON", "Tensors", "Display", "Cluster"],
  ["PythonValues"],
  ["CellLanguage", "Jinja", "ModelFiles", "Hub", "Parquet", "Plotting", "Kernels"],
  ["LanguageModels", "Tokenization", "ChatTemplates", "Datasets"],
  ["Training", "Generation", "Notebook"],
  ["FineTuning"],
  ["Console", "Jupyter", "Workbench", "Benchmarks"],
  ["tunebook"],
]

/// What a room may import from its own floor: only what is written here.
private let neighbours: [String: Set<String>] = ["Tokenization": []]

private let platformModules: Set<String> = [
  "FoundationEssentials", "Glibc", "Dispatch", "Synchronization", "Swift",
]

private let sources = joinPath(repositoryRoot, "Sources")

private func files(under folder: String, endings: [String]) -> [String] {
  let enumerator = FileManager.default.enumerator(atPath: folder)
  return (enumerator?.compactMap { $0 as? String } ?? []).filter { path in endings.contains { path.hasSuffix($0) } }
    .sorted()
}

private func lines(of path: String) throws -> [Substring] {
  String(decoding: try readFile(path), as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
}

private func imports(of path: String) throws -> [String] {
  try lines(of: path).compactMap { line in
    let words = line.split(separator: " ").filter { !$0.hasPrefix("@") && $0 != "public" }
    guard words.count >= 2, words[0] == "import" else { return nil }
    return String(words[words.count == 2 ? 1 : 2].split(separator: ".")[0])
  }
}

private func floor(of room: String) -> Int? { floors.firstIndex { $0.contains(room) } }

@Test func `every folder under Sources is a room on a floor`() throws {
  for room in try listFolder(sources) where isFolder(joinPath(sources, room)) {
    #expect(floor(of: room) != nil, "\(room) stands on no floor")
  }
}

@Test(arguments: floors.joined().filter { isFolder(joinPath(sources, $0)) })
func `a room imports only rooms on lower floors`(room: String) throws {
  let own = try #require(floor(of: room))
  for file in files(under: joinPath(sources, room), endings: [".swift"]) {
    for name in try imports(of: joinPath(joinPath(sources, room), file)) where !platformModules.contains(name) {
      let other = floor(of: name)
      #expect(other != nil, "\(room)/\(file) imports \(name), which is no room and no allowed platform module")
      let allowed = (other ?? .max) < own || neighbours[room]?.contains(name) == true
      #expect(allowed, "\(room)/\(file) imports \(name), which is not on a lower floor")
    }
  }
}

@Test(arguments: floors.joined().filter { isFolder(joinPath(sources, $0)) })
func `a room imports only what Package.swift declares for it, and everything declared is used`(room: String) throws {
  let manifest = String(decoding: try readFile(joinPath(repositoryRoot, "Package.swift")), as: UTF8.self)
  let declared = try #require(declaredDependencies(of: room, in: manifest))
  var used: Set<String> = []
  for file in files(under: joinPath(sources, room), endings: [".swift"]) {
    used.formUnion(try imports(of: joinPath(joinPath(sources, room), file)))
  }
  used.subtract(platformModules)
  #expect(used.subtracting(declared).isEmpty, "imported but not declared: \(used.subtracting(declared).sorted())")
  #expect(declared.subtracting(used).isEmpty, "declared but not imported: \(declared.subtracting(used).sorted())")
}

private func declaredDependencies(of room: String, in manifest: String) -> Set<String>? {
  // The package and its product have names too: only what stands among the targets counts.
  guard let targets = manifest.range(of: "\n  targets: ["),
    let start = manifest[targets.upperBound...].range(of: "name: \"\(room)\"")
  else { return nil }
  let rest = manifest[start.upperBound...]
  let end = rest.range(of: "arget(")?.lowerBound ?? rest.endIndex
  let declaration = rest[..<end]
  guard let open = declaration.range(of: "dependencies: ["),
    let close = declaration[open.upperBound...].firstIndex(of: "]")
  else { return [] }
  let names = declaration[open.upperBound..<close].split(separator: ",")
  return Set(names.map { $0.filter { $0.isLetter || $0.isNumber } }.filter { !$0.isEmpty })
}

@Test(
  arguments: floors.joined().filter { !$0.hasPrefix("CL") && !$0.hasPrefix("CF") && isFolder(joinPath(sources, $0)) })
func `a room has a README that says what it is`(room: String) throws {
  let path = joinPath(joinPath(sources, room), "README.md")
  #expect(pathExists(path), "Sources/\(room)/README.md is missing")
  if pathExists(path) { #expect(try readFile(path).count > 200, "Sources/\(room)/README.md says too little") }
}

@Test func `no file is longer than 500 lines`() throws {
  for folder in ["Sources", "Tests"] {
    let top = joinPath(repositoryRoot, folder)
    for file in files(under: top, endings: [".swift", ".c", ".h"]) {
      let path = joinPath(top, file)
      if try lines(of: path).prefix(3).contains(where: { $0.contains("Generated by") }) { continue }
      let count = try lines(of: path).count
      #expect(count <= 501, "\(folder)/\(file) has \(count) lines")
    }
  }
}

@Test func `every public declaration has a doc comment`() throws {
  for file in files(under: sources, endings: [".swift"]) {
    for place in try undocumented(joinPath(sources, file)) {
      Issue.record("Sources/\(file):\(place) has no doc comment")
    }
  }
}

/// Lines with a public declaration, a case of a public enum or a requirement of a public protocol, that no `///` precedes.
private func undocumented(_ path: String) throws -> [String] {
  var found: [String] = []
  var containers: [(indent: Int, isProtocol: Bool)] = []
  let all = try lines(of: path)
  for (index, line) in all.enumerated() {
    let indent = line.prefix { $0 == " " }.count
    let text = line.dropFirst(indent)
    while let last = containers.last, text.hasPrefix("}"), indent <= last.indent { containers.removeLast() }
    let words = text.split(separator: " ")
    let isOpen = words.first == "open" && ["class", "func", "var"].contains(words.dropFirst().first ?? "")
    let isPublic = !text.hasPrefix("//") && (words.prefix(3).contains("public") || isOpen)
    var counts = isPublic && !text.hasPrefix("public extension") && !text.hasPrefix("public import")
    if let container = containers.last, indent == container.indent + 2 {
      let requirements = ["func ", "var ", "subscript", "static ", "init(", "mutating "]
      counts =
        counts || (!container.isProtocol && (words.first == "case" || text.hasPrefix("indirect case")))
        || (container.isProtocol && requirements.contains { text.hasPrefix($0) })
    }
    if counts, !isDocumented(all, before: index) { found.append("\(index + 1): \(text.prefix(60))") }
    if line.hasSuffix("{"), isPublic, words.contains("enum") || words.contains("protocol") {
      containers.append((indent, words.contains("protocol")))
    }
  }
  return found
}

private func isDocumented(_ lines: [Substring], before index: Int) -> Bool {
  var place = index - 1
  while place >= 0 {
    let text = lines[place].drop { $0 == " " }
    if text.hasPrefix("///") { return true }
    guard text.hasPrefix("@") || text.hasPrefix("#if") else { return false }
    place -= 1
  }
  return false
}

@Test func `nothing in the project names a registry host, an absolute path of a machine, or an unfinished place`()
  throws
{
  let forbidden = ["/ro" + "ot/", "/wo" + "rk/", "TO" + "DO", "FIX" + "ME", "fatal" + "Error(", "try" + "!"]
  for folder in ["Sources", "Tests", "notebooks", "examples", "scripts", "assets"] {
    let top = joinPath(repositoryRoot, folder)
    for file in files(under: top, endings: [".swift", ".c", ".h", ".nb", ".sh", ".py", ".md"])
    where !file.hasPrefix("cache/") {
      for (index, line) in try lines(of: joinPath(top, file)).enumerated() {
        for word in forbidden where line.contains(word) { Issue.record("\(folder)/\(file):\(index + 1) holds \(word)") }
      }
    }
  }
}

@Test func `every source file is formatted as the configuration says`() throws {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.currentDirectoryURL = URL(fileURLWithPath: repositoryRoot)
  process.arguments = ["swift", "format", "lint", "--strict", "-r", "-p", "Sources", "Tests", "Package.swift"]
  let pipe = Pipe()
  process.standardError = pipe
  try process.run()
  let output = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  #expect(process.terminationStatus == 0, "\(String(decoding: output.prefix(2000), as: UTF8.self))")
}
