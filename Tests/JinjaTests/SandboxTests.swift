import Jinja
import PythonValues
import Testing

private func failure(_ template: String, _ variables: [(name: String, value: Value)] = []) -> String {
  var limits = SandboxLimits()
  limits.steps = 30_000
  limits.textSizeInBytes = 64 << 10
  limits.totalSizeInBytes = 1 << 20
  limits.elementCount = 2_000
  do {
    return "rendered \(try Template(template).render(variables, limits: limits).text.count) bytes"
  } catch {
    return "\(error)"
  }
}

@Test(arguments: [
  // Time.
  ("{% for a in range(1000) %}{% for b in range(1000) %}{% endfor %}{% endfor %}", "takes more than 30000 steps"),
  ("{% macro m(n) %}{{ m(n) }}{{ m(n) }}{% endmacro %}{{ m(1) }}", "nest deeper than"),
  ("{% for x in [[[]]] recursive %}{{ loop([x]) }}{% endfor %}", "nest deeper than"),
  (
    "{% set ns = namespace(x='a' * 50000) %}{% for i in range(1000) %}{{ 'b' in ns.x }}{% endfor %}",
    "takes more than 30000 steps"
  ),
  ("{% set s = 'a' * 50000 %}{{ s.find('a' * 30000 ~ 'b') }}", "takes more than 30000 steps"),
  // Text.
  ("{{ 'a' * 20000000 }}", "more than 64 KB of text"),
  ("{{ 9223372036854775807 * 'ab' }}", "more than 64 KB of text"),
  (
    "{% set ns = namespace(x='aaaaaaaaaa') %}{% for i in range(100) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
    "of text"
  ),
  ("{% set x = 'a' * 50000 %}{{ x }}{{ x }}", "more than 64 KB of text"),
  ("{{ ('a' * 50000).replace('a', 'b' * 1000) }}", "more than 64 KB of text"),
  ("{{ ['a' * 20000] * 1000 | join }}", ""),
  ("{{ (['a' * 20000] * 1000) | join }}", "OverflowError: the template"),
  ("{{ ','.join(['a' * 20000] * 1000) }}", "OverflowError: the template"),
  ("{{ 'a' | center(10000000000) }}", "more than 64 KB of text"),
  ("{{ 'a'.ljust(10000000000) }}", "more than 64 KB of text"),
  ("{{ '%2000000000d' % 1 }}", "more than 64 KB of text"),
  ("{{ '%*d' % (2000000000, 1) }}", "more than 64 KB of text"),
  ("{{ '{:2000000000}'.format(1) }}", "more than 64 KB of text"),
  ("{{ '{:{}}'.format(1, 2000000000) }}", "more than 64 KB of text"),
  ("{{ 'a\n' * 1000 | indent(1000) }}", ""),
  ("{{ ('a\n' * 1000) | indent(1000) }}", "OverflowError: the template"),
  ("{{ '\t'.expandtabs(10000000000) }}", "OverflowError: the template"),
  ("{{ {'a': 1} | tojson(indent=1000000000) }}", "indent must be at most 1000"),
  // Lists.
  ("{{ [0] * 10000000000 }}", "more than 2000 elements"),
  ("{% set ns = namespace(x=[0]) %}{% for i in range(100) %}{% set ns.x = ns.x + ns.x %}{% endfor %}", "elements"),
  ("{{ [1] | batch(1000000000, 0) | list }}", "more than 2000 elements"),
  ("{{ [1] | slice(1000000000) | list }}", "more than 2000 elements"),
  (
    "{% set ns = namespace(x=[0]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}",
    "steps"
  ),
  (
    "{% set ns = namespace(x=[0]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x | tojson }}",
    "steps"
  ),
  (
    "{% set ns = namespace(x=[0]) %}{% for i in range(60) %}{% set ns.x = (ns.x, ns.x) %}{% endfor %}{{ ns.x == ns.x }}",
    "steps"
  ),
  (
    "{% set ns = namespace(l=[]) %}{% for i in range(1000) %}{% set ns.l = ns.l + ['a' * 20000] %}{% endfor %}",
    "1 MB of texts and lists"
  ),
  // Numbers.
  ("{{ 10 ** 1000 }}", "OverflowError"),
  ("{{ 9223372036854775807 + 1 }}", "OverflowError"),
  ("{{ 99999999999999999999 }}", "the number does not fit 64 bits"),
  ("{{ range(0, 10, 0) }}", "range() arg 3 must not be zero"),
  ("{{ range(-9223372036854775807, 9223372036854775807) }}", "Range too big"),
  // Nesting.
  ("{{ \(String(repeating: "(", count: 500))1\(String(repeating: ")", count: 500)) }}", "nests deeper than"),
  ("{{ \(String(repeating: "[", count: 500))\(String(repeating: "]", count: 500)) }}", "nests deeper than"),
  ("{{ \(String(repeating: "[", count: 500)) }}", "expected ']'"),
  ("{{ \(String(repeating: "-", count: 500))1 }}", "nests deeper than"),
  ("{{ 1\(String(repeating: ".a", count: 500)) }}", "nests deeper than"),
  ("\(String(repeating: "{% if 1 %}", count: 500))", "nests deeper than"),
  ("{{ 1\(String(repeating: " if 1 else 1", count: 500)) }}", "nests deeper than"),
  ("{% set \(String(repeating: "(", count: 500))a\(String(repeating: ")", count: 500)) = 1 %}", "nests deeper than"),
])
func `a hostile template ends in an error`(template: String, message: String) {
  let said = failure(template)
  #expect(message.isEmpty || said.contains(message) && !said.hasPrefix("rendered"), "said: \(said.suffix(300))")
}

@Test func `long chains are no deep nesting`() throws {
  let sum = "{{ 0" + String(repeating: " + 1", count: 500) + " }}"
  #expect(try Template(sum).render([]).text.string == "500")
  let nots = "{{ " + String(repeating: "not ", count: 501) + "1 }}"
  #expect(try Template(nots).render([]).text.string == "False")
}

@Test(arguments: ["[ns.x]", "(ns.x,)", "{'a': ns.x}", "dict(a=ns.x)", "namespace(x=ns.x)", "[{'a': [ns.x]}]"])
func `values linked in long chains are released without recursion`(link: String) throws {
  do {
    let template = "{% set ns = namespace(x=0) %}{% for i in range(20000) %}{% set ns.x = \(link) %}{% endfor %}done"
    #expect(try Template(template).render([]).text.string == "done")
  }
}

@Test func `macros linked in long chains are released without recursion`() throws {
  let macros = """
    {% set ns = namespace(m=0) %}{% for i in range(20000) %}{% set before = ns.m %}\
    {% macro m() %}{{ before }}{% endmacro %}{% set ns.m = m %}{% endfor %}done
    """
  #expect(try Template(macros).render([]).text.string == "done")
}

@Test func `random bytes are rendered or refused, never more`() {
  var state: UInt64 = 42
  let words = [
    "{{", "}}", "{%", "%}", "{#", "#}", "-", " for ", " in ", " if ", "x", "1", ".", "|", "(", ")", "[", "]", "{", "}",
    "'", "\"", "\n", " set ", "=", " endfor ", "else", "macro", "~", "*", ",", ":", "é", "\u{3000}", "raw", "endraw",
    "\\",
  ]
  for _ in 0..<3000 {
    var template = ""
    for _ in 0..<20 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      template += words[Int(state >> 33) % words.count]
    }
    _ = failure(template, [("x", [1, 2])])
  }
}

@Test func `methods of a host's objects stay closed`() {
  final class Door: PyObject {
    override var typeName: String { "Door" }
    override func attribute(_ name: String) -> Value? {
      name == "open" ? .object(NativeFunction("open") { _, _ in "opened" }) : name == "color" ? "red" : nil
    }
  }
  #expect(failure("{{ door.open() }}", [("door", .object(Door()))]).contains("SecurityError"))
  #expect(failure("{{ door.color }}", [("door", .object(Door()))]) == "rendered 3 bytes")
}
