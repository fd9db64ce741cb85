import SourceText
import Testing

@testable import Notebook

@Suite struct CellSegmentTests {
  private func kinds(_ text: String) -> [String] {
    CellSegment.split(Array(text.utf8)).map { segment in
      switch segment {
      case .code(let span):
        "code " + String(decoding: Array(text.utf8)[span.start..<span.end], as: UTF8.self).debugDescription
      case .command(let name, let argument, _): "%\(name)|\(argument)"
      case .shell(let line, _): "!\(line)"
      case .help(let name, _): "?\(name)"
      }
    }
  }

  @Test(arguments: [
    ("x = 1\n%who\ny\n", ["code \"x = 1\\n\"", "%who|", "code \"y\\n\""]),
    ("%time  f(1)  \n", ["%time|f(1)"]),
    ("%matplotlib inline\r\nx\r\n", ["%matplotlib|inline", "code \"x\\r\\n\""]),
    ("!ls -l\nname?\n?a.b\nx??\n", ["!ls -l", "?name", "?a.b", "?x"]),
    ("x = (1\n% 2)\n", ["code \"x = (1\\n% 2)\\n\""]),
    ("s = '''\n%who\n!ls\nname?\n'''\n%who", ["code \"s = \\'\\'\\'\\n%who\\n!ls\\nname?\\n\\'\\'\\'\\n\"", "%who|"]),
    ("x = 5 \\\n% 3\n", ["code \"x = 5 \\\\\\n% 3\\n\""]),
    ("s = '('  # [\n%who\n", ["code \"s = \\'(\\'  # [\\n\"", "%who|"]),
    ("s = '\\''\n%who\n", ["code \"s = \\'\\\\\\'\\'\\n\"", "%who|"]),
    ("print('why?')\n# what?\nx = 'a?\n", ["code \"print(\\'why?\\')\\n# what?\\nx = \\'a?\\n\""]),
    ("", []), ("%", ["%|"]), ("%%time\nx\n", ["%%time|", "code \"x\\n\""]), ("a b?\n", ["code \"a b?\\n\""]),
  ])
  func `commands stand where a statement may begin`(text: String, expected: [String]) {
    #expect(kinds(text) == expected)
  }
}
