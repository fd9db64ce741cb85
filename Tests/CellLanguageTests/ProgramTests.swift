import CellLanguage
import Files
import SourceText
import TestSupport
import Testing

/// The programs under Programs/, each with what CPython printed (`record.py` records it anew).
private let folder = joinPath(repositoryRoot, "Tests/CellLanguageTests/Programs")

private let programs = ((try? listFolder(folder)) ?? []).filter { $0.hasSuffix(".py") }.sorted()

@Test func `there are programs to compare`() { #expect(programs.count >= 10) }

@Test(arguments: programs) func `a program prints what CPython prints`(name: String) throws {
  let source = Source(name: name, bytes: try readFile(joinPath(folder, name)))
  let expected = String(decoding: try readFile(joinPath(folder, name.replacing(".py", with: ".out"))), as: UTF8.self)
  var output = ""
  let interpreter = Interpreter { output += $0 }
  do { _ = try interpreter.runCell(source) } catch { Issue.record("\(error)") }
  let (lines, wanted) = (
    output.split(separator: "\n", omittingEmptySubsequences: false),
    expected.split(separator: "\n", omittingEmptySubsequences: false)
  )
  for (index, line) in wanted.enumerated() where index >= lines.count || lines[index] != line {
    Issue.record("line \(index + 1): \(index < lines.count ? lines[index] : "(missing)") instead of \(line)")
    return
  }
  #expect(lines.count == wanted.count)
}
