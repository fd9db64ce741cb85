import CellLanguage
import PythonValues
import SourceText
import Testing

private func failure(_ code: String) -> String {
  let interpreter = Interpreter { _ in }
  do {
    _ = try interpreter.runCell(Source(name: "cell 1", code))
    return "no error"
  } catch { return "\(error)" }
}

@Test(arguments: [
  "list(range(10**12))", "sorted(range(10**11))", "[0] * 10**12", "\"x\" * 10**12", "tuple(range(10**12))",
  "f\"{1:1000000000000d}\"", "\"a\".ljust(10**12)", "(\"a\" * 10**4).replace(\"a\", \"b\" * 10**6)",
])
func `what would not fit into memory is refused before it is made`(code: String) {
  #expect(failure(code).contains("MemoryError: a single value of more than 1 GiB was asked for"))
}

@Test func `what grows by and by is refused where it has grown too large`() {
  let grown = failure("x = 'a' * 2**20\nwhile True:\n  x = x + x")
  #expect(grown.contains("cell 1:3:7: error: MemoryError"), "\(grown)")
  let lists = failure("x = [0] * 2**16\nwhile True:\n  x += x")
  #expect(lists.contains("MemoryError"), "\(lists)")
}

@Test(arguments: [
  "sum(range(10**12))", "import itertools\nsum(1 for _ in itertools.count())", "max(map(abs, range(10**12)))",
  "import itertools\nlist(itertools.chain.from_iterable(itertools.repeat([])))", "(0.5 in map(abs, range(10**12)))",
  "import time\ntime.sleep(10**9)", "while True: pass", "[x for x in range(10**12) if False]",
])
func `work inside one call can be interrupted`(code: String) {
  let interpreter = Interpreter { _ in }
  interpreter.interrupt.raise()
  do {
    _ = try interpreter.runCell(Source(name: "cell 1", code))
    Issue.record("it came to an end")
  } catch { #expect("\(error)".contains("KeyboardInterrupt"), "\(error)") }
}

@Test func `a slice with the largest step ends`() throws {
  let interpreter = Interpreter { _ in }
  let value = try interpreter.runCell(
    Source(name: "cell 1", "import itertools\nlist(itertools.islice(range(5), 1, None, 9223372036854775807))"))
  #expect(try value?.repr() == "[1]")
}
